import { Worker } from 'node:worker_threads';
import { type Outcome, StoreUnavailableError, type VerifyJob } from '@lingpai/domain';
import type { WrappedDataKey } from '@lingpai/seed-vault';
import type { Verifier } from '../context.ts';
import type { FromThread, NumberedOutcomes, ToThread, VerificationThreadData } from './messages.ts';

interface Waiting {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

/** A verifier in a thread of its own. Jobs of one turn of the event loop go over in one message. A thread that died is started again. */
export class ThreadVerifier implements Verifier {
  readonly #data: VerificationThreadData;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker;
  #outbox: [number, VerifyJob][] = [];
  #nextId = 1;
  #isClosed = false;
  #dataKeys: readonly WrappedDataKey[];

  constructor(data: VerificationThreadData) {
    this.#data = data;
    this.#dataKeys = data.dataKeys;
    this.#worker = this.#start();
  }

  verify(job: VerifyJob): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new StoreUnavailableError('Cannot verify: the server is shutting down'));
        return;
      }
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve, reject });
      if (this.#outbox.length === 0) setImmediate(() => this.#flush());
      this.#outbox.push([id, job]);
    });
  }

  /** Data keys changed: the thread learns the new ones. */
  updateKeys(dataKeys: readonly WrappedDataKey[]): void {
    this.#dataKeys = dataKeys;
    this.#post({ kind: 'keys', dataKeys });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.#post({ kind: 'close' });
    await ended;
  }

  #flush(): void {
    const jobs = JSON.stringify(this.#outbox);
    this.#outbox = [];
    this.#post({ kind: 'verify', jobs });
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(new URL('thread.ts', import.meta.url), {
      workerData: { ...this.#data, dataKeys: this.#dataKeys },
      name: 'verification',
    });
    worker.on('message', (message: FromThread) => this.#receive(message));
    // The reason is in the failed jobs; `exit` follows and starts the next one.
    worker.on('error', (error) => this.#failAll(error));
    worker.on('exit', () => {
      this.#failAll(new Error('the verification thread ended'));
      if (!this.#isClosed) setTimeout(() => (this.#worker = this.#start()), 200);
    });
    return worker;
  }

  #receive(message: FromThread): void {
    switch (message.kind) {
      case 'ready':
        return;
      case 'outcomes':
        for (const [id, outcome] of JSON.parse(message.outcomes) as NumberedOutcomes)
          this.#take(id)?.resolve(outcome);
        return;
      case 'failed': {
        const error = message.isUnavailable
          ? new StoreUnavailableError(message.message)
          : new Error(message.message);
        for (const id of message.ids) this.#take(id)?.reject(error);
      }
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #failAll(cause: Error): void {
    const error = new StoreUnavailableError(`Cannot verify: ${cause.message}`, { cause });
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
