import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isBusy, openConnection } from './driver.ts';

/** Below this size of the log a checkpoint is not worth its fsync. */
const WORTH_IT_BYTES = 8 * 1024 * 1024;
/** From here on writers have to wait for a moment, or a log that is always in use would grow for ever. */
const TOO_LONG_BYTES = 64 * 1024 * 1024;

/** Moves the write-ahead log into the database file, from a thread of its own: a checkpoint on the thread that commits stops everything. */
export class SqliteCheckpointer {
  readonly #connection: DatabaseSync;
  readonly #logPath: string;

  constructor(path: string) {
    this.#connection = openConnection(path);
    this.#connection.exec('PRAGMA busy_timeout = 200');
    this.#logPath = `${path}-wal`;
  }

  /** One look at the log. First without disturbing anybody; what has come in meanwhile is then so little that waiting for it is short. */
  run(): void {
    const bytes = statSync(this.#logPath, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes < WORTH_IT_BYTES) return;
    try {
      this.#connection.exec('PRAGMA wal_checkpoint(PASSIVE)');
      if (bytes > TOO_LONG_BYTES) this.#connection.exec('PRAGMA wal_checkpoint(RESTART)');
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
  }

  close(): void {
    this.#connection.close();
  }
}
