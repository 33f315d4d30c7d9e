import { bitGroupsToBytes, bytesToBitGroups } from './bit-groups.ts';
import { EncodingError } from './encoding-error.ts';

/**
 * Crockford's base32: no I, L, O (too close to 1 and 0) and no U. What a person reads out, writes down and types.
 *
 * @see https://www.crockford.com/base32.html
 */
export const CROCKFORD32_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const LOOK_ALIKES: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };
/** Full-width forms U+FF01 to U+FF5E lie this far above ASCII; Chinese input methods produce them. */
const FULL_WIDTH_OFFSET = 0xfee0;
/** White space, zero-width characters that pasting brings along, and every dash a keyboard or editor makes of `-`. */
const IGNORED = /[\s\u200B-\u200D\u2060\-\u2010-\u2015\u2212\u30FC\uFE58\uFE63]/;

/** One symbol of 5 bits, and where it stood in the text as it was typed. */
export interface PlacedSymbol {
  /** 0 to 31; undefined for a character that stands for no symbol */
  readonly symbol: number | undefined;
  /** the character after folding, e.g. `0` for a typed `o` */
  readonly character: string;
  /** index in the typed text (UTF-16 code units) */
  readonly position: number;
}

/**
 * Reads what a person typed: case-free, O as 0, I and L as 1, full-width characters folded, spaces and dashes dropped.
 * Never throws: a character that fits nothing comes back without a symbol, so that the caller can point at it.
 */
export function readCrockford32Symbols(text: string): PlacedSymbol[] {
  const symbols: PlacedSymbol[] = [];
  for (let position = 0; position < text.length; position++) {
    const narrow = foldFullWidth(text[position]!);
    if (IGNORED.test(narrow)) continue;
    const upper = /[a-z]/.test(narrow) ? narrow.toUpperCase() : narrow;
    const character = LOOK_ALIKES[upper] ?? upper;
    const value = CROCKFORD32_ALPHABET.indexOf(character);
    symbols.push({ symbol: value === -1 ? undefined : value, character, position });
  }
  return symbols;
}

function foldFullWidth(character: string): string {
  const unit = character.charCodeAt(0);
  return unit >= 0xff01 && unit <= 0xff5e ? String.fromCharCode(unit - FULL_WIDTH_OFFSET) : character;
}

/** Writes bytes as Crockford's base32, upper case, no separators; the last character is filled up with zero bits. */
export function encodeCrockford32(bytes: Uint8Array): string {
  return symbolsToCrockford32(bytesToBitGroups(bytes, 5));
}

/** Writes symbols of 5 bits, each 0 to 31. */
export function symbolsToCrockford32(symbols: readonly number[]): string {
  return symbols.map((symbol) => CROCKFORD32_ALPHABET[symbol]).join('');
}

/**
 * Reads Crockford's base32.
 *
 * @param options `lenient` folds as {@link readCrockford32Symbols} does; otherwise the alphabet alone is accepted
 * @throws {EncodingError} `character`, `length` or `trailing-bits`
 */
export function decodeCrockford32(
  text: string,
  { lenient = false }: { readonly lenient?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const placed = readCrockford32Symbols(text);
  const strictFault = lenient ? -1 : text.search(/[^0-9A-HJKMNP-TV-Z]/);
  const fault =
    strictFault !== -1 ? strictFault : placed.find(({ symbol }) => symbol === undefined)?.position;
  if (fault !== undefined) {
    const why = `character ${fault + 1} is not in its alphabet`;
    throw new EncodingError('character', fault, `Cannot decode Crockford base32: ${why}`);
  }
  const symbols = placed.map(({ symbol }) => symbol!);
  const { bytes, restBits, restValue } = bitGroupsToBytes(symbols, 5);
  if (restBits >= 5) {
    throw new EncodingError(
      'length',
      text.length,
      'Cannot decode Crockford base32: it ends in the middle of a byte',
    );
  }
  if (restValue !== 0) {
    const position = placed.at(-1)!.position;
    const why = 'the last character has spare bits set';
    throw new EncodingError('trailing-bits', position, `Cannot decode Crockford base32: ${why}`);
  }
  return bytes;
}
