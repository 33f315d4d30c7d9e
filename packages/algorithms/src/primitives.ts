import { sm4Encrypt } from './cipher/sm4.ts';
import { hmac, prepareHmac } from './hash/hmac.ts';
import { sha1 } from './hash/sha1.ts';
import { sha256, sha512 } from './hash/sha2.ts';
import { sm3 } from './hash/sm3.ts';
import type { HashFunction } from './hash/hash-function.ts';

/** The hashes of HOTP, TOTP and OCRA (RFC 6238 §1.2, RFC 6287 §6.1). */
export type HmacHash = 'sha1' | 'sha256' | 'sha512';
/** HMAC of RFC 2104: the key may have any length, the result is as long as the hash's. */
export type Hmac = (hash: HmacHash, key: Uint8Array, message: Uint8Array) => Uint8Array;
/** SM3 of GB/T 32905-2016: 32 bytes. */
export type Sm3 = (message: Uint8Array) => Uint8Array;
/** One block of SM4, GB/T 32907-2016: key, block and result are 16 bytes each. */
export type Sm4Encrypt = (key16: Uint8Array, block16: Uint8Array) => Uint8Array;

/**
 * The cryptography the OTP algorithms stand on. The server hands in its platform's (fast), phones and tests take
 * {@link pureJsPrimitives}. Synchronous on purpose: an OTP is one HMAC of a few bytes.
 */
export interface Primitives {
  readonly hmac: Hmac;
  /** the same for many messages under one key */
  prepareHmac(hash: HmacHash, key: Uint8Array): (message: Uint8Array) => Uint8Array;
  hash(hash: HmacHash, message: Uint8Array): Uint8Array;
  readonly sm3: Sm3;
  readonly sm4Encrypt: Sm4Encrypt;
}

const HASHES: Readonly<Record<HmacHash, HashFunction>> = { sha1, sha256, sha512 };

/** The primitives in this package's own TypeScript: the same on every platform, needs nothing from it. */
export const pureJsPrimitives: Primitives = {
  hmac: (hash, key, message) => hmac(HASHES[hash], key, message),
  prepareHmac: (hash, key) => prepareHmac(HASHES[hash], key),
  hash: (hash, message) => HASHES[hash](message),
  sm3,
  sm4Encrypt,
};
