/**
 * A static password is its NFKC form: composed or decomposed, full-width or not, it is the same one. Its hash is taken of that form, and so is
 * its length.
 */
export function passwordForm(text: string): string {
  return text.normalize('NFKC');
}

/** In code points of the form that counts. */
export function passwordLength(text: string): number {
  return Array.from(passwordForm(text)).length;
}

/**
 * Takes a static password off the end of what was typed. Marks stay with the character they belong to: so nothing but a password that begins
 * with a mark can be cut wrong.
 *
 * @param length of the password, as `passwordLength` has it
 * @returns what stands before it and the password, both as they were typed; undefined when no end of the text is as long
 * @example
 * splitAtPassword('secretcafe\u0301', 4); // { before: 'secret', password: 'cafe\u0301' }
 */
export function splitAtPassword(
  text: string,
  length: number,
): { readonly before: string; readonly password: string } | undefined {
  const units = unitsOf(text);
  let at = units.length;
  let left = length;
  while (left > 0 && at > 0) left -= passwordLength(units[(at -= 1)]!);
  return left === 0 ? { before: units.slice(0, at).join(''), password: units.slice(at).join('') } : undefined;
}

/** The parts of a text that do not change one another when they are composed. */
function unitsOf(text: string): string[] {
  const units: string[] = [];
  for (const character of text) {
    const last = units.at(-1);
    if (last !== undefined && isComposed(last, character)) units[units.length - 1] = last + character;
    else units.push(character);
  }
  return units;
}

/** Beside marks, the letters of Hangul syllables and the voice signs of half-width Katakana compose. */
function isComposed(unit: string, next: string): boolean {
  if (isAscii(next)) return false;
  return (
    /^\p{M}/u.test(passwordForm(next)) ||
    passwordLength(unit + next) < passwordLength(unit) + passwordLength(next)
  );
}

function isAscii(character: string): boolean {
  return character.charCodeAt(0) < 0x80;
}
