import type { AuditEvent } from '@lingpai/contract';
import type { PageOf, PageRequest } from './page.ts';

export interface AuditFilter {
  readonly userLogin?: string | undefined;
  readonly serial?: string | undefined;
  /** one action, or the beginning of one */
  readonly action?: string | undefined;
  readonly succeeded?: boolean | undefined;
  /** epoch ms, inclusive */
  readonly fromAt?: number | undefined;
  /** epoch ms, inclusive */
  readonly toAt?: number | undefined;
}

/**
 * Why a row does not fit: `altered` its own content or the row before it was changed; `rows-missing` rows before it are gone;
 * `end-missing` the last rows are gone; `end-altered` the end does not match what the chain says of itself, or nobody of ours wrote that;
 * `end-unsealed` its MAC is gone; `no-chain` its chain is gone; `chain-missing` rows and all; `list-altered` what says which chains there are
 * was altered or removed.
 */
export type ChainProblem =
  | 'altered'
  | 'rows-missing'
  | 'end-missing'
  | 'end-altered'
  | 'end-unsealed'
  | 'no-chain'
  | 'chain-missing'
  | 'list-altered';
export interface ChainVerdict {
  readonly isIntact: boolean;
  /** rows that were checked */
  readonly checked: number;
  /** the first row that does not fit; id 0 where it is a whole chain, node `*` where it is all of them */
  readonly brokenAt: { readonly id: number; readonly node: string; readonly problem: ChainProblem } | null;
}

export interface ChainCheck {
  readonly signal?: AbortSignal | undefined;
  /** told now and then how many rows of how many are checked */
  readonly onProgress?: ((checked: number, total: number) => void) | undefined;
}

/** Reading the audit log. Appending is `AuditWriter`. */
export interface AuditLog {
  /** newest first */
  list(filter: AuditFilter, page: PageRequest): Promise<PageOf<AuditEvent>>;
  /**
   * Recomputes every hash of every chain.
   *
   * @throws the signal's reason when it is aborted
   */
  verifyChain(check?: ChainCheck): Promise<ChainVerdict>;
  /**
   * Files the next events under the user, the token and the area they are about. Call it in a transaction, again and again: writing an
   * event costs the hot path nothing for it.
   *
   * @returns how many were filed; fewer than `limit`: there are no more for now
   */
  indexSubjects(limit: number): Promise<number>;
}
