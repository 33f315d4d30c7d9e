import { AlgorithmInputError } from './input-error.ts';

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MODULUS = 36;

/** Runs the hybrid system's recursion over a text; 1 to 36. */
function hybridProduct(text: string): number {
  let product = MODULUS;
  for (const character of text) {
    const value = ALPHANUMERIC.indexOf(character);
    if (value === -1)
      throw new AlgorithmInputError('text', 'Cannot compute a check character: only 0-9 and A-Z count');
    const sum = (product + value) % MODULUS || MODULUS;
    product = (sum * 2) % (MODULUS + 1);
  }
  return product;
}

/**
 * Check character of a serial or code by ISO/IEC 7064 MOD 37,36: finds every single wrong character and nearly every swap.
 *
 * @param text 0-9 and A-Z
 * @returns one character of 0-9 and A-Z
 * @throws {AlgorithmInputError} `text` for any other character, lower case too
 */
export function mod3736CheckCharacter(text: string): string {
  return ALPHANUMERIC[(MODULUS + 1 - hybridProduct(text)) % MODULUS]!;
}

/** Whether a text ends in its right check character; false for an empty text and for characters outside 0-9 and A-Z. */
export function isMod3736Valid(text: string): boolean {
  return /^[0-9A-Z]{2,}$/.test(text) && mod3736CheckCharacter(text.slice(0, -1)) === text.at(-1);
}

/** The totally anti-symmetric quasigroup of order 10 of H. Michael Damm's thesis (2004). */
// prettier-ignore
const DAMM_ROWS = [
  '0317598642', '7092154863', '4206871359', '1750983426', '6123045978',
  '3674209581', '5869720134', '8945362017', '9438617205', '2581436790',
] as const;

/**
 * Check digit of a number by Damm: finds every single wrong digit and every swap of neighbours.
 *
 * @param digits 0-9
 * @returns one digit
 * @throws {AlgorithmInputError} `text` for anything but digits
 */
export function dammCheckDigit(digits: string): string {
  if (!/^[0-9]*$/.test(digits)) {
    throw new AlgorithmInputError('text', 'Cannot compute a check digit: only digits count');
  }
  return Array.from(digits).reduce((interim, digit) => DAMM_ROWS[Number(interim)]![Number(digit)]!, '0');
}

/** Whether a number ends in its right check digit; false for an empty text and for anything but digits. */
export function isDammValid(digits: string): boolean {
  return /^[0-9]{2,}$/.test(digits) && dammCheckDigit(digits) === '0';
}
