/**
 * - `length`: the text cannot have this many characters
 * - `character`: a character outside the alphabet, or one in the wrong place
 * - `padding`: padding that is missing, too long or in the middle
 * - `trailing-bits`: bits beyond the last byte are not zero, so two texts would mean the same bytes
 * - `utf8`: bytes that are no UTF-8
 */
export type EncodingErrorCode = 'length' | 'character' | 'padding' | 'trailing-bits' | 'utf8';

/** A text that cannot be decoded. The message never quotes the text: it may be a seed. */
export class EncodingError extends Error {
  override readonly name = 'EncodingError';
  readonly code: EncodingErrorCode;
  /** index of the character (UTF-16 code unit) where reading stopped; for `utf8` always 0 */
  readonly position: number;

  constructor(code: EncodingErrorCode, position: number, message: string) {
    super(message);
    this.code = code;
    this.position = position;
  }
}
