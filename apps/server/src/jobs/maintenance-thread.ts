import { setTimeout as sleep } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { SqliteCheckpointer, indexAuditEvents, openSqlite } from '@lingpai/storage';
import type { MaintenanceThreadData } from './start-maintenance.ts';

/**
 * Looks after SQLite beside the threads that answer: moves the log into the file, and files audit events where lists find them. Both would
 * stop a thread that does anything else.
 */
const CHECKPOINT_EVERY_MS = 250;
const INDEX_EVERY_MS = 1000;
/** Small, so that a verification that waits for its turn to write waits a few milliseconds. */
const INDEX_BATCH_EVENTS = 500;
const INDEX_PAUSE_MS = 60;

const { path, indexesAudit } = workerData as MaintenanceThreadData;
const checkpointer = new SqliteCheckpointer(path);
setInterval(() => checkpointer.run(), CHECKPOINT_EVERY_MS);

if (indexesAudit) {
  const database = await openSqlite(path, { isCheckpointedElsewhere: true });
  for (;;) {
    const filed = await indexAuditEvents(database, INDEX_BATCH_EVENTS);
    await sleep(filed < INDEX_BATCH_EVENTS ? INDEX_EVERY_MS : INDEX_PAUSE_MS);
  }
}
