import type { Settings } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import { checkAccessRules, completeAccessRule } from '../user/access-rules.ts';
import type { Requester } from '../verify/job.ts';

/**
 * Replaces the policy settings.
 *
 * @param input.settings the whole document; each value is within its limits (contract), here they are checked against each other
 * @throws {Refusal} settings.invalid, user.access-rule-…
 */
export async function updateSettings(
  input: { readonly settings: Settings; readonly requester: Requester },
  world: { readonly store: UnitOfWork; readonly clock: Clock },
): Promise<Settings> {
  const { requester } = input;
  const access = { rules: input.settings.access.rules.map(completeAccessRule) };
  const settings = { ...input.settings, access };
  checkSettings(settings);
  return world.store.transaction(async (stores) => {
    // Rules follow an agent that gets another name; the document given must not bring the old one back.
    if (access.rules.some(({ agents }) => agents.length > 0)) await stores.agents.lockChanges();
    const changed = changedNames(await stores.settings.read(), settings);
    if (changed.length === 0) return settings;
    // Rules that stay as they are were looked at when they came.
    if (changed.includes('access.rules'))
      await checkAccessRules(settings.access.rules, 'access.rules', stores);
    await stores.settings.write(settings);
    // Names alone: the default activation password is among the values.
    const detail = { changed: changed.join(', ') };
    const at = world.clock.nowMs();
    await stores.audit.append([changeAudit({ action: 'settings.update', requester, at, detail })]);
    return settings;
  });
}

function checkSettings({ verification, lockout, staticPassword }: Settings): void {
  const { lookAheadCounters, resyncCounters, verifyWindowSteps, resyncWindowSteps } = verification;
  const { temporarySeconds, temporaryMaxSeconds, temporaryAfterFailures, permanentAfterFailures } = lockout;
  const rules: [holds: boolean, name: string, detail: string][] = [
    [resyncCounters >= lookAheadCounters, 'verification.resyncCounters', `≥ ${lookAheadCounters}`],
    [resyncWindowSteps >= verifyWindowSteps, 'verification.resyncWindowSteps', `≥ ${verifyWindowSteps}`],
    [temporaryMaxSeconds >= temporarySeconds, 'lockout.temporaryMaxSeconds', `≥ ${temporarySeconds}`],
    [
      permanentAfterFailures === 0 || permanentAfterFailures >= temporaryAfterFailures,
      'lockout.permanentAfterFailures',
      `0, ≥ ${temporaryAfterFailures}`,
    ],
    [
      staticPassword.maxLength >= staticPassword.minLength,
      'staticPassword.maxLength',
      `≥ ${staticPassword.minLength}`,
    ],
  ];
  const broken = rules.find(([holds]) => !holds);
  if (broken === undefined) return;
  const [, name, detail] = broken;
  throw new Refusal('settings.invalid', { name, detail }, name);
}

function changedNames(before: Settings, after: Settings): string[] {
  const old = new Map(flatten(before));
  return flatten(after)
    .filter(([name, value]) => JSON.stringify(old.get(name)) !== JSON.stringify(value))
    .map(([name]) => name);
}

function flatten(settings: Settings): [name: string, value: unknown][] {
  return Object.entries(settings).flatMap(([section, values]) =>
    Object.entries(values).map(([name, value]): [string, unknown] => [`${section}.${name}`, value]),
  );
}
