import type { UserDetail } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { StaticPassword } from '../ports/user-store.ts';
import type { Clock, PasswordHasher } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { isLogin } from './login-key.ts';
import { prepareStaticPassword, readStaticPasswordPolicy } from './static-password.ts';
import {
  type GivenLoginRules,
  NO_LOGIN_RULES,
  checkLoginRules,
  cleanFields,
  readLoginRules,
} from './user-fields.ts';

export interface UserWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
  readonly passwordHasher: PasswordHasher;
}
export interface NewUser extends GivenLoginRules {
  readonly login: string;
  readonly organizationId: number;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly staticPassword?: string;
  /** left out: as the settings say */
  readonly staticPasswordMustChange?: boolean;
}

/**
 * Adds a user.
 *
 * @throws {Refusal} user.login-invalid, .login-taken, .static-password-needed, .static-password-refused, .validity-invalid,
 * .access-rule-…, organization.not-found, backend.not-found
 */
export async function createUser(
  input: NewUser & { readonly requester: Requester },
  world: UserWorld,
): Promise<UserDetail> {
  const { login, organizationId, requester } = input;
  if (!isLogin(login)) throw new Refusal('user.login-invalid', { login }, 'login');
  const rules = { ...NO_LOGIN_RULES, ...readLoginRules(input) };
  if (rules.staticPasswordRule === 'required' && input.staticPassword === undefined)
    throw new Refusal('user.static-password-needed', {}, 'staticPassword');
  const staticPassword = await firstStaticPassword(input, world);
  const fields = { name: '', email: '', phone: '', ...cleanFields(input), ...rules };
  const id = await world.store.transaction(async ({ organizations, users, audit, ...stores }) => {
    const at = world.clock.nowMs();
    const organization = await organizations.find(organizationId);
    if (organization === undefined)
      throw new Refusal('organization.not-found', { name: String(organizationId) }, 'organizationId');
    await checkLoginRules(rules, stores);
    const user = { login, organizationId, status: 'enabled', ...fields } as const;
    const added = await users.insert({ ...user, staticPassword, at });
    if (added === undefined) throw new Refusal('user.login-taken', { login }, 'login');
    const detail = { organization: organization.path };
    await audit.append([changeAudit({ action: 'user.create', requester, at, userLogin: login, detail })]);
    return added;
  });
  return readUser(id, world);
}

async function firstStaticPassword(
  { login, staticPassword: password, staticPasswordMustChange: mustChange }: NewUser,
  { store, passwordHasher }: UserWorld,
): Promise<StaticPassword | undefined> {
  if (password === undefined) return undefined;
  const policy = await readStaticPasswordPolicy(store);
  return prepareStaticPassword({ password, login, mustChange, usedHashes: [] }, policy, passwordHasher);
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
