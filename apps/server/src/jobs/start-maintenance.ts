import { Worker } from 'node:worker_threads';

export interface MaintenanceThreadData {
  /** of the SQLite file */
  readonly path: string;
  /** one process of a machine files audit events for all */
  readonly indexesAudit: boolean;
}
const RESTART_AFTER_MS = 1000;

/** Starts the thread that looks after SQLite, again whenever it ends. */
export function startMaintenance(data: MaintenanceThreadData): { stop(): Promise<void> } {
  let isStopped = false;
  let worker = start();
  function start(): Worker {
    const next = new Worker(new URL('maintenance-thread.ts', import.meta.url), {
      workerData: data,
      name: 'maintenance',
    });
    // Its end is noticed below; connections checkpoint by themselves in the meantime, and lists read what is not filed yet.
    next.on('error', () => undefined);
    next.on('exit', () => {
      if (!isStopped) setTimeout(() => (worker = start()), RESTART_AFTER_MS).unref();
    });
    next.unref();
    return next;
  }
  return {
    stop: async () => {
      isStopped = true;
      await worker.terminate();
    },
  };
}
