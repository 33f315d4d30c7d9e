import { concatBytes } from '../encoding/bytes.ts';
import type { HashFunction } from './hash-function.ts';

const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/**
 * HMAC over any of this package's hashes.
 *
 * @param hash `sha1`, `sha256`, `sha512` or `sm3`
 * @param key of any length, also empty; longer than a block it is hashed first
 * @param message of any length
 * @returns `hash.outputBytes` bytes
 * @see RFC 2104 §2
 */
export function hmac(hash: HashFunction, key: Uint8Array, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const blockKey = new Uint8Array(hash.blockBytes);
  blockKey.set(key.length > hash.blockBytes ? hash(key) : key);
  const inner = hash(
    concatBytes(
      blockKey.map((byte) => byte ^ INNER_PAD),
      message,
    ),
  );
  return hash(
    concatBytes(
      blockKey.map((byte) => byte ^ OUTER_PAD),
      inner,
    ),
  );
}
