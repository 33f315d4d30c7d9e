import { isLogin } from '../user/login-key.ts';
import { encodeBase64Url } from '@lingpai/algorithms';
import { changeAudit } from '../audit/change-audit.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { type AdminSession, openAdminSession, summaryOf } from './admin-session.ts';
import { checkAdminPassword } from './password-strength.ts';
import { type SignInWorld, verifyThrottled } from './sign-in.ts';

const ONE_TIME_PASSWORD_BYTES = 12;

/**
 * Changes one's own password. Every session of this administrator ends; the caller gets a new one.
 *
 * @param input.admin who is signed in
 * @throws {Refusal} session.old-password-wrong, session.locked, password.too-weak, password.same-as-old, session.none
 */
export async function changeOwnPassword(
  input: {
    readonly adminId: number;
    readonly oldPassword: string;
    readonly newPassword: string;
    readonly requester: Requester;
  },
  world: Omit<SignInWorld, 'decoyHash'>,
): Promise<AdminSession> {
  const { adminId, oldPassword, newPassword, requester } = input;
  const { store, passwordHasher, throttle } = world;
  const found = await store.read.admins.findByLogin(requester.name);
  if (found?.id !== adminId) throw new Refusal('session.none');
  // Whoever sits down at an open session must not find the password out here.
  const seconds = throttle.begin(found.login, requester.source, world.clock.nowMs());
  if (seconds > 0) throw new Refusal('session.locked', { seconds });
  const { login, passwordHash: hash } = found;
  if (!(await verifyThrottled({ login, password: oldPassword, hash, source: requester.source }, world)))
    throw new Refusal('session.old-password-wrong', {}, 'oldPassword');
  throttle.succeed(found.login, requester.source);
  if (newPassword.normalize('NFKC') === oldPassword.normalize('NFKC'))
    throw new Refusal('password.same-as-old', {}, 'newPassword');
  checkAdminPassword(newPassword, found.login, 'newPassword');
  const passwordHash = await passwordHasher.hash(newPassword);
  return store.transaction(async (stores) => {
    const at = world.clock.nowMs();
    const admin = await stores.admins.lock(adminId);
    if (admin?.passwordHash !== found.passwordHash) throw new Refusal('session.none');
    await stores.admins.setPassword(adminId, { passwordHash, mustChangePassword: false, at });
    await stores.admins.closeSessionsOf(adminId);
    const id = await openAdminSession(stores, { adminId, at, random: world.random });
    await stores.audit.append([changeAudit({ action: 'admin.change-password', requester, at })]);
    return { id, admin: { ...summaryOf(found), mustChangePassword: false } };
  });
}

/**
 * Gives an administrator a new one-time password, which has to be changed at the next sign-in; every session of theirs ends. Where there is
 * no administrator at all, this makes the first one: who is at the console needs no link.
 *
 * @returns the password, to be shown once
 * @throws {Refusal} admin.not-found
 */
export async function resetAdmin(
  input: { readonly login: string; readonly requester: Requester },
  world: Pick<SignInWorld, 'store' | 'clock' | 'random' | 'passwordHasher'>,
): Promise<string> {
  const { login, requester } = input;
  const password = encodeBase64Url(world.random.bytes(ONE_TIME_PASSWORD_BYTES));
  const passwordHash = await world.passwordHasher.hash(password);
  await world.store.transaction(async ({ admins, audit }) => {
    const at = world.clock.nowMs();
    const password = { passwordHash, mustChangePassword: true, at };
    const admin = await admins.findByLogin(login);
    if (admin !== undefined) {
      await admins.setPassword(admin.id, password);
      await admins.closeSessionsOf(admin.id);
    } else {
      if ((await admins.count()) > 0 || !isLogin(login))
        throw new Refusal('admin.not-found', { login }, 'login');
      await admins.insert({ login, name: '', ...password });
    }
    const detail = { login: admin?.login ?? login };
    await audit.append([
      changeAudit({ action: admin === undefined ? 'admin.setup' : 'admin.reset', requester, at, detail }),
    ]);
  });
  return password;
}
