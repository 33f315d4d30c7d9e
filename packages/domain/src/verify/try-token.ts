import type { Primitives } from '@lingpai/algorithms';
import { assertNever } from './outcome.ts';
import type { Reason } from './outcome.ts';
import { hasLivePending } from './token-gate.ts';
import { NO_FACTOR, type PendingSeed, type TokenState } from './state.ts';
import { type OtpQuestion, type OtpVerdict, resyncOtp, verifyAt, verifyOtp } from './verify-otp.ts';
import { type VerificationPolicy, rangeAfter } from './windows.ts';

export interface TryContext {
  readonly nowMs: number;
  readonly policy: VerificationPolicy;
  readonly primitives: Primitives;
  /**
   * Opens a sealed seed.
   *
   * @throws when the record is damaged or the key wrong
   */
  readonly openSeed: (serial: string, sealed: Uint8Array) => Uint8Array;
  /**
   * Opens a sealed PIN: its text, in UTF-8.
   *
   * @throws when the record is damaged or the key wrong
   */
  readonly openPin: (serial: string, sealed: Uint8Array) => Uint8Array;
}

/** What was typed: one OTP, or two consecutive ones to synchronise with. */
export interface TypedOtps {
  readonly otp: string;
  readonly nextOtp?: string;
}

/** Far more than anybody types too early before a lock ends it. */
const MAX_SPENT_FACTORS = 12;

export type TryResult =
  | { readonly kind: 'accepted'; readonly after: TokenState }
  /** `after`: what the token is to remember of it */
  | { readonly kind: 'refused'; readonly reason: Reason; readonly after?: TokenState };

/**
 * Tries what was typed on one token: its seed, and the seed of a distribution that waits for its first OTP. The first OTP of the new
 * phone makes the new seed the token's own, and the former one is gone.
 *
 * @returns the token's next state when it was accepted
 */
export function tryToken(token: TokenState, typed: TypedOtps, context: TryContext): TryResult {
  const own =
    token.sealedSeed === undefined
      ? refused('not-activated')
      : trySeed(token, token.sealedSeed, typed, context);
  if (own.kind === 'accepted' || !hasLivePending(token, context.nowMs)) return own;
  const pending = tryPending(token, token.pending!, typed, context);
  if (pending.kind === 'accepted' || token.sealedSeed === undefined) return pending;
  return bothRefused(own, pending);
}

type Refused = Extract<TryResult, { kind: 'refused' }>;

/** One list for both seeds: what is spent of either is the factor, and it costs the other no more than one OTP. */
function bothRefused(own: Refused, pending: Refused): Refused {
  const reason = strongerReason(own.reason, pending.reason);
  const after =
    own.after === undefined || pending.after === undefined
      ? (own.after ?? pending.after)
      : { ...own.after, spentFactors: spend(own.after, pending.after.spentFactors) };
  return { ...refused(reason), ...(after !== undefined && { after }) };
}

function spend({ spentFactors }: TokenState, more: readonly number[]): readonly number[] {
  return [...new Set([...spentFactors, ...more])].slice(-MAX_SPENT_FACTORS);
}

/** As `tryToken`, but against the seed that waits for its first OTP alone. */
export function tryPending(
  token: TokenState,
  pending: PendingSeed,
  typed: TypedOtps,
  context: TryContext,
): TryResult {
  const fresh: TokenState = {
    ...token,
    sealedSeed: pending.sealedSeed,
    pending: undefined,
    lastFactor: NO_FACTOR,
    driftSteps: 0,
    lastAcceptedAt: undefined,
    createdAt: context.nowMs,
    resync: undefined,
    isCounterDoubted: false,
  };
  const result = trySeed(fresh, pending.sealedSeed, typed, context);
  if (result.kind === 'accepted')
    return { kind: 'accepted', after: { ...result.after, createdAt: token.createdAt } };
  // Where it lay belongs to a seed that is not the token's own yet; that it is spent is remembered all the same.
  const spent = result.after?.spentFactors;
  return {
    ...refused(result.reason),
    ...(spent !== undefined && { after: { ...token, spentFactors: spent } }),
  };
}

function trySeed(
  token: TokenState,
  sealedSeed: Uint8Array,
  typed: TypedOtps,
  context: TryContext,
): TryResult {
  let seed: Uint8Array;
  try {
    seed = context.openSeed(token.serial, sealedSeed);
  } catch {
    // The vault says no more than this; the store's `doctor` names the records.
    return refused('seed-unreadable');
  }
  const { nowMs, policy, primitives } = context;
  const question = { token, seed, otp: typed.otp, nowMs, policy, primitives };
  if (typed.nextOtp !== undefined)
    return toResult(token, resyncOtp({ ...question, nextOtp: typed.nextOtp }), { nowMs, isSync: true });
  const verdict = withoutSpent(token, verifyOtp(question));
  const isFirst = verdict.kind === 'resync-needed' && policy.isAutoResyncEnabled;
  return toResult(token, isFirst ? followUp(question, verdict) : verdict, { nowMs, isSync: false });
}

/** An OTP that was typed too early told whoever typed it that it is one: alone, it is worth nothing when its time comes. */
function withoutSpent(token: TokenState, verdict: OtpVerdict): OtpVerdict {
  if (verdict.kind !== 'accepted' || !token.spentFactors.includes(verdict.factor)) return verdict;
  return { kind: 'resync-needed', factor: verdict.factor };
}

/** An OTP far off was remembered: does this one follow it? Two consecutive OTPs synchronise (RFC 4226 §7.4). */
function followUp(question: OtpQuestion & { token: TokenState }, verdict: OtpVerdict): OtpVerdict {
  const { token, nowMs } = question;
  if (token.resync === undefined || token.resync.factor <= token.lastFactor) return verdict;
  const range = rangeAfter(token, token.resync, nowMs);
  return (range && verifyAt(question, range)) ?? verdict;
}

function toResult(
  token: TokenState,
  verdict: OtpVerdict,
  how: { nowMs: number; isSync: boolean },
): TryResult {
  switch (verdict.kind) {
    case 'accepted':
      return {
        kind: 'accepted',
        after: {
          ...token,
          lastFactor: verdict.factor,
          driftSteps: verdict.driftSteps,
          lastAcceptedAt: how.nowMs,
          resync: undefined,
          spentFactors: token.spentFactors.filter((factor) => factor > verdict.factor),
        },
      };
    case 'resync-needed':
      return {
        kind: 'refused',
        reason: 'resync-needed',
        after: {
          ...token,
          resync: { factor: verdict.factor, at: how.nowMs },
          spentFactors: spend(token, [verdict.factor]),
        },
      };
    case 'rejected':
      return refused(how.isSync ? 'resync-failed' : verdict.reason);
    default:
      return assertNever(verdict);
  }
}

/** Of two reasons, the one that tells the user more. */
const TELLING: readonly Reason[] = [
  'resync-needed',
  'replayed',
  'no-match',
  'resync-failed',
  'malformed',
  'seed-unreadable',
];
export function strongerReason(a: Reason, b: Reason): Reason {
  const rank = (reason: Reason) => (TELLING.includes(reason) ? TELLING.indexOf(reason) : TELLING.length);
  return rank(a) <= rank(b) ? a : b;
}

function refused(reason: Reason): Refused {
  return { kind: 'refused', reason };
}
