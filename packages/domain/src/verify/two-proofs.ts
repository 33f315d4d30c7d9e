import { loginKey } from '../user/login-key.ts';
import type { Attempt } from './attempt.ts';
import { countOf, forgetOld, isKnownAt, lockStateAt } from './lockout.ts';
import { type FirstProof, NO_FACTOR, type SourceState, type TokenState, type UserState } from './state.ts';
import { sourceStateOf } from './subject-lock.ts';
import { rangeAfter } from './windows.ts';

const ANSWERS_APART_MS = 10 * 60_000;
/** So many tries of a locked source are looked at in half a minute; docs/adr/0011 says what chance that leaves. */
const HELD_TRIES = 20;
/** The same for all sources together that never succeeded for this user (or token): whoever has many addresses has no more tries for it. */
const HELD_TRIES_TOGETHER = 40;
const HELD_WINDOW_MS = 30_000;
/**
 * Wrong tries of a source that nobody knows before it takes from those together. A flood of others cannot use up an owner's first ones, and
 * they are worth less to a guesser than one `sync`.
 */
const FIRST_TRIES = 3;
/** The second proof comes within so many tries of its source: two windows, since a time token takes half a minute to show another OTP. */
const TRIES_APART = 2 * HELD_TRIES;

type Subject = UserState | TokenState;
type HeldTries = Pick<SourceState, 'heldTries' | 'heldSince'>;

/**
 * May this source, locked out as it is, get in by two consecutive OTPs? Then each try is looked at, and answered as the lock is; nobody can keep
 * out whoever holds the token. Who is locked for failures of its own is looked at only so often, and so are all together that nobody knows.
 */
export function isGuarded(kind: SourceState['kind'], subject: Subject, attempt: Attempt): boolean {
  const { nowMs, lockout } = attempt.context;
  const shared = lockStateAt(sharedLockOf(subject), nowMs);
  // Failures of all together never lock for good: an administrator has.
  if (!lockout.isUnlockedByTwoOtps || shared === 'permanent') return false;
  const own = sourceStateOf(kind, subject.id, attempt);
  const isLocked = isLockedItself(kind, subject.id, attempt);
  if (isLocked && heldTriesOf(own, nowMs) >= HELD_TRIES) return false;
  if (isKnownAt(own.knownAt, nowMs, lockout)) return isLocked;
  if (!isLocked && shared !== 'temporary') return false;
  return !takesFromAll(own, isLocked, attempt) || heldTriesOf(subject, nowMs) < HELD_TRIES_TOGETHER;
}

function sharedLockOf(subject: Subject): number {
  return 'login' in subject ? subject.otpLockedUntil : subject.lockedUntil;
}

/** Does a try of this source count among those of all together? */
function takesFromAll(own: SourceState, isLocked: boolean, { context }: Attempt): boolean {
  const { nowMs, lockout: policy } = context;
  if (isKnownAt(own.knownAt, nowMs, policy)) return false;
  return (
    isLocked || forgetOld(countOf(own, 'otp'), own.changedAt, { nowMs, policy }).failCount >= FIRST_TRIES
  );
}

/** Is it this source's own failures that lock it out of the OTP? Further ones are not counted then. */
export function isLockedItself(kind: SourceState['kind'], subjectId: number, attempt: Attempt): boolean {
  const own = countOf(sourceStateOf(kind, subjectId, attempt), 'otp');
  return lockStateAt(own.lockedUntil, attempt.context.nowMs) !== 'free';
}

/**
 * One of the tries that a guarded source has; stores it.
 *
 * @returns the user or token as it is now
 */
export function noteHeldTry<S extends Subject>(kind: SourceState['kind'], subject: S, attempt: Attempt): S {
  const { ledger, context } = attempt;
  const own = sourceStateOf(kind, subject.id, attempt);
  const isLocked = isLockedItself(kind, subject.id, attempt);
  if (isLocked || own.proof !== undefined) {
    const held = isLocked ? oneMore(own, context.nowMs) : {};
    const proof = own.proof && { ...own.proof, tries: own.proof.tries + 1 };
    ledger.saveSource({ ...own, ...held, proof });
  }
  if (!takesFromAll(own, isLocked, attempt)) return subject;
  const after: S = { ...subject, ...oneMore(subject, context.nowMs) };
  if ('login' in after) ledger.saveUser(loginKey(after.login), after);
  else ledger.saveToken(after);
  return after;
}

function oneMore(held: HeldTries, nowMs: number): HeldTries {
  const heldTries = heldTriesOf(held, nowMs);
  return { heldTries: heldTries + 1, heldSince: heldTries === 0 ? nowMs : held.heldSince };
}

function heldTriesOf({ heldTries, heldSince }: HeldTries, nowMs: number): number {
  return Math.abs(nowMs - heldSince) < HELD_WINDOW_MS ? heldTries : 0;
}

/**
 * A right answer to a challenge, of a guarded source: is it the second of two, one soon after the other? Where a counter goes into them, the
 * second has the next one.
 *
 * @param after the token's next state, with this answer accepted
 * @param hasCounter C in its suite
 */
export function isSecondAnswer(
  subjectId: number,
  after: TokenState,
  hasCounter: boolean,
  attempt: Attempt,
): boolean {
  if (hasCounter) return isSecondProof('user', subjectId, after, attempt);
  const { nowMs } = attempt.context;
  const proof = firstProofOf('user', subjectId, after, attempt);
  if (proof?.factor === NO_FACTOR && nowMs - proof.at <= ANSWERS_APART_MS) return true;
  remember('user', subjectId, { tokenId: after.id, factor: NO_FACTOR }, attempt);
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
  const { id: tokenId, lastFactor: factor } = after;
  const proof = firstProofOf(kind, subjectId, after, attempt);
  const range = proof && rangeAfter(after, proof, attempt.context.nowMs);
  if (range !== undefined && factor >= range.from && factor <= range.to) return true;
  remember(kind, subjectId, { tokenId, factor }, attempt);
  return false;
}

/** Whoever guesses on and on is not to find a second one to a first that happened to be right. */
function firstProofOf(
  kind: SourceState['kind'],
  subjectId: number,
  token: TokenState,
  attempt: Attempt,
): FirstProof | undefined {
  const { proof } = sourceStateOf(kind, subjectId, attempt);
  return proof?.tokenId === token.id && proof.tries <= TRIES_APART ? proof : undefined;
}

function remember(
  kind: SourceState['kind'],
  subjectId: number,
  proof: Pick<FirstProof, 'tokenId' | 'factor'>,
  attempt: Attempt,
): void {
  const { nowMs } = attempt.context;
  const own = sourceStateOf(kind, subjectId, attempt);
  attempt.ledger.saveSource({ ...own, proof: { ...proof, at: nowMs, tries: 0 }, changedAt: nowMs });
}
