import { closeSync, openSync, readSync } from 'node:fs';
import { SCHEMA_VERSION } from '../migrations/index.ts';
import { SchemaTooNewError } from '../schema-too-new-error.ts';

/**
 * A backup is an SQLite file with the product's own schema, whatever engine it was made from. What makes it a backup is the application
 * id in its header: "LP" and "令".
 */
export const BACKUP_APPLICATION_ID = 0x4c504ee4;
/** Rows per portion: few enough that a signal to stop is heard soon, many enough to be fast. */
export const PORTION_ROWS = 1000;
/** Entries of `meta` that belong to a backup file and not to the data begin with this. */
export const BACKUP_META_PREFIX = 'backup.';

/** SQLite file format §1.3: the header string, and where version and application id stand. */
const HEADER_BYTES = 100;
const SQLITE_MAGIC = 'SQLite format 3\0';
const USER_VERSION_OFFSET = 60;
const APPLICATION_ID_OFFSET = 68;

/** What is wrong with a file that was given as a backup. */
export type BackupProblem = 'not-a-backup' | 'damaged';

/** The file is no backup of Lingpai, or a damaged one. */
export class BackupFormatError extends Error {
  readonly problem: BackupProblem;

  constructor(problem: BackupProblem, options?: ErrorOptions) {
    super(
      problem === 'damaged' ? 'Cannot read the backup: it is damaged' : 'Cannot read the backup: it is none',
      options,
    );
    this.name = 'BackupFormatError';
    this.problem = problem;
  }
}

/** Told now and then, and at the end. */
export interface CopyProgress {
  readonly rowsDone: number;
  readonly rowsTotal: number;
}

/**
 * Looks at the header of a file, without opening it as a database.
 *
 * @returns the schema version of the backup
 * @throws {BackupFormatError} not-a-backup
 * @throws {SchemaTooNewError} when a newer program made it
 */
export function readBackupHeader(path: string): number {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES)
      throw new BackupFormatError('not-a-backup');
  } finally {
    closeSync(file);
  }
  const isBackup =
    header.toString('latin1', 0, SQLITE_MAGIC.length) === SQLITE_MAGIC &&
    header.readUInt32BE(APPLICATION_ID_OFFSET) === BACKUP_APPLICATION_ID;
  if (!isBackup) throw new BackupFormatError('not-a-backup');
  const version = header.readUInt32BE(USER_VERSION_OFFSET);
  if (version > SCHEMA_VERSION) throw new SchemaTooNewError(version, SCHEMA_VERSION);
  return version;
}
