import type { Primitives } from '@lingpai/algorithms';
import type { Settings } from '@lingpai/contract';
import { decideBatch } from './decide-batch.ts';
import type { Outcome, VerifyJob } from './job.ts';
import { StoreUnavailableError, type VerificationStore } from '../ports/verification-store.ts';

export interface GroupCommitOptions {
  readonly store: VerificationStore;
  readonly primitives: Primitives;
  readonly openSeed: (serial: string, sealed: Uint8Array) => Uint8Array;
  readonly openPin: (serial: string, sealed: Uint8Array) => Uint8Array;
  /** see `DecideContext` */
  readonly digestEmergency: (userId: number, typed: string) => Uint8Array;
  /** epoch ms */
  readonly nowMs: () => number;
  /** lets so many ms go by */
  readonly pauseMs: (ms: number) => Promise<void>;
  /** most jobs in one transaction; 256 when left out */
  readonly maxBatchJobs?: number;
}

/** How long a job waits in all for rows that others have locked: longer than any short transaction takes, shorter than a caller waits. */
const HELD_PATIENCE_MS = 2500;
const FIRST_HELD_PAUSE_MS = 5;
const LONGEST_HELD_PAUSE_MS = 250;
/** Nobody waits in the queue for longer, once the store has failed. */
const QUEUE_PATIENCE_MS = 5000;

interface Waiting {
  readonly job: VerifyJob;
  /** epoch ms */
  readonly since: number;
  /** how long it has waited for rows that were locked */
  readonly heldMs: number;
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
      this.#enqueue({ job, since: this.#options.nowMs(), heldMs: 0, resolve, reject });
    });
  }

  #enqueue(waiting: Waiting): void {
    this.#queue.push(waiting);
    if (!this.#isRunning) void this.#run();
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
      const outcomes = await this.#options.store.transact(jobs, (some, snapshot, settings) =>
        decideBatch(some, snapshot, this.#context(settings)),
      );
      batch.forEach((waiting, index) => {
        const outcome = outcomes[index]!;
        if (outcome === 'held') void this.#tryLater(waiting);
        else waiting.resolve(outcome);
      });
    } catch (error) {
      if (error instanceof StoreUnavailableError) this.#giveUp(batch, error);
      else if (batch.length === 1) batch[0]!.reject(error);
      // One of them cannot be decided (a damaged row, a mistake of ours): it must not take its neighbours with it.
      else for (const waiting of batch) await this.#commit([waiting]);
    }
  }

  /** Somebody else has locked its rows. It is tried again beside the others, less and less often, and they do not wait for it. */
  async #tryLater(waiting: Waiting): Promise<void> {
    if (waiting.heldMs >= HELD_PATIENCE_MS) {
      waiting.reject(new StoreUnavailableError('Cannot verify: another transaction has locked the rows'));
      return;
    }
    const ms = Math.min(LONGEST_HELD_PAUSE_MS, Math.max(FIRST_HELD_PAUSE_MS, waiting.heldMs));
    await this.#options.pauseMs(ms);
    this.#enqueue({ ...waiting, heldMs: waiting.heldMs + ms });
  }

  /** With the batch goes whoever has waited behind it for long: a store that needs seconds to fail would take them from each batch anew. */
  #giveUp(batch: readonly Waiting[], error: StoreUnavailableError): void {
    const latest = this.#options.nowMs() - QUEUE_PATIENCE_MS;
    const tooLate = this.#queue.filter(({ since }) => since < latest);
    this.#queue = this.#queue.filter(({ since }) => since >= latest);
    for (const waiting of [...batch, ...tooLate]) waiting.reject(error);
  }

  #context(settings: Settings) {
    const { nowMs, primitives, openSeed, openPin, digestEmergency } = this.#options;
    const tools = { primitives, openSeed, openPin, digestEmergency };
    const { verification: policy, lockout, staticPassword, access } = settings;
    return { nowMs: nowMs(), policy, lockout, staticPassword, access, ...tools };
  }
}
