import type { Primitives } from '@lingpai/algorithms';
import type { Settings } from '@lingpai/contract';
import { decideBatch } from './decide-batch.ts';
import type { Outcome, VerifyJob } from './job.ts';
import { StoreUnavailableError, type VerificationStore } from '../ports/verification-store.ts';

export interface GroupCommitOptions {
  readonly store: VerificationStore;
  readonly primitives: Primitives;
  readonly openSeed: (serial: string, sealed: Uint8Array) => Uint8Array;
  /** see `DecideContext` */
  readonly digestEmergency: (userId: number, typed: string) => Uint8Array;
  /** epoch ms */
  readonly nowMs: () => number;
  /** most jobs in one transaction; 256 when left out */
  readonly maxBatchJobs?: number;
}

interface Waiting {
  readonly job: VerifyJob;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Verifies with group commit: jobs queue while the transaction before them commits; then one transaction decides and writes them all.
 * A caller is answered only after the commit. The same code serves every engine, and many processes on one database.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  readonly #maxBatchJobs: number;
  #queue: Waiting[] = [];
  #isRunning = false;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
    this.#maxBatchJobs = options.maxBatchJobs ?? 256;
  }

  /**
   * @returns what the job ended in, durably stored
   * @throws what the store threw: the job then is not decided (it is not "wrong OTP"), and nothing of it is stored
   */
  verify(job: VerifyJob): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Lets everything that arrives in this turn of the event loop into the first transaction.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, this.#maxBatchJobs);
      await this.#commit(batch);
    }
    this.#isRunning = false;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const jobs = batch.map((waiting) => waiting.job);
    try {
      const outcomes = await this.#options.store.transact(jobs, (snapshot, settings) =>
        decideBatch(jobs, snapshot, this.#context(settings)),
      );
      batch.forEach((waiting, index) => waiting.resolve(outcomes[index]!));
    } catch (error) {
      if (batch.length === 1 || error instanceof StoreUnavailableError)
        for (const waiting of batch) waiting.reject(error);
      // One of them cannot be decided (a damaged row, a mistake of ours): it must not take its neighbours with it.
      else for (const waiting of batch) await this.#commit([waiting]);
    }
  }

  #context(settings: Settings) {
    const { primitives, openSeed, digestEmergency, nowMs } = this.#options;
    const { verification: policy, lockout, staticPassword, access } = settings;
    return { nowMs: nowMs(), policy, lockout, staticPassword, access, primitives, openSeed, digestEmergency };
  }
}
