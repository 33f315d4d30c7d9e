import type { AuditDraft } from '../audit/audit-event.ts';
import { loginKey } from '../user/login-key.ts';
import { type Attempt, addressOf } from './attempt.ts';
import {
  type FailureCount,
  type LockState,
  countClientFailure,
  countOf,
  countOwnFailure,
  countSharedFailure,
  forgetOld,
  isKnownAt,
  lockFor,
  lockStateAt,
  withCount,
} from './lockout.ts';
import {
  FACTORS,
  type CountedName,
  NO_FAILURES,
  type SourceState,
  type TokenState,
  type UserState,
} from './state.ts';

/** A source that keeps succeeding is written down again after so many days, or a quarter of the time it stays known. */
const KNOWN_AGAIN_DAYS = 7;
const DAY_MS = 86_400_000;
const NOTHING_KNOWN = {
  knownAt: undefined,
  proof: undefined,
  heldTries: 0,
  heldSince: 0,
  changedAt: 0,
  ...NO_FAILURES,
} as const;

/** What the source of this attempt did to a user or token so far. */
export function sourceStateOf(
  kind: SourceState['kind'],
  subjectId: number,
  { ledger, source }: Attempt,
): SourceState {
  const found = ledger.findSource(kind, subjectId, source);
  return found ?? { kind, subjectId, source, ...NOTHING_KNOWN };
}

export function isKnownSource(user: UserState, attempt: Attempt): boolean {
  const { nowMs, lockout } = attempt.context;
  return isKnownAt(sourceStateOf('user', user.id, attempt).knownAt, nowMs, lockout);
}

export function userLock(user: UserState, factor: CountedName, attempt: Attempt): LockState {
  const own = sourceStateOf('user', user.id, attempt);
  const isKnown = isKnownSource(user, attempt);
  return lockFor({ own: countOf(own, factor), all: countOf(user, factor), isKnown }, attempt.context.nowMs);
}

export function tokenLock(token: TokenState, attempt: Attempt): LockState {
  const { nowMs, lockout } = attempt.context;
  const own = sourceStateOf('token', token.id, attempt);
  return lockFor(
    { own: countOf(own, 'otp'), all: token, isKnown: isKnownAt(own.knownAt, nowMs, lockout) },
    nowMs,
  );
}

/** Has the address this person calls from failed too often, over all users? Not where it is known. */
export function isClientLocked(kind: SourceState['kind'], subjectId: number, attempt: Attempt): boolean {
  const { job, ledger, source, context } = attempt;
  if (job.clientAddress === undefined) return false;
  const { knownAt } = sourceStateOf(kind, subjectId, attempt);
  if (isKnownAt(knownAt, context.nowMs, context.lockout)) return false;
  return lockStateAt(ledger.findClient(source)?.lockedUntil ?? 0, context.nowMs) !== 'free';
}

/** A wrong guess at one factor of a user. */
export function noteUserFailure(user: UserState, factor: CountedName, attempt: Attempt): void {
  const { ledger, context } = attempt;
  const own = countOwn(sourceStateOf('user', user.id, attempt), factor, attempt);
  const before = forgetOld(countOf(user, factor), user.failedAt, {
    nowMs: context.nowMs,
    policy: context.lockout,
  });
  const all = countSharedFailure(before, context.nowMs, context.lockout);
  ledger.saveUser(loginKey(user.login), {
    ...withCount(user, factor, all),
    failedAt: context.nowMs,
    // Lists show locks of logins.
    sourceLockedUntil: Math.max(user.sourceLockedUntil, factor === 'change' ? 0 : own.lockedUntil),
  });
  noteLock(attempt, { action: 'user.lock', userLogin: user.login, serial: '', factor }, own, before, all);
  noteClientFailure(attempt);
}

/** A wrong guess at a token named by its serial. */
export function noteTokenFailure(token: TokenState, attempt: Attempt): void {
  const { ledger, context } = attempt;
  const own = countOwn(sourceStateOf('token', token.id, attempt), 'otp', attempt);
  const before = forgetOld(token, token.failedAt, { nowMs: context.nowMs, policy: context.lockout });
  const all = countSharedFailure(before, context.nowMs, context.lockout);
  ledger.saveToken({
    ...token,
    ...all,
    failedAt: context.nowMs,
    sourceLockedUntil: Math.max(token.sourceLockedUntil, own.lockedUntil),
  });
  noteLock(
    attempt,
    { action: 'token.lock', userLogin: '', serial: token.serial, factor: 'otp' },
    own,
    before,
    all,
  );
  noteClientFailure(attempt);
}

/** Counted also where there is no such user: an address that tries names is what this is for. */
export function noteClientFailure({ job, ledger, source, context }: Attempt): void {
  if (job.clientAddress === undefined) return;
  const { nowMs, lockout } = context;
  const found = ledger.findClient(source) ?? { isNew: true, failCount: 0, lockedUntil: 0, failedAt: 0 };
  const before = forgetOld(found, found.failedAt, { nowMs, policy: lockout });
  const after = countClientFailure(before, nowMs, lockout);
  ledger.saveClient({ address: source, isNew: found.isNew, ...after, failedAt: nowMs });
}

/** What was right at once. */
export interface Success {
  readonly factors: readonly CountedName[];
  /** all that a login asks for: its source is known from now on */
  readonly isLogin: boolean;
  readonly change?: Partial<UserState>;
}

/** These factors were right: this source's failures at them are forgotten. */
export function noteUserSuccess(user: UserState, success: Success, attempt: Attempt): void {
  const { ledger, context } = attempt;
  const own = sourceStateOf('user', user.id, attempt);
  let next: UserState = { ...user, ...success.change };
  for (const factor of success.factors)
    next = withCount(
      next,
      factor,
      lessOwn(countOf(user, factor), countOf(own, factor), { user, own }, attempt),
    );
  next = { ...next, sourceLockedUntil: lessLock(user.sourceLockedUntil, own, context.nowMs) };
  saveSuccess(own, success, attempt);
  const isChanged = (Object.keys(next) as (keyof UserState)[]).some((name) => next[name] !== user[name]);
  if (isChanged) ledger.saveUser(loginKey(user.login), next);
}

/** As `noteUserSuccess`, for a token named by its serial; saves it. */
export function noteTokenSuccess(after: TokenState, attempt: Attempt): void {
  const own = sourceStateOf('token', after.id, attempt);
  saveSuccess(own, { factors: ['otp'], isLogin: true }, attempt);
  attempt.ledger.saveToken({
    ...after,
    ...lessOwn(after, countOf(own, 'otp'), { user: after, own }, attempt),
    sourceLockedUntil: lessLock(after.sourceLockedUntil, own, attempt.context.nowMs),
  });
}

function countOwn(state: SourceState, factor: CountedName, { ledger, context }: Attempt): FailureCount {
  const { nowMs, lockout } = context;
  const before = forgetOld(countOf(state, factor), state.changedAt, { nowMs, policy: lockout });
  const own = countOwnFailure(before, nowMs, lockout);
  ledger.saveSource({ ...withCount(state, factor, own), changedAt: nowMs });
  return own;
}

function saveSuccess(own: SourceState, { factors, isLogin }: Success, { ledger, context }: Attempt): void {
  const { nowMs, lockout } = context;
  const freshMs = Math.min(KNOWN_AGAIN_DAYS, lockout.knownSourceDays / 4) * DAY_MS;
  const isFresh = !isLogin || (own.knownAt !== undefined && nowMs - own.knownAt < freshMs);
  const isClean = factors.every(
    (factor) => countOf(own, factor).failCount === 0 && countOf(own, factor).lockedUntil === 0,
  );
  if (isFresh && isClean) return;
  let next = own;
  for (const factor of factors) next = withCount(next, factor, { failCount: 0, lockedUntil: 0 });
  ledger.saveSource({ ...next, proof: undefined, knownAt: isFresh ? own.knownAt : nowMs, changedAt: nowMs });
}

/** What the others have left behind. */
// oxlint-disable-next-line max-params -- two counts, whose they are, and the attempt
function lessOwn(
  all: FailureCount,
  own: FailureCount,
  of: { user: Pick<UserState, 'failedAt'>; own: SourceState },
  { context }: Attempt,
): FailureCount {
  const age = { nowMs: context.nowMs, policy: context.lockout };
  const { failCount, lockedUntil } = forgetOld(all, of.user.failedAt, age);
  return {
    failCount: Math.max(0, failCount - forgetOld(own, of.own.changedAt, age).failCount),
    lockedUntil: lockStateAt(lockedUntil, context.nowMs) === 'free' ? 0 : lockedUntil,
  };
}

function lessLock(latest: number, own: SourceState, nowMs: number): number {
  const isOwn = FACTORS.some((factor) => countOf(own, factor).lockedUntil === latest);
  return isOwn || latest <= nowMs ? 0 : latest;
}

/** The audit log says when a lock begins, beside the attempt that led to it. */
// oxlint-disable-next-line max-params -- who, and the counts before and after
function noteLock(
  { notes, job, context }: Attempt,
  { factor, ...subject }: Pick<AuditDraft, 'action' | 'userLogin' | 'serial'> & { factor: CountedName },
  own: FailureCount,
  before: FailureCount,
  all: FailureCount,
): void {
  const isShared = all.lockedUntil > before.lockedUntil;
  const lockedUntil = isShared ? Math.max(own.lockedUntil, all.lockedUntil) : own.lockedUntil;
  const state = lockStateAt(lockedUntil, context.nowMs);
  if (state === 'free') return;
  const until = state === 'permanent' ? 'unlocked' : new Date(lockedUntil).toISOString();
  notes.push({
    at: context.nowMs,
    actorKind: 'system',
    actor: '',
    resultCode: undefined,
    hasSucceeded: true,
    reason: '',
    ...subject,
    source: addressOf(job),
    detail: { factor, until, scope: isShared ? 'unknown-sources' : 'source' },
  });
}
