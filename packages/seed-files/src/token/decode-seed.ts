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
  base32: (plain) => decodeBase32(plain, { lenient: true }),
  // Spreadsheets and people drop the padding; it says nothing
  base64: (plain) => decodeBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, '=')),
};

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
