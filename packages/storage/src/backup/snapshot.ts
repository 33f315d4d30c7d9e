import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type pg from 'pg';
import { openPool } from '../postgres/open.ts';
import { toStoreError as postgresError } from '../postgres/store-errors.ts';
import { toStoreError as sqliteError } from '../sqlite/driver.ts';
import { PORTION_ROWS } from './backup-format.ts';
import { type TableLayout, columnList, quoted } from './table-layout.ts';

/** A value as both engines give and take it. */
export type Cell = number | string | Uint8Array | null;
export type Row = Readonly<Record<string, Cell>>;

/** Everything as it was at one instant, whatever is written meanwhile. */
export interface Snapshot {
  countRows(table: TableLayout): Promise<number>;
  /** in portions, in the order of the primary key: memory stays bounded */
  readRows(table: TableLayout): AsyncIterable<readonly Row[]>;
  close(): Promise<void>;
}

/** Where data lies. */
export type DataSource =
  | { readonly engine: 'sqlite'; readonly path: string }
  | { readonly engine: 'postgres'; readonly url: string };

/**
 * Opens a snapshot. It holds nobody up; on SQLite the write-ahead log cannot shrink until it is closed.
 *
 * @throws {StoreUnavailableError}
 */
export function openSnapshot(source: DataSource): Promise<Snapshot> {
  return source.engine === 'sqlite' ? openSqliteSnapshot(source.path) : openPostgresSnapshot(source.url);
}

/** A read transaction in WAL mode sees the state at its first read, and no writer waits for it. */
async function openSqliteSnapshot(path: string): Promise<Snapshot> {
  const connection = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    connection.exec('BEGIN');
    connection.prepare('SELECT count(*) FROM meta').get();
  } catch (error) {
    connection.close();
    throw sqliteError(error);
  }
  return {
    countRows: async ({ name }) =>
      Number(connection.prepare(`SELECT count(*) AS n FROM ${quoted(name)}`).get()!['n']),
    readRows: (table) => sqlitePortions(connection, table),
    close: async () => connection.close(),
  };
}

async function* sqlitePortions(connection: DatabaseSync, table: TableLayout): AsyncGenerator<readonly Row[]> {
  let portion: Row[] = [];
  for (const row of connection.prepare(selectAll(table)).iterate()) {
    portion.push(row as Row);
    if (portion.length < PORTION_ROWS) continue;
    yield portion;
    portion = [];
    await nextTurn();
  }
  yield portion;
}

async function openPostgresSnapshot(url: string): Promise<Snapshot> {
  const pool = openPool(url, { maxConnections: 1 });
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  } catch (error) {
    await pool.end();
    throw postgresError(error);
  }
  return {
    countRows: async ({ name }) => {
      const found = await client.query<{ n: number }>(`SELECT count(*) AS n FROM ${quoted(name)}`);
      return found.rows[0]!.n;
    },
    readRows: (table) => postgresPortions(client, table),
    close: async () => {
      client.release(true);
      await pool.end();
    },
  };
}

async function* postgresPortions(client: pg.PoolClient, table: TableLayout): AsyncGenerator<readonly Row[]> {
  await client.query(`DECLARE portions NO SCROLL CURSOR FOR ${selectAll(table)}`);
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${PORTION_ROWS} FROM portions`);
    yield rows;
    if (rows.length < PORTION_ROWS) break;
  }
  await client.query('CLOSE portions');
}

function selectAll({ name, columns, primaryKey }: TableLayout): string {
  const order = primaryKey.length === 0 ? '' : ` ORDER BY ${columnList(primaryKey)}`;
  return `SELECT ${columnList(columns)} FROM ${quoted(name)}${order}`;
}
