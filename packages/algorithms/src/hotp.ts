import { encodeUint64 } from './encoding/bytes.ts';
import { AlgorithmInputError } from './input-error.ts';
import type { HmacHash, Primitives } from './primitives.ts';
import { decimalOtp, dynamicTruncate } from './truncate.ts';

const MAX_COUNTER = 2n ** 64n - 1n;

/** What an event OTP is computed from. */
export interface HotpInput {
  readonly primitives: Pick<Primitives, 'hmac'>;
  /** `sha1` in RFC 4226; the others as RFC 6238 §1.2 uses them */
  readonly hash: HmacHash;
  /** K; RFC 4226 §4 R6 asks for 16 bytes at least, 20 recommended. Not enforced here: foreign tokens hold shorter ones */
  readonly seed: Uint8Array;
  /** C; 0 to 2^53 - 1 as a number, to 2^64 - 1 as a bigint */
  readonly counter: number | bigint;
  /** 4 to 10 */
  readonly digits: number;
}

/**
 * Computes the OTP of an event token.
 *
 * @returns `digits` decimal digits, leading zeros kept
 * @throws {AlgorithmInputError} `counter`, `digits`, or `seed` when it is empty
 * @see RFC 4226 §5.2, §5.3
 * @example
 * hotp({ primitives: pureJsPrimitives, hash: 'sha1', seed: encodeUtf8('12345678901234567890'), counter: 0, digits: 6 });
 * // '755224'
 */
export function hotp({ primitives, hash, seed, counter, digits }: HotpInput): string {
  requireSeed(seed);
  const mac = primitives.hmac(hash, seed, encodeCounter(counter));
  return decimalOtp(dynamicTruncate(mac), digits);
}

/**
 * The same for many counters of one seed: a window of them costs half as much.
 *
 * @returns the OTP at a counter
 * @throws {AlgorithmInputError} as {@link hotp}
 */
export function prepareHotp({
  primitives,
  hash,
  seed,
  digits,
}: Omit<HotpInput, 'counter' | 'primitives'> & { primitives: Pick<Primitives, 'prepareHmac'> }): (
  counter: number | bigint,
) => string {
  requireSeed(seed);
  const mac = primitives.prepareHmac(hash, seed);
  return (counter) => decimalOtp(dynamicTruncate(mac(encodeCounter(counter))), digits);
}

/**
 * A counter as the 8 bytes that go under the MAC.
 *
 * @throws {AlgorithmInputError} `counter` when negative, fractional or too large
 */
export function encodeCounter(counter: number | bigint): Uint8Array<ArrayBuffer> {
  const fits = typeof counter === 'bigint' ? counter >= 0n && counter <= MAX_COUNTER : isSafeCount(counter);
  if (!fits)
    throw new AlgorithmInputError('counter', `Cannot use the counter ${counter}: it must be 0 to 2^64 - 1`);
  return encodeUint64(counter);
}

/** Whether a number is an integer from 0 to 2^53 - 1. */
export function isSafeCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** @throws {AlgorithmInputError} `seed` when there is none: an HMAC with an empty key is no secret */
export function requireSeed(seed: Uint8Array): void {
  if (seed.length === 0) throw new AlgorithmInputError('seed', 'Cannot compute an OTP: the seed is empty');
}
