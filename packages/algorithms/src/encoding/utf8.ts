import { EncodingError } from './encoding-error.ts';

/** Writes a text as UTF-8. A lone surrogate becomes U+FFFD, as everywhere on the web. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/**
 * Reads UTF-8; a byte order mark is kept as a character.
 *
 * @throws {EncodingError} `utf8` when the bytes are no UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new EncodingError('utf8', 0, 'Cannot decode text: the bytes are no UTF-8');
  }
}
