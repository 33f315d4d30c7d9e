import { type Transaction, sql } from 'kysely';
import { DatabaseSync } from 'node:sqlite';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';
import type { CopyProgress } from './backup-format.ts';
import { openSnapshot } from './snapshot.ts';
import { type TableLayout, readTableLayouts } from './table-layout.ts';

/** Is there nothing in the database but empty tables? */
export async function isEmptyDatabase(database: Database): Promise<boolean> {
  const tables = await database.read.introspection.getTables();
  for (const { name, schema } of tables) {
    if (name === 'schema_version' || schema !== (await currentSchema(database))) continue;
    const found = await sql`SELECT 1 FROM ${sql.table(name)} LIMIT 1`.execute(database.read);
    if (found.rows.length > 0) return false;
  }
  return true;
}

async function currentSchema(database: Database): Promise<string | undefined> {
  if (database.engine === 'sqlite') return undefined;
  const found = await sql<{ name: string }>`SELECT current_schema() AS name`.execute(database.read);
  return found.rows[0]?.name;
}

/**
 * Copies everything of an SQLite file into an empty PostgreSQL database, in one transaction.
 *
 * @param path of a file at this program's schema version
 */
export async function copyIntoPostgres(
  path: string,
  database: Database,
  how: {
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
  },
): Promise<void> {
  const tables = layoutsOf(path);
  await database.transaction(async (trx) => {
    const snapshot = await openSnapshot({ engine: 'sqlite', path });
    try {
      let rowsTotal = 0;
      for (const table of tables) rowsTotal += await snapshot.countRows(table);
      let rowsDone = 0;
      await deferSelfReferences(trx, tables);
      for (const table of tables) {
        for await (const rows of snapshot.readRows(table)) {
          how.signal?.throwIfAborted();
          if (rows.length === 0) continue;
          await trx
            .insertInto(table.name as keyof Schema)
            .values(rows as never)
            .execute();
          rowsDone += rows.length;
          how.onProgress?.({ rowsDone, rowsTotal });
        }
      }
      await restoreSelfReferences(trx, tables);
      await moveSequences(trx, tables);
    } finally {
      await snapshot.close();
    }
  });
  // Or the planner knows nothing of a million rows until it happens to look.
  await sql`ANALYZE`.execute(database.read);
}

function layoutsOf(path: string): TableLayout[] {
  const connection = new DatabaseSync(path, { readOnly: true });
  try {
    return readTableLayouts(connection);
  } finally {
    connection.close();
  }
}

/** An organisation may have come before the one above it: that has to be right at the end only. */
async function deferSelfReferences(trx: Transaction<Schema>, tables: readonly TableLayout[]): Promise<void> {
  for (const { name, constraint } of await selfReferences(trx, tables))
    await sql`ALTER TABLE ${sql.table(name)} ALTER CONSTRAINT ${sql.id(constraint)} DEFERRABLE INITIALLY DEFERRED`.execute(
      trx,
    );
}

async function restoreSelfReferences(
  trx: Transaction<Schema>,
  tables: readonly TableLayout[],
): Promise<void> {
  await sql`SET CONSTRAINTS ALL IMMEDIATE`.execute(trx);
  for (const { name, constraint } of await selfReferences(trx, tables))
    await sql`ALTER TABLE ${sql.table(name)} ALTER CONSTRAINT ${sql.id(constraint)} NOT DEFERRABLE`.execute(
      trx,
    );
}

async function selfReferences(trx: Transaction<Schema>, tables: readonly TableLayout[]) {
  const names = tables.filter((table) => table.isSelfReferring).map((table) => table.name);
  const found: { name: string; constraint: string }[] = [];
  for (const name of names) {
    const { rows } = await sql<{ conname: string }>`SELECT conname FROM pg_constraint
      WHERE contype = 'f' AND conrelid = confrelid AND conrelid = to_regclass(${name})`.execute(trx);
    found.push(...rows.map(({ conname }) => ({ name, constraint: conname })));
  }
  return found;
}

/** Rows came with their ids: the next one has to be above them. */
async function moveSequences(trx: Transaction<Schema>, tables: readonly TableLayout[]): Promise<void> {
  for (const { name } of tables) {
    const { rows } = await sql<{ column: string }>`SELECT attname AS "column" FROM pg_attribute
      WHERE attrelid = to_regclass(${name}) AND attidentity <> ''`.execute(trx);
    for (const { column } of rows)
      await sql`SELECT setval(pg_get_serial_sequence(${name}, ${column}), COALESCE(max(${sql.ref(column)}), 1), max(${sql.ref(column)}) IS NOT NULL)
        FROM ${sql.table(name)}`.execute(trx);
  }
}
