import { concatBytes } from './encoding/bytes.ts';
import { AlgorithmInputError } from './input-error.ts';
import type { Hmac } from './primitives.ts';

const HASH_BYTES = 32;

/** What {@link hkdfSha256} derives from, and how much. */
export interface HkdfInput {
  readonly hmac: Hmac;
  /** the secret, of any length */
  readonly keyMaterial: Uint8Array;
  /** not secret; empty is allowed and stands for 32 zero bytes */
  readonly salt: Uint8Array;
  /** what the output is for; two uses must differ here */
  readonly info: Uint8Array;
  /** 1 to 8160 */
  readonly outputBytes: number;
}

/**
 * HKDF with SHA-256: extract, then expand.
 *
 * @throws {AlgorithmInputError} `length` when outputBytes is not 1 to 8160
 * @see RFC 5869 §2.2, §2.3
 */
export function hkdfSha256({
  hmac,
  keyMaterial,
  salt,
  info,
  outputBytes,
}: HkdfInput): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(outputBytes) || outputBytes < 1 || outputBytes > 255 * HASH_BYTES) {
    throw new AlgorithmInputError('length', `Cannot derive ${outputBytes} bytes: HKDF gives 1 to 8160`);
  }
  const pseudoRandomKey = hmac('sha256', salt, keyMaterial);
  const output = new Uint8Array(outputBytes);
  let previous: Uint8Array = new Uint8Array(0);
  for (let written = 0, i = 1; written < outputBytes; written += HASH_BYTES, i++) {
    previous = hmac('sha256', pseudoRandomKey, concatBytes(previous, info, Uint8Array.of(i)));
    output.set(previous.subarray(0, outputBytes - written), written);
  }
  return output;
}
