import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { checkIntegrity } from '../health/check-integrity.ts';
import { openSqlite } from '../sqlite/open.ts';
import { BACKUP_META_PREFIX, BackupFormatError } from './backup-format.ts';

/**
 * Opens a copy of a backup as the database it is: its schema is brought up to this program's version, its content is checked.
 *
 * @param path of a copy: it is changed
 * @throws {BackupFormatError} damaged
 */
export async function openBackupCopy(path: string): Promise<Database> {
  try {
    const database = await openSqlite(path);
    const problems = await checkIntegrity(database).catch((error: unknown) => [String(error)]);
    if (problems.length === 0) return database;
    await database.close();
    throw new BackupFormatError('damaged', { cause: new Error(problems.slice(0, 5).join('; ')) });
  } catch (error) {
    if (error instanceof BackupFormatError) throw error;
    throw new BackupFormatError('damaged', { cause: error });
  }
}

/** What `writeBackup` was given as notes. The backup is not touched. @throws {BackupFormatError} damaged */
export function peekBackupNotes(path: string): Readonly<Record<string, string>> {
  try {
    const connection = new DatabaseSync(path, { readOnly: true });
    try {
      const rows = connection
        .prepare('SELECT name, value FROM meta WHERE name LIKE ?')
        .all(`${BACKUP_META_PREFIX}%`);
      return Object.fromEntries(rows.map((row) => [String(row['name']), String(row['value'])]));
    } finally {
      connection.close();
    }
  } catch (error) {
    throw new BackupFormatError('damaged', { cause: error });
  }
}

/** Turns the copy of a backup into a database like any other: one file, with nothing left of the backup in it. */
export async function finishAsDatabase(database: Database): Promise<void> {
  await sql`PRAGMA application_id = 0`.execute(database.read);
  await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(database.read);
}
