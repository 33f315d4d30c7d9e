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
const INDEX_BATCH_EVENTS = 2000;
/** The share of the store's time that filing takes at the most: verifications come first, and lists read what is not filed yet. */
const INDEX_SHARE = 0.05;
const LONGEST_PAUSE_MS = 5000;

const { path, indexesAudit } = workerData as MaintenanceThreadData;
const checkpointer = new SqliteCheckpointer(path);
setInterval(() => checkpointer.run(), CHECKPOINT_EVERY_MS);

if (indexesAudit) {
  const database = await openSqlite(path, { isCheckpointedElsewhere: true });
  for (;;) {
    const startedAt = performance.now();
    const filed = await indexAuditEvents(database, INDEX_BATCH_EVENTS);
    const tookMs = performance.now() - startedAt;
    await sleep(
      filed < INDEX_BATCH_EVENTS ? INDEX_EVERY_MS : Math.min(LONGEST_PAUSE_MS, tookMs / INDEX_SHARE),
    );
  }
}
