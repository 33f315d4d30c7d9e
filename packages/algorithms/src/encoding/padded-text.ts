import { bitGroupsToBytes } from './bit-groups.ts';
import { EncodingError } from './encoding-error.ts';

/** One of the encodings of RFC 4648 with `=` padding. */
export interface PaddedEncoding {
  /** for error messages */
  readonly label: string;
  readonly alphabet: string;
  readonly groupBits: 5 | 6;
  /** characters that make whole bytes: 8 for base32, 4 for base64 */
  readonly quantumCharacters: 4 | 8;
}

/** One character that counts, and where it stood in the text as it was typed. */
export interface PlacedCharacter {
  readonly character: string;
  readonly position: number;
}

/**
 * Decodes characters whose padding is either left out or exactly right, and whose unused bits are zero (RFC 4648 §3.5).
 *
 * @param characters what is left after the caller dropped what it tolerates
 * @param textLength length of the whole text, the position of errors that concern its end
 * @throws {EncodingError} `character`, `padding`, `length`, `trailing-bits`
 */
export function decodePadded(
  encoding: PaddedEncoding,
  characters: readonly PlacedCharacter[],
  textLength: number,
): Uint8Array<ArrayBuffer> {
  const { label, alphabet, groupBits, quantumCharacters } = encoding;
  const firstPadding = characters.findIndex(({ character }) => character === '=');
  const data = firstPadding === -1 ? characters : characters.slice(0, firstPadding);
  const groups = data.map(({ character, position }) => {
    const value = alphabet.indexOf(character);
    if (value !== -1) return value;
    const why = `character ${position + 1} is not in its alphabet`;
    throw new EncodingError('character', position, `Cannot decode ${label}: ${why}`);
  });
  if (firstPadding !== -1) {
    const padding = characters.slice(firstPadding);
    const paddingIsRight =
      padding.every(({ character }) => character === '=') &&
      padding.length === (quantumCharacters - (data.length % quantumCharacters)) % quantumCharacters;
    if (!paddingIsRight) {
      const position = characters[firstPadding]!.position;
      throw new EncodingError('padding', position, `Cannot decode ${label}: the padding is wrong`);
    }
  }
  const { bytes, restBits, restValue } = bitGroupsToBytes(groups, groupBits);
  if (restBits >= groupBits) {
    throw new EncodingError('length', textLength, `Cannot decode ${label}: it ends in the middle of a byte`);
  }
  if (restValue !== 0) {
    const position = data.at(-1)!.position;
    throw new EncodingError(
      'trailing-bits',
      position,
      `Cannot decode ${label}: the last character has spare bits set`,
    );
  }
  return bytes;
}

/** Encodes groups of bits, with or without padding. */
export function encodePadded(encoding: PaddedEncoding, groups: readonly number[], padded: boolean): string {
  const text = groups.map((group) => encoding.alphabet[group]).join('');
  if (!padded) return text;
  return text.padEnd(Math.ceil(text.length / encoding.quantumCharacters) * encoding.quantumCharacters, '=');
}
