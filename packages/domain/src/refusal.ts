import type { ErrorCode, PhraseParams } from '@lingpai/contract';

/**
 * A management operation is refused: wrong input, or the state of things does not allow it. Thrown, unlike a verification's verdict, so
 * that the transaction it happens in rolls back. What people read is the phrase of `code` (contract, phrases/errors.ts).
 */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly params: PhraseParams;
  /** name of the field at fault, for the screen that asked */
  readonly field: string | undefined;

  constructor(code: ErrorCode, params: PhraseParams = {}, field?: string) {
    super(`Refused: ${code}`);
    this.name = 'Refusal';
    this.code = code;
    this.params = params;
    this.field = field;
  }
}
