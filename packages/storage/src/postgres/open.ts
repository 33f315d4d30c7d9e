import { Kysely } from 'kysely';
import pg from 'pg';
import { type Database, TRANSACTION_PATIENCE_MS, pause } from '../database.ts';
import { MIGRATIONS, SCHEMA_VERSION, forEngine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { SchemaTooNewError } from '../schema-too-new-error.ts';
import { DiscardingPool } from './discarding-pool.ts';
import { MappedPostgresDialect } from './mapped-dialect.ts';
import { isLostRace, toStoreError } from './store-errors.ts';

/** Any number that no other program in this database is likely to lock by: "LP" and "令". */
const MIGRATION_LOCK = 0x4c504ee4;
const INT8_OID = 20;
const NUMERIC_OID = 1700;

/** BIGINT comes as a number (everything of ours is below 2^53); the rest as usual. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8_OID || oid === NUMERIC_OID
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

export interface PoolOptions {
  readonly maxConnections: number;
  /** how long a statement waits for a row that another transaction holds, in ms; for ever when left out */
  readonly lockTimeoutMs?: number;
  /** how long a transaction may do nothing until the server ends it, and with it its locks, in ms */
  readonly idleTimeoutMs?: number;
  /** how long the server works on one statement, in ms; for ever when left out */
  readonly statementTimeoutMs?: number;
  /** how long we listen for the end of one statement, in ms; for ever when left out. The connection is of no use afterwards. */
  readonly queryDeadlineMs?: number;
}
/** For copies and the like, which write to a disk or a person between two statements. */
const LONG_IDLE_TIMEOUT_MS = 60_000;

/** A pool whose connections may break (server restart) without taking the process with them. */
export function openPool(url: string, options: PoolOptions): pg.Pool {
  const { maxConnections, queryDeadlineMs = 0 } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    types,
    connectionTimeoutMillis: 5000,
    query_timeout: queryDeadlineMs,
    keepAlive: true,
    application_name: 'lingpai',
  });
  pool.on('error', () => undefined);
  const settings =
    `SET synchronous_commit = on; SET idle_in_transaction_session_timeout = ${options.idleTimeoutMs ?? LONG_IDLE_TIMEOUT_MS}; ` +
    `SET lock_timeout = ${options.lockTimeoutMs ?? 0}; SET statement_timeout = ${options.statementTimeoutMs ?? 0}`;
  pool.on('connect', (client) => {
    // The pool listens while a connection is idle only. In use, whoever waits for an answer is told by its query.
    client.on('error', () => undefined);
    // Queries go out in order: should this one fail, the connection is gone, and with it the query behind.
    client.query(settings).catch(() => undefined);
  });
  return pool;
}

export interface OpenPostgresOptions {
  /** how long a statement may take, in ms, but for those of a migration; ten minutes when left out */
  readonly statementTimeoutMs?: number;
  /** for tests: the version to migrate to */
  readonly upTo?: number;
}
const STATEMENT_TIMEOUT_MS = 600_000;
/** The server says within this time that a statement took too long; else it says nothing any more. */
const ANSWER_MARGIN_MS = 2000;
/** A node that stands still must not keep rows locked. */
const IDLE_TIMEOUT_MS = 10_000;

/**
 * Opens the PostgreSQL database and brings its schema up to this program's version.
 *
 * @param url `postgres://user:password@host:port/database`
 * @throws {SchemaTooNewError} when a newer program wrote it; nothing is changed then
 * @throws {StoreUnavailableError} when the server cannot be reached
 */
export async function openPostgres(url: string, options: OpenPostgresOptions = {}): Promise<Database> {
  await migrateAt(url, options.upTo ?? SCHEMA_VERSION);
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  const pool = openPool(url, {
    maxConnections: 10,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
    statementTimeoutMs,
    queryDeadlineMs: statementTimeoutMs + ANSWER_MARGIN_MS,
  });
  const read = new Kysely<Schema>({ dialect: new MappedPostgresDialect({ pool: new DiscardingPool(pool) }) });
  return {
    engine: 'postgres',
    read,
    // Said, whatever the database's default is: what is read under a lock has to be what was committed before it.
    transaction: (work) =>
      retryRaces(() => read.transaction().setIsolationLevel('read committed').execute(work)),
    close: () => read.destroy(),
  };
}

/** On a connection of its own, which may take its time. */
async function migrateAt(url: string, upTo: number): Promise<void> {
  const pool = openPool(url, { maxConnections: 1 });
  try {
    await migrate(pool, upTo);
  } catch (error) {
    throw toStoreError(error);
  } finally {
    await pool.end();
  }
}

async function migrate(pool: pg.Pool, upTo: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
    const found = await client.query<{ version: number }>('SELECT version FROM schema_version');
    const from = found.rows[0]?.version ?? 0;
    if (from > SCHEMA_VERSION) throw new SchemaTooNewError(from, SCHEMA_VERSION);
    for (const migration of MIGRATIONS.filter((m) => m.version > from && m.version <= upTo)) {
      for (const statement of migration.statements) await client.query(forEngine(statement, 'postgres'));
    }
    if (upTo > from) {
      await client.query('DELETE FROM schema_version');
      await client.query('INSERT INTO schema_version (version) VALUES ($1)', [upTo]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

export interface RaceOptions {
  readonly isRace?: (error: unknown) => boolean;
  readonly patienceMs?: number;
}

/** Repeats a transaction that lost a race: serialisation failure, deadlock. */
export async function retryRaces<T>(work: () => Promise<T>, options: RaceOptions = {}): Promise<T> {
  const { isRace = isLostRace, patienceMs = TRANSACTION_PATIENCE_MS } = options;
  const startedAt = performance.now();
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isRace(error) || performance.now() - startedAt > patienceMs) throw toStoreError(error);
      await pause(Math.random() * Math.min(50, 2 ** tries));
    }
  }
}
