import type { PhraseParams, SeedFileErrorCode, SeedFileProblemCode } from '@lingpai/contract';

/** Why one row or key package is refused; the phrase is `seed-file.<code>`. Params never hold a seed, key or password. */
export interface SeedFileProblem {
  readonly code: SeedFileProblemCode;
  readonly params: PhraseParams;
}

/** A file that cannot be read as a whole; the phrase is `seed-file.<code>`, filled with {@link SeedFileError.params}. */
export class SeedFileError extends Error {
  override readonly name = 'SeedFileError';
  readonly code: SeedFileErrorCode;
  /** 1-based; also in params where the phrase speaks of it */
  readonly line: number | undefined;
  /** 1-based, in characters */
  readonly column: number | undefined;
  readonly params: PhraseParams;

  constructor(code: SeedFileErrorCode, params: PhraseParams = {}) {
    super(`Cannot read the token file: ${code}`);
    this.code = code;
    this.params = params;
    this.line = typeof params['line'] === 'number' ? params['line'] : undefined;
    this.column = typeof params['column'] === 'number' ? params['column'] : undefined;
  }
}

/** Ends the reading of one row; caught where rows are turned into events, never seen outside this package. */
export class RowRefusal extends Error {
  override readonly name = 'RowRefusal';
  readonly problem: SeedFileProblem;

  constructor(code: SeedFileProblemCode, params: PhraseParams = {}) {
    super(`Cannot read the row: ${code}`);
    this.problem = { code, params };
  }
}

const MAX_SHOWN_CHARACTERS = 16;

/**
 * A value from the file, fit to be shown. A seed of the shortest length allowed is longer than this in every encoding, so one that
 * slipped into the wrong column never gets into a message.
 */
export function showValue(value: string): string {
  return value.length <= MAX_SHOWN_CHARACTERS ? value : '…';
}

/** An algorithm name, which may be a long URI: its last part, unless that is no plain name. */
export function showAlgorithm(uri: string): string {
  const tail = uri.slice(Math.max(uri.lastIndexOf('#'), uri.lastIndexOf('/'), uri.lastIndexOf(':')) + 1);
  return /^[\w.-]{1,40}$/.test(tail) ? tail : '…';
}
