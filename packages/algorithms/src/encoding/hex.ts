import { EncodingError } from './encoding-error.ts';

/** Writes bytes as lower-case hexadecimal. RFC 4648 §8 */
export function encodeHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Reads hexadecimal, in either case, without prefix, spaces or separators.
 *
 * @param text an even number of digits; empty gives no bytes
 * @throws {EncodingError} `length` for an odd number of digits, `character` for anything but a digit
 * @see RFC 4648 §8
 */
export function decodeHex(text: string): Uint8Array<ArrayBuffer> {
  const invalidAt = text.search(/[^0-9a-f]/i);
  if (invalidAt !== -1) {
    throw new EncodingError(
      'character',
      invalidAt,
      `Cannot decode hex: character ${invalidAt + 1} is no hex digit`,
    );
  }
  if (text.length % 2 !== 0) {
    throw new EncodingError('length', text.length, 'Cannot decode hex: the number of digits is odd');
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(i * 2, i * 2 + 2), 16),
  );
}
