import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { openSqlite } from '../sqlite/open.ts';
import { BACKUP_APPLICATION_ID, type CopyProgress } from './backup-format.ts';
import { placeNewFile } from './place-new-file.ts';
import { type DataSource, type Row, type Snapshot, openSnapshot } from './snapshot.ts';
import { type TableLayout, columnList, quoted, readTableLayouts } from './table-layout.ts';

export interface WriteBackupInput {
  readonly source: DataSource;
  /** of the backup; must not be there yet */
  readonly path: string;
  /** written into its `meta`; names begin with `backup.` */
  readonly notes: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
}

/**
 * Writes everything of one instant into a new file (mode 0600), while others go on writing. The file has its name only once it is
 * whole and on the disk.
 *
 * @returns how many rows it holds
 * @throws an error with code EEXIST when there is a file of that name, or what the file system says; {StoreUnavailableError}; the
 *   signal's reason when it is aborted. No file is left behind then
 */
export async function writeBackup(input: WriteBackupInput): Promise<number> {
  const draft = `${input.path}.${process.pid}.partial`;
  closeSync(openSync(draft, 'wx', 0o600));
  try {
    await (await openSqlite(draft)).close();
    const rowCount = await fillBackup(draft, input);
    const file = openSync(draft, 'r+');
    fsyncSync(file);
    closeSync(file);
    placeNewFile(draft, input.path);
    return rowCount;
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${draft}${suffix}`, { force: true });
  }
}

async function fillBackup(draft: string, input: WriteBackupInput): Promise<number> {
  const target = new DatabaseSync(draft, { enableForeignKeyConstraints: false });
  try {
    // Nobody sees the draft before it is whole: it needs no journal. One file, without a log beside it, is what is left.
    target.exec(
      'PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536',
    );
    const snapshot = await openSnapshot(input.source);
    try {
      return await copyInto(target, snapshot, input);
    } finally {
      await snapshot.close();
    }
  } finally {
    target.close();
  }
}

async function copyInto(target: DatabaseSync, snapshot: Snapshot, input: WriteBackupInput): Promise<number> {
  const tables = readTableLayouts(target);
  let rowsTotal = 0;
  for (const table of tables) rowsTotal += await snapshot.countRows(table);
  let rowsDone = 0;
  target.exec('BEGIN');
  // Building an index once is faster than keeping it right a million times.
  const indexes = dropIndexes(target);
  for (const table of tables) {
    const insert = rowInserter(target, table);
    for await (const rows of snapshot.readRows(table)) {
      input.signal?.throwIfAborted();
      rows.forEach(insert);
      rowsDone += rows.length;
      input.onProgress?.({ rowsDone, rowsTotal });
    }
  }
  for (const sql of indexes) target.exec(sql);
  const note = target.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
  for (const [name, value] of Object.entries(input.notes)) note.run(name, value);
  target.exec(`COMMIT; PRAGMA application_id = ${BACKUP_APPLICATION_ID}`);
  return rowsDone;
}

function rowInserter(target: DatabaseSync, { name, columns }: TableLayout): (row: Row) => void {
  const places = columns.map(() => '?').join(', ');
  const statement = target.prepare(`INSERT INTO ${quoted(name)} (${columnList(columns)}) VALUES (${places})`);
  return (row) => void statement.run(...columns.map((column) => row[column] as SQLInputValue));
}

/** @returns the statements that make them again */
function dropIndexes(target: DatabaseSync): string[] {
  const indexes = target
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
    .all();
  for (const index of indexes) target.exec(`DROP INDEX ${quoted(String(index['name']))}`);
  return indexes.map((index) => String(index['sql']));
}
