import type { PhraseParams, SeedFileProblemCode } from '@lingpai/contract';
import type { TokenRecord } from './token-spec.ts';

/** Why a row of a token file is refused; the phrase is `seed-file.<code>`. */
export interface RowProblem {
  readonly code: SeedFileProblemCode;
  readonly params: PhraseParams;
}

/** What a reader of token files tells, in the order of the file. The readers are in `seed-files`. */
export type ImportEvent =
  | { readonly kind: 'detected'; readonly format: string; readonly encoding: string }
  | { readonly kind: 'token'; readonly line: number; readonly token: TokenRecord }
  | {
      readonly kind: 'refused';
      readonly line: number;
      readonly serial: string | undefined;
      readonly problem: RowProblem;
    }
  | { readonly kind: 'progress'; readonly bytesRead: number };
export type ImportTokenEvent = Extract<ImportEvent, { kind: 'token' }>;
export type ImportRefusedEvent = Extract<ImportEvent, { kind: 'refused' }>;

/** What becomes of the user a row names: the token is imported in any case. */
export type RowBinding = 'bound' | 'user-unknown' | 'other-organization' | 'user-full';

/** What becomes of a row. */
export interface RowVerdict {
  /** 1-based */
  readonly line: number;
  /** undefined where it could not be read */
  readonly serial: string | undefined;
  readonly verdict: 'new' | 'duplicate' | 'refused';
  /** undefined unless refused */
  readonly problem: RowProblem | undefined;
  /** undefined when refused */
  readonly token: Omit<TokenRecord, 'seed'> | undefined;
  /** undefined when the row names no user, or is not new */
  readonly binding: RowBinding | undefined;
}
