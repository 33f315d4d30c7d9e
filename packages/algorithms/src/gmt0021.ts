import { concatBytes, encodeUint64 } from './encoding/bytes.ts';
import { encodeUtf8 } from './encoding/utf8.ts';
import { isSafeCount } from './hotp.ts';
import { AlgorithmInputError } from './input-error.ts';
import type { Primitives } from './primitives.ts';
import { decimalOtp } from './truncate.ts';

/** The two algorithms of the standard: a plain hash, and a chained block cipher. Neither is an HMAC. */
export type Gmt0021Algorithm = 'sm3' | 'sm4';

/** What changes from OTP to OTP. At least one is there; what is left out leaves no gap. */
export interface Gmt0021Factors {
  /** T: UTC seconds divided by the period, a whole number from 0; 8 bytes. The standard's period is 60 s at most */
  readonly timeStep?: number | undefined;
  /** C: 0 to 2^32 - 1; 4 bytes, not the 8 of HOTP */
  readonly counter?: number | undefined;
  /** Q: printable ASCII, 4 characters at least */
  readonly challenge?: string | undefined;
}

/** What an OTP of GM/T 0021 is computed from. */
export interface Gmt0021Input extends Gmt0021Factors {
  readonly primitives: Pick<Primitives, 'sm3' | 'sm4Encrypt'>;
  readonly algorithm: Gmt0021Algorithm;
  /** K, 16 bytes (128 bits) at least */
  readonly seed: Uint8Array;
  /** 4 to 10. The standard asks for 6 at least; challenge tokens in the field show fewer */
  readonly digits: number;
}

const BLOCK_BYTES = 16;
const MAX_COUNTER = 0xffffffff;
const MIN_SEED_BYTES = 16;

/**
 * Computes an OTP of GM/T 0021-2012, which GB/T 38556-2020 took over.
 *
 * @returns `digits` decimal digits, leading zeros kept
 * @throws {AlgorithmInputError} `seed`, `digits`, `factor-missing`, `time-step`, `counter` or `challenge`
 * @see GM/T 0021-2012, GB/T 38556-2020
 */
export function gmt0021Otp({ primitives, algorithm, seed, digits, ...factors }: Gmt0021Input): string {
  if (seed.length < MIN_SEED_BYTES) {
    throw new AlgorithmInputError(
      'seed',
      `Cannot compute an OTP: GM/T 0021 wants a seed of 16 bytes or more`,
    );
  }
  const id = gmt0021Id(factors);
  const digest =
    algorithm === 'sm3' ? primitives.sm3(concatBytes(seed, id)) : chainSm4(primitives.sm4Encrypt, seed, id);
  return decimalOtp(sumOfWords(digest), digits);
}

/**
 * ID = T | C | Q, filled up with zeros on the right to 16 bytes. T alone and T with C = 0 are therefore the same; T with Q
 * is not T with C = 0 and Q.
 *
 * @throws {AlgorithmInputError} `factor-missing` when there is none, `time-step`, `counter`, `challenge` when one does not fit
 */
export function gmt0021Id({ timeStep, counter, challenge }: Gmt0021Factors): Uint8Array<ArrayBuffer> {
  const id = concatBytes(encodeTimeStep(timeStep), encodeCounter32(counter), encodeChallenge(challenge));
  if (id.length === 0) {
    throw new AlgorithmInputError(
      'factor-missing',
      'Cannot compute an OTP: time, counter and challenge are all missing',
    );
  }
  return id.length < BLOCK_BYTES ? padRight(id, BLOCK_BYTES) : id;
}

function encodeTimeStep(timeStep: number | undefined): Uint8Array {
  if (timeStep === undefined) return new Uint8Array(0);
  if (!isSafeCount(timeStep))
    throw new AlgorithmInputError('time-step', `Cannot use the time step ${timeStep}`);
  return encodeUint64(timeStep);
}

function encodeCounter32(counter: number | undefined): Uint8Array {
  if (counter === undefined) return new Uint8Array(0);
  if (!isSafeCount(counter) || counter > MAX_COUNTER) {
    throw new AlgorithmInputError(
      'counter',
      `Cannot use the counter ${counter}: GM/T 0021 knows 0 to 4294967295`,
    );
  }
  return encodeUint64(counter).subarray(4);
}

function encodeChallenge(challenge: string | undefined): Uint8Array {
  if (challenge === undefined) return new Uint8Array(0);
  if (!/^[\x20-\x7e]{4,}$/.test(challenge)) {
    throw new AlgorithmInputError(
      'challenge',
      'Cannot compute an OTP: the challenge must be 4 or more ASCII characters',
    );
  }
  return encodeUtf8(challenge);
}

function padRight(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(length);
  padded.set(bytes);
  return padded;
}

/**
 * The SM4 way: seed and ID side by side in blocks of 16 bytes, the shorter filled up with zero blocks; each step encrypts
 * (last result + ID block) under (last result + seed block), sums modulo 2^128, starting from zero.
 */
function chainSm4(sm4Encrypt: Primitives['sm4Encrypt'], seed: Uint8Array, id: Uint8Array): Uint8Array {
  const length = Math.ceil(Math.max(seed.length, id.length) / BLOCK_BYTES) * BLOCK_BYTES;
  const keys = padRight(seed, length);
  const data = padRight(id, length);
  let state: Uint8Array = new Uint8Array(BLOCK_BYTES);
  for (let at = 0; at < length; at += BLOCK_BYTES) {
    const key = addModulo128(state, keys.subarray(at, at + BLOCK_BYTES));
    const block = addModulo128(state, data.subarray(at, at + BLOCK_BYTES));
    state = sm4Encrypt(key, block);
  }
  return state;
}

/** Sum of two 128-bit big-endian numbers modulo 2^128. */
function addModulo128(a: Uint8Array, b: Uint8Array): Uint8Array {
  const sum = new Uint8Array(BLOCK_BYTES);
  let carry = 0;
  for (let i = BLOCK_BYTES - 1; i >= 0; i--) {
    const column = a[i]! + b[i]! + carry;
    sum[i] = column; // a Uint8Array keeps the low 8 bits
    carry = column >>> 8;
  }
  return sum;
}

/** OD: the sum of all 32-bit big-endian words modulo 2^32. */
function sumOfWords(digest: Uint8Array): number {
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  let sum = 0;
  for (let at = 0; at < digest.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
}
