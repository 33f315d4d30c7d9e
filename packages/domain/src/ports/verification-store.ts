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
   * No job waits for what another transaction has locked, and none makes the others of its batch wait: such a job comes back `held`,
   * undecided, nothing of it written; the others are decided without it.
   *
   * @param decide pure and synchronous; may be called more than once, with some of the jobs
   * @returns in the order of the jobs, once what was decided is durable
   * @throws {StoreUnavailableError} when the store cannot do it now, or does not say whether it did: all of it
   *   was written then, or nothing
   */
  transact(jobs: readonly VerifyJob[], decide: DecideJobs): Promise<readonly (Outcome | 'held')[]>;
}

/** Decides some jobs on what the store found for them. */
export type DecideJobs = (
  jobs: readonly VerifyJob[],
  snapshot: VerificationSnapshot,
  settings: Settings,
) => DecidedBatch;

/** The store cannot work now (locked for too long, disk full, connection lost). Never "wrong OTP". */
export class StoreUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailableError';
  }
}
