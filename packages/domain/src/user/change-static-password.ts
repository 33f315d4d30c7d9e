import { type ResultName, codeOf } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock, PasswordHasher } from '../ports/world.ts';
import type { Outcome, Requester, StaticPasswordJob } from '../verify/job.ts';
import { codeOfReason } from '../verify/outcome.ts';
import { passwordForm } from './password-form.ts';
import { hashStaticPassword, isUsedBefore, readStaticPasswordPolicy } from './static-password.ts';
import { findStaticPasswordFault } from './static-password-policy.ts';

export interface StaticPasswordChange {
  readonly login: string;
  readonly oldPassword: string;
  readonly newPassword: string;
  readonly requester: Requester;
  /** address the person calls from, as the agent says */
  readonly clientAddress?: string;
}
export interface ChangeStaticPasswordWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
  readonly passwordHasher: PasswordHasher;
  /** Is it the old one? Decided, counted and locked as at a login */
  readonly prove: (job: StaticPasswordJob) => Promise<Exclude<Outcome, { kind: 'check-needed' }>>;
}

/** Why a new password is not taken, once the old one is proved. */
const REASONS = {
  'static-password-same': 'OTPR_USER_OLDPIN_EQ_NEWPIN',
  'static-password-length': 'OTPR_PWD_LEN_ERR',
  'static-password-refused': 'OTPR_PIN_SET',
  'static-password-overtaken': 'OTPR_PIN_SET',
} as const satisfies Record<string, ResultName>;
type ChangeReason = keyof typeof REASONS;

/**
 * A user changes the static password: proves the old one, and gives one the policy has nothing against. Of two changes at the same time
 * one wins.
 *
 * @returns code for the agent: 0; 63 the old one is wrong; 64 both are equal; 74 too short or too long; 17 refused by another rule, or
 * another change was faster; 33 none is set; else as at a login
 */
export async function changeOwnStaticPassword(
  input: StaticPasswordChange,
  world: ChangeStaticPasswordWorld,
): Promise<number> {
  const { login, oldPassword, requester, clientAddress } = input;
  const policy = await readStaticPasswordPolicy(world.store);
  // Before the proof: what was proved is then this hash, or the change is too late.
  const found = await world.store.read.users.readStaticPasswords({ login }, policy.historyCount);
  const proof = await world.prove({
    kind: 'static-password',
    login,
    password: oldPassword,
    requester,
    ...(clientAddress !== undefined && { clientAddress }),
  });
  if (proof.kind === 'refused') return codeOfReason(proof.reason);
  if (proof.kind === 'answered-before' || found?.hash === undefined) return codeOf('OTPR_PIN_SET');
  const current = { userId: found.userId, login: found.login, hash: found.hash };
  const reason =
    (await findFault(input, { ...found, hash: found.hash, policy }, world.passwordHasher)) ??
    (await write(input, { ...current, keepCount: policy.historyCount }, world));
  if (reason === undefined) return 0;
  await noteRefusal(input, { login: found.login, reason }, world);
  return codeOf(REASONS[reason]);
}

async function findFault(
  { oldPassword, newPassword }: StaticPasswordChange,
  {
    login,
    hash,
    formerHashes,
    policy,
  }: {
    login: string;
    hash: string;
    formerHashes: readonly string[];
    policy: Awaited<ReturnType<typeof readStaticPasswordPolicy>>;
  },
  hasher: PasswordHasher,
): Promise<ChangeReason | undefined> {
  // As the hasher compares them.
  const [oldForm, newForm] = [passwordForm(oldPassword), passwordForm(newPassword)];
  if (newForm === oldForm) return 'static-password-same';
  // An OTP may stand behind the old one (see `proveStaticPassword`).
  if (oldForm.startsWith(newForm) && (await hasher.verify(newPassword, hash))) return 'static-password-same';
  const fault = findStaticPasswordFault(newPassword, login, policy);
  if (fault === 'length') return 'static-password-length';
  if (fault !== undefined || (await isUsedBefore(newPassword, formerHashes, hasher)))
    return 'static-password-refused';
  return undefined;
}

async function write(
  { newPassword, requester }: StaticPasswordChange,
  current: { userId: number; login: string; hash: string; keepCount: number },
  { store, clock, passwordHasher }: ChangeStaticPasswordWorld,
): Promise<ChangeReason | undefined> {
  const { userId, login, hash: expectedHash, keepCount } = current;
  const hashed = await hashStaticPassword(newPassword, passwordHasher);
  return store.transaction(async ({ users, audit }) => {
    const at = clock.nowMs();
    const change = { ...hashed, mustChange: false, keepCount, expectedHash, isUnlocking: false, at };
    if (!(await users.setStaticPassword(userId, change))) return 'static-password-overtaken';
    const action = 'user.static-password-change';
    await audit.append([changeAudit({ action, requester, at, userLogin: login })]);
    return undefined;
  });
}

async function noteRefusal(
  { requester }: StaticPasswordChange,
  { login, reason }: { login: string; reason: ChangeReason },
  { store, clock }: ChangeStaticPasswordWorld,
): Promise<void> {
  const action = 'user.static-password-change';
  const event = changeAudit({ action, requester, at: clock.nowMs(), userLogin: login, reason });
  await store.transaction(({ audit }) => audit.append([event]));
}
