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
  const { innerKey, outerKey } = padKey(hash, key);
  return hash(concatBytes(outerKey, hash(concatBytes(innerKey, message))));
}

/**
 * HMAC of many messages under one key: the key's two blocks are hashed once, which halves the work of each short message.
 *
 * @see RFC 2104 §4
 */
export function prepareHmac(
  hash: HashFunction,
  key: Uint8Array,
): (message: Uint8Array) => Uint8Array<ArrayBuffer> {
  const { resumable } = hash;
  if (resumable === undefined) return (message) => hmac(hash, key, message);
  const { innerKey, outerKey } = padKey(hash, key);
  const inner = resumable.begin(innerKey);
  const outer = resumable.begin(outerKey);
  return (message) => resumable.finish(outer, resumable.finish(inner, message));
}

function padKey(hash: HashFunction, key: Uint8Array): { innerKey: Uint8Array; outerKey: Uint8Array } {
  const blockKey = new Uint8Array(hash.blockBytes);
  blockKey.set(key.length > hash.blockBytes ? hash(key) : key);
  return {
    innerKey: blockKey.map((byte) => byte ^ INNER_PAD),
    outerKey: blockKey.map((byte) => byte ^ OUTER_PAD),
  };
}
