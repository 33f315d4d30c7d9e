import type { Kysely, Transaction } from 'kysely';
import type { Engine } from './migrations/index.ts';
import type { Schema } from './schema.ts';

/** A migrated, open database: what every store is made of. */
export interface Database {
  readonly engine: Engine;
  /** for reads, and single statements that need no transaction */
  readonly read: Kysely<Schema>;
  /**
   * Runs a transaction. It is repeated from the start when the engine says that it lost a race (busy, deadlock, serialisation):
   * `work` must have no effect but on the database.
   *
   * @throws {StoreUnavailableError} when the store cannot do it; what `work` throws rolls back and comes through
   */
  transaction<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How long a transaction keeps trying to get its turn, in ms. */
export const TRANSACTION_PATIENCE_MS = 15_000;

/** Waits; between tries, so that not all who wait come back at once. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
