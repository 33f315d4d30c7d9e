import { Worker } from 'node:worker_threads';

/** Starts the thread that looks after SQLite's log, again whenever it ends. */
export function startCheckpointing(path: string): { stop(): Promise<void> } {
  let isStopped = false;
  let worker = start();
  function start(): Worker {
    const next = new Worker(new URL('checkpoint-thread.ts', import.meta.url), {
      workerData: { path },
      name: 'checkpoint',
    });
    // Its end is noticed below; connections checkpoint by themselves in the meantime.
    next.on('error', () => undefined);
    next.on('exit', () => {
      if (!isStopped) setTimeout(() => (worker = start()), 1000).unref();
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
