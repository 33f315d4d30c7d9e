import type { AccessRule } from '@lingpai/contract';
import type { Stores } from '../ports/stores.ts';
import { Refusal } from '../refusal.ts';

type RuleStores = Pick<Stores, 'settings' | 'users'>;

/** So many users are named to whoever has to change their rules. */
const MAX_LOGINS_TOLD = 5;

/**
 * Access rules follow an agent that gets another name: they name it, and would let in nobody any more.
 *
 * @returns how many users' rules did, and whether the settings' did
 */
export async function renameInRules(
  { from, to, at }: { readonly from: string; readonly to: string; readonly at: number },
  { settings, users }: RuleStores,
): Promise<{ readonly userCount: number; readonly areSettingsChanged: boolean }> {
  const renamed = (rules: readonly AccessRule[]) =>
    rules.map((rule) => ({ ...rule, agents: rule.agents.map((name) => (name === from ? to : name)) }));
  const naming = await users.listNamingAgent(from);
  for (const { id, accessRules } of naming) await users.setAccessRules(id, renamed(accessRules), at);
  const policy = await settings.read();
  const areSettingsChanged = isNamedIn(policy.access.rules, from);
  if (areSettingsChanged)
    await settings.write({ ...policy, access: { ...policy.access, rules: renamed(policy.access.rules) } });
  return { userCount: naming.length, areSettingsChanged };
}

/**
 * A rule that names an agent which is gone lets in nobody, and whoever gets that name later.
 *
 * @throws {Refusal} agent.in-use
 */
export async function refuseNamedInRules(name: string, { settings, users }: RuleStores): Promise<void> {
  const naming = await users.listNamingAgent(name);
  const { access } = await settings.read();
  const isInSettings = isNamedIn(access.rules, name);
  if (naming.length === 0 && !isInSettings) return;
  const logins = naming.slice(0, MAX_LOGINS_TOLD).map(({ login }) => login);
  throw new Refusal('agent.in-use', {
    name,
    where: naming.length === 0 ? 'settings' : isInSettings ? 'both' : 'users',
    count: naming.length,
    logins: naming.length > logins.length ? `${logins.join(', ')} …` : logins.join(', '),
  });
}

function isNamedIn(rules: readonly AccessRule[], name: string): boolean {
  return rules.some(({ agents }) => agents.includes(name));
}
