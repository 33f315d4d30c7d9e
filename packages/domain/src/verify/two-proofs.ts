import type { Attempt } from './attempt.ts';
import { countOf, isKnownAt, lockStateAt } from './lockout.ts';
import { NO_FACTOR, type SourceState, type TokenState, type UserState } from './state.ts';
import { sourceStateOf } from './subject-lock.ts';
import { rangeAfter } from './windows.ts';

const ANSWERS_APART_MS = 10 * 60_000;
/** So many tries of a locked source are looked at in half a minute: a pair of six digits is then found by chance once in a century. */
const HELD_TRIES = 20;
const HELD_WINDOW_MS = 30_000;

/**
 * May this source, locked out as it is, get in by two consecutive OTPs? Then each try is looked at, and answered as the lock is; nobody can keep
 * out whoever holds the token. Who is locked for failures of its own is looked at only so often.
 */
export function isGuarded(
  kind: SourceState['kind'],
  subject: UserState | TokenState,
  attempt: Attempt,
): boolean {
  const { nowMs, lockout } = attempt.context;
  const own = sourceStateOf(kind, subject.id, attempt);
  const all = 'login' in subject ? countOf(subject, 'otp') : subject;
  const shared = lockStateAt(all.lockedUntil, nowMs);
  // Failures of all together never lock for good: an administrator has.
  if (!lockout.isUnlockedByTwoOtps || shared === 'permanent') return false;
  if (isLockedItself(kind, subject.id, attempt)) return heldTriesOf(own, nowMs) < HELD_TRIES;
  return shared === 'temporary' && !isKnownAt(own.knownAt, nowMs, lockout);
}

/** Is it this source's own failures that lock it out of the OTP? Further ones are not counted then. */
export function isLockedItself(kind: SourceState['kind'], subjectId: number, attempt: Attempt): boolean {
  const own = countOf(sourceStateOf(kind, subjectId, attempt), 'otp');
  return lockStateAt(own.lockedUntil, attempt.context.nowMs) !== 'free';
}

/** One of the tries that a locked source has. */
export function noteHeldTry(kind: SourceState['kind'], subjectId: number, attempt: Attempt): void {
  const { nowMs } = attempt.context;
  const own = sourceStateOf(kind, subjectId, attempt);
  const tries = heldTriesOf(own, nowMs);
  attempt.ledger.saveSource({ ...own, heldTries: tries + 1, heldSince: tries === 0 ? nowMs : own.heldSince });
}

function heldTriesOf({ heldTries, heldSince }: SourceState, nowMs: number): number {
  return Math.abs(nowMs - heldSince) < HELD_WINDOW_MS ? heldTries : 0;
}

/**
 * A right answer to a challenge, of a guarded source: is it the second of two, one soon after the other?
 *
 * @param token of which it is
 */
export function isSecondAnswer(
  kind: SourceState['kind'],
  subjectId: number,
  token: TokenState,
  attempt: Attempt,
): boolean {
  const { nowMs } = attempt.context;
  const own = sourceStateOf(kind, subjectId, attempt);
  if (
    own.proof?.tokenId === token.id &&
    own.proof.factor === NO_FACTOR &&
    nowMs - own.proof.at <= ANSWERS_APART_MS
  )
    return true;
  attempt.ledger.saveSource({
    ...own,
    proof: { tokenId: token.id, factor: NO_FACTOR, at: nowMs },
    changedAt: nowMs,
  });
  return false;
}

/**
 * A right OTP of a guarded source: is it the second of two? The first is remembered, and not used up.
 *
 * @param after the token's next state, with this OTP accepted
 */
export function isSecondProof(
  kind: SourceState['kind'],
  subjectId: number,
  after: TokenState,
  attempt: Attempt,
): boolean {
  const { nowMs } = attempt.context;
  const own = sourceStateOf(kind, subjectId, attempt);
  const { id: tokenId, lastFactor: factor } = after;
  const range = own.proof?.tokenId === tokenId ? rangeAfter(after, own.proof, nowMs) : undefined;
  if (range !== undefined && factor >= range.from && factor <= range.to) return true;
  attempt.ledger.saveSource({ ...own, proof: { tokenId, factor, at: nowMs }, changedAt: nowMs });
  return false;
}
