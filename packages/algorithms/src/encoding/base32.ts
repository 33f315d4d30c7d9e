import { bytesToBitGroups } from './bit-groups.ts';
import { decodePadded, encodePadded } from './padded-text.ts';
import type { PaddedEncoding, PlacedCharacter } from './padded-text.ts';

const BASE32: PaddedEncoding = {
  label: 'base32',
  alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  groupBits: 5,
  quantumCharacters: 8,
};

/**
 * Writes bytes as base32, upper case.
 *
 * @param options `padded` adds `=`; default without, as authenticator apps want it
 * @see RFC 4648 §6
 */
export function encodeBase32(
  bytes: Uint8Array,
  { padded = false }: { readonly padded?: boolean } = {},
): string {
  return encodePadded(BASE32, bytesToBitGroups(bytes, 5), padded);
}

/**
 * Reads base32. Padding may be left out, or must be right.
 *
 * @param options `lenient` accepts lower case, spaces and dashes too: for a secret a person typed or copied
 * @throws {EncodingError} `character`, `padding`, `length`, or `trailing-bits` when bits after the last byte are set
 * @see RFC 4648 §6, §3.5
 */
export function decodeBase32(
  text: string,
  { lenient = false }: { readonly lenient?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const characters: PlacedCharacter[] = [];
  for (let position = 0; position < text.length; position++) {
    const character = text[position]!;
    if (!lenient) characters.push({ character, position });
    // Only a-z is folded: `toUpperCase` would turn ı (dotless i) into I.
    else if (/[a-z]/.test(character)) characters.push({ character: character.toUpperCase(), position });
    else if (!/[\s-]/.test(character)) characters.push({ character, position });
  }
  return decodePadded(BASE32, characters, text.length);
}
