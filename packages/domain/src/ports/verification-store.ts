import type { Settings } from '@lingpai/contract';
import type { DecidedBatch } from '../verify/decide-batch.ts';
import type { Outcome, VerifyJob } from '../verify/job.ts';
import type { VerificationSnapshot } from '../verify/ledger.ts';

/** The hot path's only door to the store. */
export interface VerificationStore {
  /**
   * Runs one transaction: locks and reads what the jobs name (users before tokens, each in id order), lets `decide` decide, writes all
   * of it and the audit rows, commits durably. Each accepted factor is written on condition that the stored one is lower; where that
   * fails the transaction is rolled back and decided again on fresh rows.
   *
   * @param decide pure and synchronous; may be called more than once
   * @returns the outcomes, once they are durable
   * @throws {StoreUnavailableError} when the store cannot do it now; nothing was written then
   */
  transact(
    jobs: readonly VerifyJob[],
    decide: (snapshot: VerificationSnapshot, settings: Settings) => DecidedBatch,
  ): Promise<readonly Outcome[]>;
}

/** The store cannot work now (locked for too long, disk full, connection lost). Never "wrong OTP". */
export class StoreUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailableError';
  }
}
