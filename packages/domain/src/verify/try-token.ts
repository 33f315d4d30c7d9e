import type { Primitives } from '@lingpai/algorithms';
import { assertNever } from './outcome.ts';
import type { Reason } from './outcome.ts';
import { hasLivePending } from './token-gate.ts';
import { NO_FACTOR, type PendingSeed, type TokenState } from './state.ts';
import { type OtpVerdict, resyncOtp, verifyOtp } from './verify-otp.ts';
import type { VerificationPolicy } from './windows.ts';

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
}

/** What was typed: one OTP, or two consecutive ones to synchronise with. */
export interface TypedOtps {
  readonly otp: string;
  readonly nextOtp?: string;
}

export type TryResult =
  | { readonly kind: 'accepted'; readonly after: TokenState }
  | { readonly kind: 'refused'; readonly reason: Reason };

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
  return pending.kind === 'accepted' || token.sealedSeed === undefined
    ? pending
    : strongerRefusal(own, pending);
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
  };
  const result = trySeed(fresh, pending.sealedSeed, typed, context);
  return result.kind === 'accepted'
    ? { kind: 'accepted', after: { ...result.after, createdAt: token.createdAt } }
    : result;
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
  const verdict =
    typed.nextOtp === undefined ? verifyOtp(question) : resyncOtp({ ...question, nextOtp: typed.nextOtp });
  return toResult(token, verdict, { nowMs, isSync: typed.nextOtp !== undefined });
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
          failCount: 0,
          lockedUntil: 0,
        },
      };
    case 'resync-needed':
      return refused('resync-needed');
    case 'rejected':
      return refused(how.isSync ? 'resync-failed' : verdict.reason);
    default:
      return assertNever(verdict);
  }
}

/** Of two refusals, the one that tells the user more. */
const TELLING: readonly Reason[] = [
  'resync-needed',
  'replayed',
  'no-match',
  'resync-failed',
  'malformed',
  'seed-unreadable',
];
export function strongerRefusal<T extends { kind: 'refused'; reason: Reason }>(a: T, b: T): T {
  const rank = (reason: Reason) => (TELLING.includes(reason) ? TELLING.indexOf(reason) : TELLING.length);
  return rank(a.reason) <= rank(b.reason) ? a : b;
}

function refused(reason: Reason): { kind: 'refused'; reason: Reason } {
  return { kind: 'refused', reason };
}
