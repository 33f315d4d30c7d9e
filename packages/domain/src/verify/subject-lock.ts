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
  leftOfShared,
  lockFor,
  lockStateAt,
  withCount,
} from './lockout.ts';
import {
  COUNTED,
  FACTORS,
  type CountedName,
  LATEST_LOCK_UNKNOWN,
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
  const { nowMs, lockout } = attempt.context;
  const { knownAt } = sourceStateOf(kind, subjectId, attempt);
  return !isKnownAt(knownAt, nowMs, lockout) && isAddressLocked(attempt);
}

/** The same, where nobody is who might be known. */
export function isAddressLocked({ job, ledger, source, context }: Attempt): boolean {
  if (job.clientAddress === undefined) return false;
  return lockStateAt(ledger.findClient(source)?.lockedUntil ?? 0, context.nowMs) !== 'free';
}

/** A wrong guess at one factor of a user. */
export function noteUserFailure(user: UserState, factor: CountedName, attempt: Attempt): void {
  const { ledger } = attempt;
  const { nowMs, lockout: policy } = attempt.context;
  const own = countOwn(sourceStateOf('user', user.id, attempt), factor, attempt);
  let next = latest(user, attempt);
  // All of them: they share the time of the last failure.
  for (const name of COUNTED) {
    const rule = { factor: name, nowMs, policy };
    next = withCount(next, name, leftOfShared(countOf(next, name), user.failedAt, rule));
  }
  const before = countOf(next, factor);
  const all = countSharedFailure(before, { factor, nowMs, policy });
  ledger.saveUser(loginKey(user.login), {
    ...withCount(next, factor, all),
    failedAt: nowMs,
    // Lists show locks of logins.
    sourceLockedUntil: laterLock(user.sourceLockedUntil, factor === 'change' ? 0 : own.lockedUntil),
  });
  noteLock(attempt, { action: 'user.lock', userLogin: user.login, serial: '', factor }, own, before, all);
  noteClientFailure(attempt);
}

/** A wrong guess at a token named by its serial. */
export function noteTokenFailure(token: TokenState, attempt: Attempt): void {
  const { ledger, context } = attempt;
  const own = countOwn(sourceStateOf('token', token.id, attempt), 'otp', attempt);
  const rule = { factor: 'otp', nowMs: context.nowMs, policy: context.lockout } as const;
  const { failCount, lockedUntil } = token;
  const before = leftOfShared({ failCount, lockedUntil }, token.failedAt, rule);
  const all = countSharedFailure(before, rule);
  ledger.saveToken({
    ...token,
    ...all,
    failedAt: context.nowMs,
    sourceLockedUntil: laterLock(token.sourceLockedUntil, own.lockedUntil),
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
  let next: UserState = { ...latest(user, attempt), ...success.change };
  for (const factor of success.factors)
    next = withCount(next, factor, lessOwn(factor, countOf(user, factor), { subject: user, own }, attempt));
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
    ...lessOwn('otp', after, { subject: after, own }, attempt),
    sourceLockedUntil: lessLock(after.sourceLockedUntil, own, attempt.context.nowMs),
  });
}

function countOwn(state: SourceState, factor: CountedName, { ledger, context }: Attempt): FailureCount {
  const { nowMs, lockout } = context;
  const before = forgetOld(countOf(state, factor), state.changedAt, { nowMs, policy: lockout });
  const own = countOwnFailure(before, { factor, nowMs, policy: lockout });
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

/** What the others have left behind. Some of it is forgotten only when the next one is counted: from a failure on, not from a success. */
// oxlint-disable-next-line max-params -- which count, of whom, and the attempt
function lessOwn(
  factor: CountedName,
  { failCount, lockedUntil }: FailureCount,
  { subject, own }: { subject: Pick<UserState, 'failedAt'>; own: SourceState },
  { context }: Attempt,
): FailureCount {
  const age = { nowMs: context.nowMs, policy: context.lockout };
  const left = leftOfShared({ failCount, lockedUntil }, subject.failedAt, { factor, ...age });
  const others = failCount - forgetOld(countOf(own, factor), own.changedAt, age).failCount;
  return {
    failCount: left.failCount === 0 ? 0 : Math.max(0, others),
    lockedUntil: lockStateAt(lockedUntil, context.nowMs) === 'free' ? 0 : lockedUntil,
  };
}

/** What this attempt itself has changed of a user meanwhile (see `noteHeldTry`) is kept. */
function latest(user: UserState, { ledger }: Attempt): UserState {
  const { heldTries, heldSince } = ledger.findUser(loginKey(user.login)) ?? user;
  return { ...user, heldTries, heldSince };
}

function laterLock(latest: number, own: number): number {
  return latest === LATEST_LOCK_UNKNOWN ? latest : Math.max(latest, own);
}

/** Other sources, and other factors of this one, may be locked still. */
function lessLock(latest: number, own: SourceState, nowMs: number): number {
  if (latest === LATEST_LOCK_UNKNOWN) return latest;
  if (latest <= nowMs) return 0;
  const isOwn = FACTORS.some((factor) => countOf(own, factor).lockedUntil === latest);
  return isOwn ? LATEST_LOCK_UNKNOWN : latest;
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
  const isShared = all.lockedUntil > before.lockedUntil && before.lockedUntil <= context.nowMs;
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
