const FULL_WIDTH = /[\uFF01-\uFF5E]/g;
/** From a full-width character (U+FF01…) to the ASCII character it is a form of. */
const OFFSET = 0xfee0;

/**
 * What a token shows is ASCII; an input method for Chinese types it in full width as well. One character for one, so that where an OTP begins
 * does not change.
 *
 * @example
 * toHalfWidth('１２３４５６'); // '123456'
 */
export function toHalfWidth(typed: string): string {
  return typed.replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - OFFSET));
}
