import type { UserDetail } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import { areOnOneBranch } from '../organization/organization-name.ts';
import type { Stores } from '../ports/stores.ts';
import type { StaticPassword, UserFields, UserRecord } from '../ports/user-store.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { type UserWorld, readUser } from './create-user.ts';
import { prepareStaticPassword, readStaticPasswordPolicy } from './static-password.ts';
import { type GivenLoginRules, checkLoginRules, cleanFields, readLoginRules } from './user-fields.ts';

export interface UserChange extends GivenLoginRules {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly organizationId?: number;
  readonly status?: 'enabled' | 'disabled';
  readonly staticPassword?: string;
  /** left out: as the settings say, where there is a new password */
  readonly staticPasswordMustChange?: boolean;
}
type WantedFields = Partial<Omit<UserFields, 'login'>> & { staticPasswordMustChange?: boolean };

/**
 * Changes a user. What is left out stays as it is. A new static password lifts what locks it.
 *
 * @throws {Refusal} user.not-found, .static-password-needed, .static-password-refused, .validity-invalid, .access-rule-…,
 * backend.not-found, organization.not-found, binding.other-organization (a token of the user would then be in another branch of the tree)
 */
export async function updateUser(
  input: { readonly id: number; readonly change: UserChange; readonly requester: Requester },
  world: UserWorld,
): Promise<UserDetail> {
  const { id, change, requester } = input;
  const wanted = wantedFields(change);
  const staticPassword = await newStaticPassword(id, change, world);
  await world.store.transaction(async (stores) => {
    const at = world.clock.nowMs();
    const before = await stores.users.lock(id);
    if (before === undefined) throw new Refusal('user.not-found', { login: `#${id}` });
    await checkChange(before, { wanted, staticPassword }, stores);
    const changed = changedNames(before, wanted);
    if (staticPassword !== undefined) {
      await stores.users.setStaticPassword(id, { ...staticPassword, isUnlocking: true, at });
      changed.push('staticPassword');
    }
    if (changed.length === 0) return;
    await stores.users.update(before, { ...wanted, at });
    const status = changed.includes('status') && { status: wanted.status ?? '' };
    const detail = { changed: changed.join(', '), ...status };
    await stores.audit.append([
      changeAudit({ action: 'user.update', requester, at, userLogin: before.login, detail }),
    ]);
  });
  return readUser(id, world);
}

async function newStaticPassword(
  id: number,
  { staticPassword: password, staticPasswordMustChange: mustChange }: UserChange,
  { store, passwordHasher }: UserWorld,
): Promise<StaticPassword | undefined> {
  if (password === undefined) return undefined;
  const policy = await readStaticPasswordPolicy(store);
  const found = await store.read.users.readStaticPasswords({ id }, policy.historyCount);
  if (found === undefined) throw new Refusal('user.not-found', { login: `#${id}` });
  const { login, hash, formerHashes } = found;
  // Who remembers no former passwords may be given the present one again.
  const usedHashes = hash === undefined || policy.historyCount === 0 ? [] : [hash, ...formerHashes];
  return prepareStaticPassword({ password, login, mustChange, usedHashes }, policy, passwordHasher);
}

async function checkChange(
  before: UserRecord,
  { wanted, staticPassword }: { wanted: WantedFields; staticPassword: StaticPassword | undefined },
  stores: Stores,
): Promise<void> {
  const isPasswordNeeded =
    wanted.staticPasswordRule === 'required' || wanted.staticPasswordMustChange === true;
  if (isPasswordNeeded && !before.hasStaticPassword && staticPassword === undefined)
    throw new Refusal('user.static-password-needed', {}, 'staticPassword');
  const { accessRules = null } = wanted;
  await checkLoginRules({ ...before, ...wanted, accessRules }, stores);
  if (wanted.organizationId !== undefined) await checkMove(stores, before, wanted.organizationId);
}

function changedNames(before: UserRecord, changes: WantedFields): string[] {
  return Object.entries(changes)
    .filter(([name, value]) => !isSame(before[name as keyof UserRecord], value))
    .map(([name]) => name);
}

/** Access rules are the only field that is no plain value. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

function wantedFields(change: UserChange): WantedFields {
  const { organizationId, status, staticPassword, staticPasswordMustChange } = change;
  return {
    ...cleanFields(change),
    ...readLoginRules(change),
    ...(organizationId !== undefined && { organizationId }),
    ...(status !== undefined && { status }),
    // With a new password it comes along with that.
    ...(staticPasswordMustChange !== undefined &&
      staticPassword === undefined && { staticPasswordMustChange }),
  };
}

async function checkMove(stores: Stores, user: UserRecord, organizationId: number): Promise<void> {
  const organization = await stores.organizations.find(organizationId);
  if (organization === undefined)
    throw new Refusal('organization.not-found', { name: String(organizationId) }, 'organizationId');
  for (const binding of await stores.bindings.listOfUser(user.id)) {
    if (!areOnOneBranch(organization.path, binding.tokenOrganizationPath))
      throw new Refusal(
        'binding.other-organization',
        { login: user.login, serial: binding.serial },
        'organizationId',
      );
  }
}
