import { hotp, isSafeCount } from './hotp.ts';
import { AlgorithmInputError } from './input-error.ts';
import type { HmacHash, Primitives } from './primitives.ts';

/** A moment, and the clock of a token. */
export interface TimeStepInput {
  /** epoch milliseconds, UTC, a whole number not before T0 */
  readonly atMs: number;
  /** X, 1 or more */
  readonly periodSeconds: number;
  /** T0 in epoch seconds; default 0, and in practice never anything else */
  readonly t0Seconds?: number;
}

/**
 * Which time step a moment lies in.
 *
 * @returns a whole number from 0; past 2^31 after the year 2038 for X = 1, which is why nothing here is a 32-bit number
 * @throws {AlgorithmInputError} `time` when atMs is not a whole number or lies before T0, `period` when X is not 1 or more
 * @see RFC 6238 §4.2
 */
export function timeStepAt({ atMs, periodSeconds, t0Seconds = 0 }: TimeStepInput): number {
  if (!isSafeCount(periodSeconds) || periodSeconds < 1) {
    throw new AlgorithmInputError('period', `Cannot count time steps of ${periodSeconds} seconds`);
  }
  const elapsedMs = atMs - t0Seconds * 1000;
  if (!Number.isSafeInteger(atMs) || !isSafeCount(elapsedMs)) {
    throw new AlgorithmInputError(
      'time',
      `Cannot count time steps at ${atMs} ms: a whole number from T0 on is needed`,
    );
  }
  const periodMs = periodSeconds * 1000;
  return (elapsedMs - (elapsedMs % periodMs)) / periodMs; // exact: no quotient is rounded up to the next step
}

/** What a time OTP is computed from. */
export interface TotpInput extends TimeStepInput {
  readonly primitives: Pick<Primitives, 'hmac'>;
  readonly hash: HmacHash;
  /** K, at least one byte; RFC 6238 §5.1 advises the hash's length */
  readonly seed: Uint8Array;
  /** 4 to 10 */
  readonly digits: number;
}

/**
 * Computes the OTP a time token shows at a moment: HOTP with the time step as counter.
 *
 * @returns `digits` decimal digits, leading zeros kept
 * @throws {AlgorithmInputError} as {@link timeStepAt} and {@link hotp}
 * @see RFC 6238 §4
 */
export function totp({ primitives, hash, seed, digits, ...clock }: TotpInput): string {
  return hotp({ primitives, hash, seed, counter: timeStepAt(clock), digits });
}
