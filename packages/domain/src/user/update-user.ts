import type { UserDetail } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import { areOnOneBranch } from '../organization/organization-name.ts';
import type { Stores } from '../ports/stores.ts';
import type { UserFields, UserRecord } from '../ports/user-store.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { type UserWorld, readUser } from './create-user.ts';
import { toStaticPassword } from './static-password.ts';
import { cleanFields } from './user-fields.ts';

export interface UserChange {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly organizationId?: number;
  readonly status?: 'enabled' | 'disabled';
  readonly staticPasswordRule?: 'required' | 'none' | null;
  readonly staticPassword?: string;
}

/**
 * Changes a user. What is left out stays as it is.
 *
 * @throws {Refusal} user.not-found, organization.not-found, user.static-password-needed, binding.other-organization (a token of the user
 * would then be in another branch of the tree)
 */
export async function updateUser(
  input: { readonly id: number; readonly change: UserChange; readonly requester: Requester },
  world: UserWorld,
): Promise<UserDetail> {
  const { id, change, requester } = input;
  const staticPassword = await toStaticPassword(change.staticPassword, world.passwordHasher);
  await world.store.transaction(async (stores) => {
    const at = world.clock.nowMs();
    const before = await stores.users.lock(id);
    if (before === undefined) throw new Refusal('user.not-found', { login: `#${id}` });
    const wanted = wantedFields(change);
    const hasStaticPassword = before.hasStaticPassword || staticPassword !== undefined;
    if (wanted.staticPasswordRule === 'required' && !hasStaticPassword)
      throw new Refusal('user.static-password-needed', {}, 'staticPassword');
    if (wanted.organizationId !== undefined) await checkMove(stores, before, wanted.organizationId);
    const changes = { ...wanted, ...(staticPassword && { staticPassword }) };
    const changed = changedNames(before, changes);
    if (changed.length === 0) return;
    await stores.users.update(before, { ...changes, at });
    const status = changed.includes('status') && { status: wanted.status ?? '' };
    const detail = { changed: changed.join(', '), ...status };
    await stores.audit.append([
      changeAudit({ action: 'user.update', requester, at, userLogin: before.login, detail }),
    ]);
  });
  return readUser(id, world);
}

/** A new static password is a change, whatever it was before. */
function changedNames(before: UserRecord, changes: object): string[] {
  return Object.entries(changes)
    .filter(([name, value]) => name === 'staticPassword' || before[name as keyof UserRecord] !== value)
    .map(([name]) => name);
}

function wantedFields(change: UserChange): Partial<Omit<UserFields, 'login'>> {
  const { organizationId, status, staticPasswordRule } = change;
  return {
    ...cleanFields(change),
    ...(organizationId !== undefined && { organizationId }),
    ...(status !== undefined && { status }),
    ...(staticPasswordRule !== undefined && { staticPasswordRule }),
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
