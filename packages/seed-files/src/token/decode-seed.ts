import { EncodingError, decodeBase32, decodeBase64, decodeHex } from '@lingpai/algorithms';
import { RowRefusal } from '../seed-file-error.ts';
import type { SeedEncoding } from '../seed-file-event.ts';
import { isScientific } from './to-token-record.ts';

/** Names as people write them. */
export const ENCODING_NAMES: Readonly<Record<SeedEncoding, string>> = {
  hex: 'HEX',
  base32: 'Base32',
  base64: 'Base64',
};

/** What people put between the characters of a seed; in Base64 `-` is none of that. */
const BETWEEN_CHARACTERS: Readonly<Record<SeedEncoding, RegExp>> = {
  hex: /^0x|[\s:-]+/gi,
  base32: /[\s-]+/g,
  base64: /\s+/g,
};

const DECODERS: Readonly<Record<SeedEncoding, (plain: string) => Uint8Array>> = {
  hex: decodeHex,
  base32: decodeSeedBase32,
  // Spreadsheets and people drop the padding; it says nothing
  base64: (plain) => decodeBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, '=')),
};

const BASE32_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Generators that draw characters, not bytes, leave bits set beyond the last byte (Microsoft's own sample row does); every
 * authenticator drops them, and so the token computes without them.
 */
function decodeSeedBase32(plain: string): Uint8Array {
  const text = plain.replace(/=+$/, '').toUpperCase();
  const spareBits = (text.length * 5) % 8;
  const last = BASE32_ALPHABET.indexOf(text.at(-1) ?? '');
  if (last < 0 || spareBits >= 5) return decodeBase32(plain, { lenient: true });
  return decodeBase32(text.slice(0, -1) + BASE32_ALPHABET[(last >> spareBits) << spareBits]);
}

/** The seed's text without what people put between its characters. */
export function plainSeedText(text: string, encoding: SeedEncoding): string {
  return text.replace(BETWEEN_CHARACTERS[encoding], '');
}

/** @throws {RowRefusal} seed-missing, seed-number-format, seed-malformed */
export function decodeSeed(text: string, encoding: SeedEncoding): Uint8Array {
  if (text === '') throw new RowRefusal('seed-missing');
  if (isScientific(text)) throw new RowRefusal('seed-number-format');
  try {
    return DECODERS[encoding](plainSeedText(text, encoding));
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause;
    throw new RowRefusal('seed-malformed', { encoding: ENCODING_NAMES[encoding] });
  }
}
