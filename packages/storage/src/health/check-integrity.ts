import { sql } from 'kysely';
import type { Database } from '../database.ts';

const MAX_PROBLEMS = 20;

/**
 * Is the database sound by the engine's own account? SQLite: `quick_check` and all foreign keys. PostgreSQL keeps these by itself: what
 * is looked for is an index that is not valid, or a constraint nobody has checked.
 *
 * @returns what is wrong, in the engine's words; empty when nothing is
 */
export async function checkIntegrity(database: Database): Promise<string[]> {
  return database.engine === 'sqlite' ? checkSqlite(database) : checkPostgres(database);
}

async function checkSqlite({ read }: Database): Promise<string[]> {
  const pages = await sql<{ quick_check: string }>`PRAGMA quick_check(${sql.lit(MAX_PROBLEMS)})`.execute(
    read,
  );
  const damage = pages.rows.map((row) => row.quick_check).filter((text) => text !== 'ok');
  if (damage.length > 0) return damage;
  const keys = await sql<{ table: string; rowid: number | null; parent: string }>`
    SELECT "table", rowid, parent FROM pragma_foreign_key_check LIMIT ${sql.lit(MAX_PROBLEMS)}`.execute(read);
  return keys.rows.map(({ table, rowid, parent }) => `${table} ${rowid ?? ''}: no such row in ${parent}`);
}

async function checkPostgres({ read }: Database): Promise<string[]> {
  const indexes = await sql<{ name: string }>`
    SELECT indexrelid::regclass::text AS name FROM pg_index
    WHERE NOT indisvalid AND indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)`.execute(
    read,
  );
  const constraints = await sql<{ name: string }>`
    SELECT conname AS name FROM pg_constraint
    WHERE NOT convalidated AND connamespace = current_schema()::regnamespace`.execute(read);
  const unsafe = await sql<{ name: string; setting: string }>`
    SELECT name, setting FROM pg_settings
    WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'`.execute(read);
  return [
    ...indexes.rows.map(({ name }) => `index ${name} is not valid: REINDEX`),
    ...constraints.rows.map(({ name }) => `constraint ${name} is not validated`),
    ...unsafe.rows.map(({ name }) => `${name} = off: a loss of power may lose what was committed`),
  ];
}
