import { equalOtp } from '@lingpai/algorithms';
import type { Attempt } from './attempt.ts';
import type { Reason } from './outcome.ts';
import type { EmergencyPassword, TokenState, UserState } from './state.ts';
import { isKnownSource, noteUserFailure } from './subject-lock.ts';
import { mostTellingObstacle, tokenObstacle } from './token-gate.ts';
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
  const gate = { nowMs: attempt.context.nowMs, isKnown: isKnownSource(user, attempt) };
  const usable = tokens.filter((token) => tokenObstacle(token, gate) === undefined);
  const shown = matchTokens(usable, typed, attempt);
  if (shown.kind === 'token') return shown;
  const emergency = attempt.job.kind === 'sync' ? none(undefined) : matchEmergency(user, typed, attempt);
  if (emergency.kind === 'emergency') return emergency;
  const isForTokens = usable.some(({ spec }) => typed.fits(spec.digits));
  const reason = (isForTokens ? undefined : emergency.reason) ?? shown.reason;
  if (reason === undefined) return { kind: 'none', reason: mostTellingObstacle(tokens, gate) ?? 'no-token' };
  if (isGuess(reason)) noteUserFailure(user, 'otp', attempt);
  return { kind: 'none', reason };
}

type Found<K extends OtpMatch['kind']> =
  Extract<OtpMatch, { kind: K }> | { readonly kind: 'none'; readonly reason: Reason | undefined };

function matchTokens(
  tokens: readonly TokenState[],
  typed: TypedCredential,
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
    if (result.after !== undefined) attempt.ledger.saveToken(result.after);
    best = best === undefined ? result.reason : strongerReason(best, result.reason);
  }
  return none(best);
}

/** A directory was asked meanwhile, for seconds at the most: the OTP has not changed since it was typed. */
function typedAt({ job, context }: Attempt): number {
  const asOf = job.kind === 'auth' ? job.checks?.asOf : undefined;
  return Math.max(asOf ?? context.nowMs, context.nowMs - MAX_CHECK_MS);
}

function matchEmergency(user: UserState, typed: TypedCredential, { context }: Attempt): Found<'emergency'> {
  const { emergency } = user;
  const otps = emergency && typed.split(emergency.length);
  if (emergency === undefined || otps === undefined) return none(undefined);
  const isRight = equalDigest(context.digestEmergency(user.id, otps.otp), emergency.digest);
  const isLive = context.nowMs < emergency.expiresAt && emergency.usesLeft !== 0;
  if (isRight && isLive) return { kind: 'emergency', emergency, before: otps.before };
  if (isRight) return none('emergency-password-expired');
  return none(isLive && typed.fits(emergency.length) ? 'emergency-password-wrong' : undefined);
}

/** In constant time, as OTPs are. */
function equalDigest(a: Uint8Array, b: Uint8Array): boolean {
  return equalOtp(a.join(), b.join());
}

function none(reason: Reason | undefined): { kind: 'none'; reason: Reason | undefined } {
  return { kind: 'none', reason };
}
