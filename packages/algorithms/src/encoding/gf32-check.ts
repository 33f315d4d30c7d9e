/**
 * The check character of codes in Crockford's base32: a weighted sum over GF(32), so that the check character comes from the
 * same 32 characters (ISO 7064 MOD 37,36 would need 36, four of them ambiguous ones).
 *
 * The weights are the powers of a primitive element and all differ: a single wrong character, or any two characters that
 * changed places, always shows; anything else slips through once in 32 times.
 */

/** x^5 + x^2 + 1, primitive over GF(2): x generates all 31 non-zero elements. */
const PRIMITIVE_POLYNOMIAL = 0b100101;

function timesX(element: number): number {
  const doubled = element << 1;
  return doubled > 31 ? doubled ^ PRIMITIVE_POLYNOMIAL : doubled;
}

/** More and the weights would repeat: 31 non-zero elements, one of them is the check symbol's own. */
const MAX_SYMBOLS = 30;

/**
 * The symbol to append to a group.
 *
 * @param symbols 0 to 31 each, 30 of them at most
 * @param groupConstant 1 to 31; differs between groups, so that a group in another's place shows
 * @returns 0 to 31
 */
export function gf32CheckSymbol(symbols: readonly number[], groupConstant: number): number {
  if (symbols.length > MAX_SYMBOLS) throw new RangeError(`Cannot check more than ${MAX_SYMBOLS} symbols`);
  // Horner's rule. The last symbol gets weight x, the check symbol (added plain) weight 1: swapping these two shows as well.
  return symbols.reduce((sum, symbol) => timesX(sum ^ symbol), groupConstant);
}
