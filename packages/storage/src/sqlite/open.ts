import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { MIGRATIONS, SCHEMA_VERSION, forEngine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { SchemaTooNewError } from '../schema-too-new-error.ts';
import {
  type ConnectionOptions,
  beginImmediate,
  openConnection,
  sqliteDialect,
  toStoreError,
} from './driver.ts';

export interface OpenSqliteOptions extends ConnectionOptions {
  /** for tests: the schema version to migrate to; this program's when left out */
  readonly upTo?: number;
}

/**
 * Opens the SQLite file (it is made when missing) and brings its schema up to this program's version.
 *
 * @param path of the file; its directory is made with mode 0700 when missing
 * @throws {SchemaTooNewError} when a newer program wrote it; nothing is changed then
 */
export async function openSqlite(path: string, options: OpenSqliteOptions = {}): Promise<Database> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const connection = open(path, options);
  try {
    await migrate(connection, options.upTo ?? SCHEMA_VERSION);
  } catch (error) {
    connection.close();
    throw toStoreError(error);
  }
  const read = new Kysely<Schema>({ dialect: sqliteDialect(connection) });
  return {
    engine: 'sqlite',
    read,
    transaction: (work) => read.transaction().execute(work),
    close: async () => {
      await read.destroy();
      // Kysely does not close what it never used.
      if (connection.isOpen) connection.close();
    },
  };
}

function open(path: string, options: ConnectionOptions): DatabaseSync {
  try {
    return openConnection(path, options);
  } catch (error) {
    throw toStoreError(error);
  }
}

async function migrate(connection: DatabaseSync, upTo: number): Promise<void> {
  if (currentVersion(connection) === upTo) return;
  await beginImmediate(connection);
  try {
    const from = currentVersion(connection);
    if (from > SCHEMA_VERSION) throw new SchemaTooNewError(from, SCHEMA_VERSION);
    for (const migration of MIGRATIONS.filter((m) => m.version > from && m.version <= upTo)) {
      for (const statement of migration.statements) connection.exec(forEngine(statement, 'sqlite'));
      connection.exec(`PRAGMA user_version = ${migration.version}`);
    }
    connection.exec('COMMIT');
  } catch (error) {
    connection.exec('ROLLBACK');
    throw error;
  }
}

function currentVersion(connection: DatabaseSync): number {
  return Number(connection.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}
