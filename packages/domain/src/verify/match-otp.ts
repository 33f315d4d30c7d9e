import { equalOtp } from '@lingpai/algorithms';
import type { Attempt } from './attempt.ts';
import { lockStateAt } from './lockout.ts';
import type { Reason } from './outcome.ts';
import type { EmergencyPassword, TokenState, UserState } from './state.ts';
import { isKnownSource, noteUserFailure, userLock } from './subject-lock.ts';
import { isGuarded, isLockedItself, isSecondProof, noteHeldTry } from './two-proofs.ts';
import { MIN_DIGITS_TO_UNLOCK, mostTellingObstacle, tokenObstacle } from './token-gate.ts';
import { type TypedOtps, strongerReason, tryToken } from './try-token.ts';

/** What stands in for the OTP part of what a user typed. */
export type OtpMatch =
  /** `after` is the token's next state; nothing of it is stored yet */
  | { readonly kind: 'token'; readonly after: TokenState; readonly before: string }
  | { readonly kind: 'emergency'; readonly emergency: EmergencyPassword; readonly before: string }
  /** where it was a guess, it has been counted */
  | { readonly kind: 'none'; readonly reason: Reason };

/** What was typed, seen from its end. Lengths in characters. */
export interface TypedCredential {
  /** the OTP of this length, and what stands before it; undefined when it is too short */
  split(otpLength: number): (TypedOtps & { readonly before: string }) | undefined;
  /** Is the rest just as long as it has to be? */
  fits(otpLength: number): boolean;
}

export interface MatchQuestion {
  readonly user: UserState;
  /** those that may show it */
  readonly tokens: readonly TokenState[];
  readonly typed: TypedCredential;
}

/** Whoever takes longer to find out about passwords than this has to ask for a new OTP. */
const MAX_CHECK_MS = 60_000;
/** Failures that count: a guess was made. */
const GUESSES: ReadonlySet<Reason> = new Set<Reason>([
  'no-match',
  'replayed',
  'malformed',
  'resync-needed',
  'resync-failed',
  'emergency-password-wrong',
]);
export function isGuess(reason: Reason): boolean {
  return GUESSES.has(reason);
}

/**
 * Finds the token that shows what was typed, else the emergency password. Whoever acts on a match stores it. A failure counts once, for
 * the user, however many tokens were tried.
 */
export function matchOtp(question: MatchQuestion, attempt: Attempt): OtpMatch {
  const { user, tokens, typed } = question;
  const guard = guardOf(user, attempt);
  if (guard.isGuarded) noteHeldTry('user', user, attempt);
  const usable = tokens.filter((token) => obstacleOf(token, guard, attempt) === undefined);
  const shown = matchTokens(usable, { typed, isHeld: guard.isGuarded }, attempt);
  if (shown.kind === 'token') {
    const held = heldReason([shown.after], guard, attempt);
    const isProven = () =>
      attempt.job.kind === 'sync' || isSecondProof('user', user.id, shown.after, attempt);
    const isEnough = held === undefined || isProven();
    return isEnough ? shown : { kind: 'none', reason: held };
  }
  const emergency = matchEmergency(user, typed, attempt);
  if (emergency.kind === 'emergency') return emergency;
  const reason = tellingReason(shown.reason, emergency.reason, { usable, user, typed });
  if (reason === undefined) return { kind: 'none', reason: untriedReason(tokens, guard, attempt) };
  if (isGuess(reason) && !guard.isLockedItself) noteUserFailure(user, 'otp', attempt);
  return { kind: 'none', reason: heldReason(usable, guard, attempt) ?? reason };
}

/** Which of the two was meant is told by its length. Where no token can be used, it was the emergency password. */
function tellingReason(
  shown: Reason | undefined,
  emergency: Reason | undefined,
  { usable, user, typed }: { usable: readonly TokenState[]; user: UserState; typed: TypedCredential },
): Reason | undefined {
  const isForTokens = usable.some(({ spec }) => typed.fits(spec.digits));
  const isForEmergency = user.emergency !== undefined && typed.fits(user.emergency.length);
  return (isForEmergency && !isForTokens ? emergency : undefined) ?? shown ?? emergency;
}

/** How far the source of an attempt is trusted. */
interface Guard {
  readonly isKnown: boolean;
  /** kept out, unless it shows two OTPs */
  readonly isGuarded: boolean;
  /** by failures of its own */
  readonly isLockedItself: boolean;
  /** what everything is answered with that is not enough */
  readonly lockedReason: Reason;
}

function guardOf(user: UserState, attempt: Attempt): Guard {
  return {
    isKnown: isKnownSource(user, attempt),
    isGuarded: isGuarded('user', user, attempt),
    isLockedItself: isLockedItself('user', user.id, attempt),
    lockedReason:
      userLock(user, 'otp', attempt) === 'permanent' ? 'user-locked-permanent' : 'user-locked-temporary',
  };
}

function obstacleOf(
  token: TokenState,
  { isKnown, isGuarded }: Guard,
  { context }: Attempt,
): Reason | undefined {
  const { nowMs, lockout } = context;
  const mayProve = lockout.isUnlockedByTwoOtps && token.spec.digits >= MIN_DIGITS_TO_UNLOCK;
  if (isGuarded && !mayProve) return 'token-locked-temporary';
  return tokenObstacle(token, { nowMs, isKnown: isKnown || mayProve });
}

/** What a source hears that has to show two OTPs, right or wrong: the lock's answer. */
function heldReason(
  tokens: readonly TokenState[],
  { isKnown, isGuarded, lockedReason }: Guard,
  { context }: Attempt,
): Reason | undefined {
  if (isGuarded) return lockedReason;
  const isHeld = (token: TokenState) => lockStateAt(token.lockedUntil, context.nowMs) !== 'free';
  return !isKnown && tokens.length > 0 && tokens.every(isHeld) ? 'token-locked-temporary' : undefined;
}

function untriedReason(tokens: readonly TokenState[], guard: Guard, { context }: Attempt): Reason {
  if (guard.isGuarded && tokens.length > 0) return guard.lockedReason;
  return mostTellingObstacle(tokens, { nowMs: context.nowMs, isKnown: guard.isKnown }) ?? 'no-token';
}

type Found<K extends OtpMatch['kind']> =
  Extract<OtpMatch, { kind: K }> | { readonly kind: 'none'; readonly reason: Reason | undefined };

function matchTokens(
  tokens: readonly TokenState[],
  { typed, isHeld }: { readonly typed: TypedCredential; readonly isHeld: boolean },
  attempt: Attempt,
): Found<'token'> {
  const context = { ...attempt.context, nowMs: typedAt(attempt) };
  let best: Reason | undefined;
  for (const token of tokens) {
    const otps = typed.split(token.spec.digits);
    if (otps === undefined) {
      best ??= 'malformed';
      continue;
    }
    const result = tryToken(token, otps, context);
    if (result.kind === 'accepted') return { kind: 'token', after: result.after, before: otps.before };
    // A source that is held hears nothing of it, so nothing of it has to be remembered.
    if (result.after !== undefined && !isHeld) attempt.ledger.saveToken(result.after);
    best = best === undefined ? result.reason : strongerReason(best, result.reason);
  }
  return none(best);
}

/** A directory was asked meanwhile, for seconds at the most: the OTP has not changed since it was typed. */
function typedAt({ job, context }: Attempt): number {
  const asOf = job.kind === 'auth' ? job.checks?.asOf : undefined;
  return Math.max(asOf ?? context.nowMs, context.nowMs - MAX_CHECK_MS);
}

function matchEmergency(user: UserState, typed: TypedCredential, attempt: Attempt): Found<'emergency'> {
  const { emergency } = user;
  const otps = emergency && typed.split(emergency.length);
  // It says nothing of a token's clock.
  if (emergency === undefined || otps === undefined || attempt.job.kind === 'sync') return none(undefined);
  const { nowMs, digestEmergency } = attempt.context;
  const isRight = equalDigest(digestEmergency(user.id, otps.otp), emergency.digest);
  const isLive = nowMs < emergency.expiresAt && emergency.usesLeft !== 0;
  if (isRight && isLive) return { kind: 'emergency', emergency, before: otps.before };
  if (isRight) return none('emergency-password-expired');
  return none(isLive ? 'emergency-password-wrong' : undefined);
}

/** In constant time, as OTPs are. */
function equalDigest(a: Uint8Array, b: Uint8Array): boolean {
  return equalOtp(a.join(), b.join());
}

function none(reason: Reason | undefined): { kind: 'none'; reason: Reason | undefined } {
  return { kind: 'none', reason };
}
