import { Kysely } from 'kysely';
import pg from 'pg';
import { type Database, TRANSACTION_PATIENCE_MS, pause } from '../database.ts';
import { MIGRATIONS, SCHEMA_VERSION, forEngine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { SchemaTooNewError } from '../schema-too-new-error.ts';
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

/**
 * A pool whose connections may break (server restart) without taking the process with them.
 *
 * @param lockTimeoutMs how long a statement waits for a row that another transaction holds; 0: for ever
 */
export function openPool(url: string, maxConnections: number, lockTimeoutMs = 0): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    types,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    application_name: 'lingpai',
  });
  pool.on('error', () => undefined);
  const settings = `SET synchronous_commit = on; SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = ${lockTimeoutMs}`;
  pool.on('connect', (client) => {
    // The pool listens while a connection is idle only. In use, whoever waits for an answer is told by its query.
    client.on('error', () => undefined);
    // Queries go out in order: should this one fail, the connection is gone, and with it the query behind.
    client.query(settings).catch(() => undefined);
  });
  return pool;
}

/**
 * Opens the PostgreSQL database and brings its schema up to this program's version.
 *
 * @param url `postgres://user:password@host:port/database`
 * @param upTo for tests: the version to migrate to
 * @throws {SchemaTooNewError} when a newer program wrote it; nothing is changed then
 * @throws {StoreUnavailableError} when the server cannot be reached
 */
export async function openPostgres(url: string, upTo: number = SCHEMA_VERSION): Promise<Database> {
  const pool = openPool(url, 10);
  try {
    await migrate(pool, upTo);
  } catch (error) {
    await pool.end();
    throw toStoreError(error);
  }
  const read = new Kysely<Schema>({ dialect: new MappedPostgresDialect({ pool }) });
  return {
    engine: 'postgres',
    read,
    transaction: (work) => retryRaces(() => read.transaction().execute(work)),
    close: () => read.destroy(),
  };
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

/** Repeats a transaction that lost a race: serialisation failure, deadlock. */
export async function retryRaces<T>(work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isLostRace(error) || performance.now() - startedAt > TRANSACTION_PATIENCE_MS)
        throw toStoreError(error);
      await pause(Math.random() * Math.min(50, 2 ** tries));
    }
  }
}
