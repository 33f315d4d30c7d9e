import { Worker } from 'node:worker_threads';
import { type Outcome, StoreUnavailableError, type VerifyJob } from '@lingpai/domain';
import type { WrappedDataKey } from '@lingpai/seed-vault';
import type { Verifier } from '../context.ts';
import type { FromThread, NumberedOutcomes, ToThread, VerificationThreadData } from './messages.ts';

/** A thread that cannot start must not keep a processor busy. */
const RESTART_AFTER_MS = 200;

interface Waiting {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

/** A verifier in a thread of its own. Jobs of one turn of the event loop go over in one message. A thread that died is started again. */
export class ThreadVerifier implements Verifier {
  #data: VerificationThreadData;
  readonly #waiting = new Map<number, Waiting>();
  /** undefined: it has ended, and the next one is not there yet */
  #worker: Worker | undefined;
  #outbox: [number, VerifyJob][] = [];
  #nextId = 1;
  #isClosed = false;

  constructor(data: VerificationThreadData) {
    this.#data = data;
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

  /** Keys changed: the thread learns the new ones, and so does the next one, should this one die. */
  updateKeys(masterKey: Uint8Array, dataKeys: readonly WrappedDataKey[]): void {
    this.#data = { ...this.#data, masterKey, dataKeys };
    this.#post({ kind: 'keys', masterKey, dataKeys });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#post({ kind: 'close' });
    await ended;
  }

  #flush(): void {
    const jobs = JSON.stringify(this.#outbox);
    this.#outbox = [];
    // What is posted to a thread that has ended is lost without a word.
    if (this.#worker === undefined) this.#failAll(new Error('the verification thread starts again'));
    else this.#post({ kind: 'verify', jobs });
  }

  #post(message: ToThread): void {
    this.#worker?.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(new URL('thread.ts', import.meta.url), {
      workerData: this.#data,
      name: 'verification',
    });
    worker.on('message', (message: FromThread) => this.#receive(message));
    // The reason is in the failed jobs; `exit` follows and starts the next one.
    worker.on('error', (error) => this.#failAll(error));
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#failAll(new Error('the verification thread ended'));
      setTimeout(() => {
        if (!this.#isClosed) this.#worker = this.#start();
      }, RESTART_AFTER_MS);
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
