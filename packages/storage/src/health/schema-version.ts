import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { DataSource } from '../backup/snapshot.ts';
import { openPool } from '../postgres/open.ts';
import { toStoreError as postgresError } from '../postgres/store-errors.ts';
import { toStoreError as sqliteError } from '../sqlite/driver.ts';

/**
 * The schema version of data, without opening (and so without migrating) it.
 *
 * @returns 0 when there is no data
 * @throws {StoreUnavailableError} when it cannot be read
 */
export function readSchemaVersion(source: DataSource): Promise<number> {
  return source.engine === 'sqlite' ? readFromSqlite(source.path) : readFromPostgres(source.url);
}

async function readFromSqlite(path: string): Promise<number> {
  if (!existsSync(path)) return 0;
  try {
    const connection = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
    try {
      return Number(connection.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    } finally {
      connection.close();
    }
  } catch (error) {
    throw sqliteError(error);
  }
}

async function readFromPostgres(url: string): Promise<number> {
  const pool = openPool(url, { maxConnections: 1 });
  try {
    const table = await pool.query<{ name: string | null }>("SELECT to_regclass('schema_version') AS name");
    if (typeof table.rows[0]?.name !== 'string') return 0;
    const found = await pool.query<{ version: number }>('SELECT version FROM schema_version');
    return found.rows[0]?.version ?? 0;
  } catch (error) {
    throw postgresError(error);
  } finally {
    await pool.end();
  }
}
