import { encodeBase64Url } from '@lingpai/algorithms';
import { changeAudit } from '../audit/change-audit.ts';
import type { AdminRecord } from '../ports/admin-store.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import { BusyError, type Clock, type PasswordHasher, type Random } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { type AdminSession, closeAdminSession, openAdminSession, summaryOf } from './admin-session.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

export interface SignInWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly passwordHasher: PasswordHasher;
  readonly throttle: SignInThrottle;
  /** hash of a password nobody has: an unknown login is checked against it, and so costs what a known one costs */
  readonly decoyHash: Promise<string>;
}

/** A hash that no password fits, of the cost of all others. */
export function makeDecoyHash(world: {
  readonly random: Random;
  readonly passwordHasher: PasswordHasher;
}): Promise<string> {
  return world.passwordHasher.hash(encodeBase64Url(world.random.bytes(32)));
}

/**
 * Signs an administrator in. Unknown login and wrong password get one and the same answer, after the same work.
 *
 * @param input.source address the request came from
 * @throws {Refusal} session.refused, session.locked (too many failures: `seconds`)
 * @throws {BusyError} too many at the same time
 */
export async function signIn(
  input: { readonly login: string; readonly password: string; readonly source: string },
  world: SignInWorld,
): Promise<AdminSession> {
  const { login, password, source } = input;
  const seconds = world.throttle.begin(login, source, world.clock.nowMs());
  if (seconds > 0) throw new Refusal('session.locked', { seconds });
  const admin = await world.store.read.admins.findByLogin(login);
  const hash = admin?.passwordHash ?? (await world.decoyHash);
  const isRight = await verifyThrottled({ login, password, hash, source }, world);
  const session = admin !== undefined && isRight ? await open(admin, source, world) : undefined;
  if (session === undefined) {
    await noteFailure(admin, source, world);
    throw new Refusal('session.refused');
  }
  world.throttle.succeed(login, source);
  return session;
}

/** Is it the password? Where nobody has the time to look, nobody has failed. */
export async function verifyThrottled(
  input: {
    readonly login: string;
    readonly password: string;
    readonly hash: string;
    readonly source: string;
  },
  { passwordHasher, throttle }: Pick<SignInWorld, 'passwordHasher' | 'throttle'>,
): Promise<boolean> {
  const { login, password, hash, source } = input;
  try {
    return await passwordHasher.verify(password, hash);
  } catch (error) {
    if (error instanceof BusyError) throttle.takeBack(login, source);
    throw error;
  }
}

/** @returns undefined when the password has been changed since it was checked */
async function open(
  checked: AdminRecord,
  source: string,
  world: SignInWorld,
): Promise<AdminSession | undefined> {
  return world.store.transaction(async (stores) => {
    const at = world.clock.nowMs();
    const admin = await stores.admins.lock(checked.id);
    if (admin === undefined || admin.passwordHash !== checked.passwordHash) return undefined;
    const id = await openAdminSession(stores, { adminId: admin.id, at, random: world.random });
    const requester = { kind: 'admin', name: admin.login, source } as const;
    await stores.audit.append([changeAudit({ action: 'admin.sign-in', requester, at })]);
    return { id, admin: summaryOf(admin) };
  });
}

/** An unknown login is not written down: people type passwords into the wrong field. */
async function noteFailure(
  admin: AdminRecord | undefined,
  source: string,
  { store, clock }: SignInWorld,
): Promise<void> {
  const requester = { kind: 'admin', name: admin?.login ?? '', source } as const;
  const reason = admin === undefined ? 'unknown-login' : 'wrong-password';
  await store.transaction(({ audit }) =>
    audit.append([changeAudit({ action: 'admin.sign-in', requester, at: clock.nowMs(), reason })]),
  );
}

/** Ends a session. Nothing happens when it has ended already. */
export async function signOut(
  input: { readonly sessionId: string; readonly requester: Requester },
  world: Pick<SignInWorld, 'store' | 'clock'>,
): Promise<void> {
  await world.store.transaction(async (stores) => {
    if (!(await closeAdminSession(stores, input.sessionId))) return;
    const { requester } = input;
    await stores.audit.append([
      changeAudit({ action: 'admin.sign-out', requester, at: world.clock.nowMs() }),
    ]);
  });
}
