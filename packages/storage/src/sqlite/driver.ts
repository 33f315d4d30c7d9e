import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { StoreUnavailableError } from '@lingpai/domain';
import { TRANSACTION_PATIENCE_MS, pause } from '../database.ts';

/** Is it SQLite saying that another connection has its turn (SQLITE_BUSY, and its variants in the upper bits)? */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}

export interface ConnectionOptions {
  /** a thread of this process checkpoints (see SqliteCheckpointer), so that no commit has to wait for one */
  readonly isCheckpointedElsewhere?: boolean;
  /** pages kept by this connection, in MiB; 16 when left out */
  readonly cacheMib?: number;
}
/** SQLite's own default: 4 MiB of log. */
const CHECKPOINT_PAGES = 1000;
/** 400 MiB of log: should the checkpointing thread be gone, the disk does not fill up. */
const LAST_RESORT_CHECKPOINT_PAGES = 100_000;
const DEFAULT_CACHE_MIB = 16;
/** The file as far as it is mapped is read without copying, from memory the system shares among all processes. */
const MAPPED_BYTES = 4 * 1024 ** 3;

/**
 * Opens a connection as the product wants it: durable at each commit, readers never wait for a writer. Waiting for the write lock is
 * ours (see `beginImmediate`), so that a busy database never blocks the event loop.
 */
export function openConnection(path: string, options: ConnectionOptions = {}): DatabaseSync {
  const connection = new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: true });
  withBusyRetrySync(() => connection.exec('PRAGMA journal_mode = WAL'));
  const checkpointPages =
    options.isCheckpointedElsewhere === true ? LAST_RESORT_CHECKPOINT_PAGES : CHECKPOINT_PAGES;
  connection.exec(
    `PRAGMA synchronous = FULL; PRAGMA cache_size = ${-1024 * (options.cacheMib ?? DEFAULT_CACHE_MIB)}; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = ${MAPPED_BYTES}; PRAGMA wal_autocheckpoint = ${checkpointPages}`,
  );
  return connection;
}

/** Opening is the one place that may wait blocking: two processes that start at once both switch a new file to WAL. */
function withBusyRetrySync(work: () => void): void {
  for (let tries = 0; ; tries += 1) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || tries >= 200) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
    }
  }
}

/** Takes the write lock without blocking the event loop. */
export async function beginImmediate(connection: DatabaseSync): Promise<void> {
  const startedAt = performance.now();
  for (let tries = 0; ; tries += 1) {
    try {
      connection.exec('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (!isBusy(error)) throw toStoreError(error);
      if (performance.now() - startedAt > TRANSACTION_PATIENCE_MS)
        throw new StoreUnavailableError('Cannot write: the database is locked by another process', {
          cause: error,
        });
      await pause(pauseMsAfter(tries));
    }
  }
}

function pauseMsAfter(tries: number): number {
  return tries < 20 ? 1 : 5;
}

/** What of SQLite's errors means "not now" rather than "a mistake of ours": locked, read-only, I/O, corrupt, full, cannot open. */
const UNAVAILABLE = new Set([5, 6, 8, 10, 11, 13, 14, 26]);
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || !UNAVAILABLE.has(Number(error.errcode) & 0xff))
    return error;
  return new StoreUnavailableError(`Cannot use the database: ${error.message}`, { cause: error });
}

/** Kysely over `node:sqlite`: one connection, one user of it at a time. */
export function sqliteDialect(connection: DatabaseSync): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new NodeSqliteDriver(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: DatabaseConnection;
  #tail: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#connection = new NodeSqliteConnection(database);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#tail;
    const turn = Promise.withResolvers<void>();
    this.#tail = turn.promise;
    await before;
    this.#release = turn.resolve;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  async beginTransaction(): Promise<void> {
    await beginImmediate(this.#database);
  }

  async commitTransaction(): Promise<void> {
    this.#database.exec('COMMIT');
  }

  async rollbackTransaction(): Promise<void> {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }

  async destroy(): Promise<void> {
    this.#database.close();
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const startedAt = performance.now();
    for (;;) {
      try {
        return this.#execute(query);
      } catch (error) {
        // Inside a transaction the write lock is ours already. A single statement waits for its turn here.
        if (
          !isBusy(error) ||
          this.#database.isTransaction ||
          performance.now() - startedAt > TRANSACTION_PATIENCE_MS
        )
          throw toStoreError(error);
      }
      await pause(2);
    }
  }

  #execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const statement = this.#database.prepare(sql);
    const values = parameters as SQLInputValue[];
    if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async *streamQuery<R>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    for (const row of this.#database.prepare(sql).iterate(...(parameters as SQLInputValue[])))
      yield { rows: [row as R] };
  }
}
