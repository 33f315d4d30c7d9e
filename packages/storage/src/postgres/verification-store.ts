import {
  type DecideJobs,
  type DecidedBatch,
  type Outcome,
  StoreUnavailableError,
  type VerificationStore,
  type VerifyJob,
  sourceOf,
} from '@lingpai/domain';
import type { Settings } from '@lingpai/contract';
import type pg from 'pg';
import type { ChainIdentity } from '../stores/audit-writer.ts';
import { SETTINGS_ROW, parseSettings } from '../stores/settings-store.ts';
import { LostUpdateError } from '../verification-rows.ts';
import { lockNewClients } from './client-rows.ts';
import { openPool, retryRaces } from './open.ts';
import { type LockedSnapshot, readSnapshot } from './read-snapshot.ts';
import { isLockTimeout, isLostRace } from './store-errors.ts';
import { writeBatch } from './write-batch.ts';

const MAX_LOST_UPDATES = 5;
/** For the few locks that are waited for (a table's; the end of this node's own transaction before): not while users' rows are locked. */
const LOCK_TIMEOUT_MS = 1000;
/** A node that stands still must not keep users' rows locked. */
const IDLE_TIMEOUT_MS = 5000;
/** From the first statement of a batch to the last, all tries together. A server that says nothing by then says nothing at all. */
const BATCH_DEADLINE_MS = 5000;

export interface PostgresVerificationOptions {
  /** for tests: how long a batch may take in all, in ms */
  readonly batchDeadlineMs?: number;
}

/** The hot path on PostgreSQL: a batch is a handful of statements over arrays, whatever its size. */
export class PostgresVerificationStore implements VerificationStore {
  readonly #pool: pg.Pool;
  readonly #chain: ChainIdentity;
  readonly #batchDeadlineMs: number;

  /** @param url of a database that is migrated already */
  constructor(url: string, chain: ChainIdentity, options: PostgresVerificationOptions = {}) {
    this.#batchDeadlineMs = options.batchDeadlineMs ?? BATCH_DEADLINE_MS;
    this.#pool = openPool(url, {
      maxConnections: 2,
      lockTimeoutMs: LOCK_TIMEOUT_MS,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      // A little before we stop listening, so that the server does not go on with what nobody waits for.
      statementTimeoutMs: Math.ceil(this.#batchDeadlineMs * 0.8),
    });
    this.#chain = chain;
  }

  async transact(jobs: readonly VerifyJob[], decide: DecideJobs): Promise<readonly (Outcome | 'held')[]> {
    const deadlineAt = performance.now() + this.#batchDeadlineMs;
    for (let tries = 0; ; tries += 1) {
      if (this.#pool.ending) throw new StoreUnavailableError('Cannot verify: the store is closed');
      try {
        return await retryRaces(() => this.#attempt(jobs, decide, deadlineAt), {
          isRace: (error) => isLostRace(error) || isLockTimeout(error),
          patienceMs: deadlineAt - performance.now(),
        });
      } catch (error) {
        if (!(error instanceof LostUpdateError)) throw error;
        if (tries >= MAX_LOST_UPDATES)
          throw new StoreUnavailableError('Cannot verify: others were always faster', { cause: error });
      }
    }
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  /**
   * One transaction. A connection that is silent at the deadline is thrown away: what it was told last may still be done, under the locks of
   * its transaction. So whoever names the same rows finds them held, or changed, and never as they were before.
   */
  async #attempt(
    jobs: readonly VerifyJob[],
    decide: DecideJobs,
    deadlineAt: number,
  ): Promise<readonly (Outcome | 'held')[]> {
    const client = await this.#pool.connect();
    let isGivenUp = false;
    const deadline = setTimeout(
      () => {
        isGivenUp = true;
        client.release(true);
      },
      Math.max(0, deadlineAt - performance.now()),
    );
    try {
      // Said, whatever the database's default is: each statement has to see what was committed before it.
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const { outcomes, writes } = await decideFree(client, jobs, decide);
      await writeBatch(client, writes, this.#chain);
      await client.query('COMMIT');
      if (!isGivenUp) client.release();
      return outcomes;
    } catch (error) {
      if (isGivenUp)
        throw new StoreUnavailableError('Cannot verify: the database does not answer', { cause: error });
      // A connection that cannot even roll back is thrown away.
      const rollback = await client.query('ROLLBACK').catch((cause: unknown) => cause);
      if (!isGivenUp) client.release(rollback instanceof Error);
      throw error;
    } finally {
      clearTimeout(deadline);
    }
  }
}

interface DecidedFree {
  readonly outcomes: readonly (Outcome | 'held')[];
  readonly writes: DecidedBatch['writes'];
}

/** Decides the jobs none of whose rows another transaction holds. */
async function decideFree(
  client: pg.PoolClient,
  jobs: readonly VerifyJob[],
  decide: DecideJobs,
): Promise<DecidedFree> {
  const settings = await readSettings(client);
  const found = await readSnapshot(client, jobs);
  // By their places: the same job may be there twice.
  const isHeld = jobs.map((job) => found.isHeld(job));
  for (;;) {
    const decided = decide(
      jobs.filter((_, place) => !isHeld[place]),
      found.snapshot,
      settings,
    );
    const busy = await busyClients(client, decided.writes.clients, found);
    if (busy.size === 0) {
      const free = decided.outcomes.values();
      const outcomes = isHeld.map((held) => (held ? 'held' : free.next().value!));
      return { outcomes, writes: decided.writes };
    }
    // Many share an address. Those wait; whom they leave behind is decided anew, since each sees what the ones before it did.
    jobs.forEach((job, place) => (isHeld[place] ||= busy.has(sourceOf(job))));
  }
}

/** Which of the addresses that are to be written another transaction is writing. */
async function busyClients(
  client: pg.PoolClient,
  writes: DecidedBatch['writes']['clients'],
  { heldClients }: LockedSnapshot,
): Promise<ReadonlySet<string>> {
  const held = writes.map(({ address }) => address).filter((address) => heldClients.has(address));
  const added = writes.filter(({ isNew }) => isNew).map(({ address }) => address);
  const locked = await lockNewClients(client, added);
  return new Set([...held, ...added.filter((address) => !locked.has(address))]);
}

async function readSettings(client: pg.PoolClient): Promise<Settings> {
  const { rows } = await client.query<{ value: string }>({
    name: 'settings',
    text: 'SELECT value FROM settings WHERE name = $1',
    values: [SETTINGS_ROW],
  });
  return parseSettings(rows[0]?.value);
}
