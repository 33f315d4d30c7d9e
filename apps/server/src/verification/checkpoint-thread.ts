import { workerData } from 'node:worker_threads';
import { SqliteCheckpointer } from '@lingpai/storage';

/** Looks after SQLite's log, for as long as the process lives. */
const LOOK_EVERY_MS = 250;
const checkpointer = new SqliteCheckpointer((workerData as { path: string }).path);
setInterval(() => checkpointer.run(), LOOK_EVERY_MS);
