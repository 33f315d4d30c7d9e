import { createDecipheriv } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A cipher of XML Encryption, as PSKC files use it. RFC 6030 §6.1 */
export interface Cipher {
  readonly keyBytes: number;
  /** true when decryption itself shows an altered value, so that no MAC is needed */
  readonly isAuthenticated: boolean;
  /** @returns undefined when the key is wrong or the value is damaged */
  decrypt(key: KeyObject, data: Uint8Array): Uint8Array | undefined;
}

/** Initial value of RFC 3394 §2.2.3.1 and of RFC 5649 §3 */
const KEY_WRAP_IV = Buffer.from('a6a6a6a6a6a6a6a6', 'hex');
const GCM_IV_BYTES = 12;
const GCM_TAG_BYTES = 16;

/** XML Encryption 1.0 §5.2: the IV comes first; the last byte counts the padding, whose other bytes may be anything. */
function cbc(algorithm: string, keyBytes: number, blockBytes: number): Cipher {
  const decrypt: Cipher['decrypt'] = (key, data) => {
    if (data.length < 2 * blockBytes || data.length % blockBytes !== 0) return undefined;
    const decipher = createDecipheriv(algorithm, key, data.subarray(0, blockBytes)).setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(data.subarray(blockBytes)), decipher.final()]);
    const paddingBytes = padded.at(-1) ?? 0;
    if (paddingBytes < 1 || paddingBytes > blockBytes) return undefined;
    return new Uint8Array(padded.subarray(0, padded.length - paddingBytes));
  };
  return { keyBytes, isAuthenticated: false, decrypt };
}

/** XML Encryption 1.1 §5.2.4: 96-bit IV, value, 128-bit tag */
function gcm(algorithm: 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm', keyBytes: number): Cipher {
  const decrypt: Cipher['decrypt'] = (key, data) => {
    if (data.length < GCM_IV_BYTES + GCM_TAG_BYTES) return undefined;
    const decipher = createDecipheriv(algorithm, key, data.subarray(0, GCM_IV_BYTES));
    decipher.setAuthTag(data.subarray(-GCM_TAG_BYTES));
    return finish(() => [decipher.update(data.subarray(GCM_IV_BYTES, -GCM_TAG_BYTES)), decipher.final()]);
  };
  return { keyBytes, isAuthenticated: true, decrypt };
}

/** AES key wrap, RFC 3394 */
function wrap(algorithm: string, keyBytes: number): Cipher {
  const decrypt: Cipher['decrypt'] = (key, data) => {
    if (data.length < 24 || data.length % 8 !== 0) return undefined;
    const decipher = createDecipheriv(algorithm, key, KEY_WRAP_IV);
    return finish(() => [decipher.update(data), decipher.final()]);
  };
  return { keyBytes, isAuthenticated: true, decrypt };
}

/** OpenSSL says by an error that the tag does not fit; there is nothing else to know about it. */
function finish(run: () => Buffer[]): Uint8Array | undefined {
  try {
    return new Uint8Array(Buffer.concat(run()));
  } catch {
    return undefined;
  }
}

const CIPHERS: Readonly<Record<string, Cipher>> = {
  'aes128-cbc': cbc('aes-128-cbc', 16, 16),
  'aes192-cbc': cbc('aes-192-cbc', 24, 16),
  'aes256-cbc': cbc('aes-256-cbc', 32, 16),
  'tripledes-cbc': cbc('des-ede3-cbc', 24, 8),
  'aes128-gcm': gcm('aes-128-gcm', 16),
  'aes192-gcm': gcm('aes-192-gcm', 24),
  'aes256-gcm': gcm('aes-256-gcm', 32),
  'kw-aes128': wrap('id-aes128-wrap', 16),
  'kw-aes192': wrap('id-aes192-wrap', 24),
  'kw-aes256': wrap('id-aes256-wrap', 32),
};

/** @param uri e.g. `http://www.w3.org/2001/04/xmlenc#aes128-cbc`; the part after `#` decides */
export function findCipher(uri: string): Cipher | undefined {
  const name = uri.slice(uri.lastIndexOf('#') + 1).toLowerCase();
  return Object.hasOwn(CIPHERS, name) ? CIPHERS[name] : undefined;
}
