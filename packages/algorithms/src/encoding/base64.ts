import { bytesToBitGroups } from './bit-groups.ts';
import { EncodingError } from './encoding-error.ts';
import { decodePadded, encodePadded } from './padded-text.ts';
import type { PaddedEncoding } from './padded-text.ts';

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64: PaddedEncoding = {
  label: 'base64',
  alphabet: `${LETTERS_AND_DIGITS}+/`,
  groupBits: 6,
  quantumCharacters: 4,
};
const BASE64URL: PaddedEncoding = { ...BASE64, label: 'base64url', alphabet: `${LETTERS_AND_DIGITS}-_` };

function placedCharacters(text: string): { character: string; position: number }[] {
  return Array.from({ length: text.length }, (_, position) => ({ character: text[position]!, position }));
}

/** Writes bytes as base64 with padding. RFC 4648 §4 */
export function encodeBase64(bytes: Uint8Array): string {
  return encodePadded(BASE64, bytesToBitGroups(bytes, 6), true);
}

/**
 * Reads base64; the padding must be there. White space is refused: drop it first where a format allows it.
 *
 * @throws {EncodingError} `character`, `padding`, `length` or `trailing-bits`
 * @see RFC 4648 §4, §3.5
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const bytes = decodePadded(BASE64, placedCharacters(text), text.length);
  if (text.length % 4 !== 0) {
    throw new EncodingError('padding', text.length, 'Cannot decode base64: the padding is missing');
  }
  return bytes;
}

/** Writes bytes as base64url without padding, as URLs and JSON Web Keys want it. RFC 4648 §5 */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encodePadded(BASE64URL, bytesToBitGroups(bytes, 6), false);
}

/**
 * Reads base64url; padding is refused.
 *
 * @throws {EncodingError} `character`, `padding`, `length` or `trailing-bits`
 * @see RFC 4648 §5, §3.5
 */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const paddingAt = text.indexOf('=');
  if (paddingAt !== -1) {
    throw new EncodingError('padding', paddingAt, 'Cannot decode base64url: padding is not allowed here');
  }
  return decodePadded(BASE64URL, placedCharacters(text), text.length);
}
