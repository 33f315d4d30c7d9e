import type { UserDetail } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock, PasswordHasher } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { isLogin } from './login-key.ts';
import { toStaticPassword } from './static-password.ts';
import { cleanFields } from './user-fields.ts';

export interface UserWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
  readonly passwordHasher: PasswordHasher;
}
export interface NewUser {
  readonly login: string;
  readonly organizationId: number;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  /** null, or left out: as the policy says */
  readonly staticPasswordRule?: 'required' | 'none' | null;
  readonly staticPassword?: string;
}

/**
 * Adds a user.
 *
 * @throws {Refusal} user.login-invalid, user.login-taken, user.static-password-needed, organization.not-found
 */
export async function createUser(
  input: NewUser & { readonly requester: Requester },
  world: UserWorld,
): Promise<UserDetail> {
  const { login, organizationId, requester } = input;
  if (!isLogin(login)) throw new Refusal('user.login-invalid', { login }, 'login');
  const staticPasswordRule = input.staticPasswordRule ?? null;
  if (staticPasswordRule === 'required' && input.staticPassword === undefined)
    throw new Refusal('user.static-password-needed', {}, 'staticPassword');
  const staticPassword = await toStaticPassword(input.staticPassword, world.passwordHasher);
  const fields = { name: '', email: '', phone: '', ...cleanFields(input) };
  const id = await world.store.transaction(async ({ organizations, users, audit }) => {
    const at = world.clock.nowMs();
    const organization = await organizations.find(organizationId);
    if (organization === undefined)
      throw new Refusal('organization.not-found', { name: String(organizationId) }, 'organizationId');
    const user = { login, organizationId, status: 'enabled', staticPasswordRule, ...fields } as const;
    const added = await users.insert({ ...user, staticPassword, at });
    if (added === undefined) throw new Refusal('user.login-taken', { login }, 'login');
    const detail = { organization: organization.path };
    await audit.append([changeAudit({ action: 'user.create', requester, at, userLogin: login, detail })]);
    return added;
  });
  return readUser(id, world);
}

/** @throws {Refusal} user.not-found */
export async function readUser(
  id: number,
  { store, clock }: Omit<UserWorld, 'passwordHasher'>,
): Promise<UserDetail> {
  const user = await store.read.users.read(id, clock.nowMs());
  if (user === undefined) throw new Refusal('user.not-found', { login: `#${id}` });
  return user;
}
