import { setTimeout as sleep } from 'node:timers/promises';
import {
  DELIVERY_PACE,
  type DeliveryPace,
  type DeliveryStep,
  type DeliveryWorld,
  type EventSinkRecord,
  type ProcessIdentity,
  deliverEvents,
  isDue,
} from '@lingpai/domain';
import type { AppContext } from '../context.ts';
import type { FailureLog } from '../http/error-mapper.ts';
import { processIdentity } from '../process-identity.ts';
import type { DeliveryCounts } from './delivery-counts.ts';
import { Senders } from './send-batch.ts';

/** How often a process looks whether a sink has something to hear, in ms: two small reads. */
const LOOK_EVERY_MS = 1000;
/** Between two batches of a backlog: answering comes first. */
const BREATH_MS = 20;

export interface EventDeliveryInput {
  readonly context: Pick<AppContext, 'store' | 'vault' | 'clock' | 'random'>;
  readonly counts: DeliveryCounts;
  readonly logFailure: FailureLog;
  /** other than usual, for tests */
  readonly pace?: Partial<DeliveryPace & { lookEveryMs: number; deadlineMs: number }>;
  readonly process?: ProcessIdentity;
}

/** Delivers events to the sinks beside the requests. Every process tries; whose turn it is, the store says. */
export class EventDelivery {
  readonly #input: EventDeliveryInput;
  readonly #senders: Senders;
  readonly #world: DeliveryWorld;
  readonly #stopped = new AbortController();
  readonly #running = new Map<number, Promise<void>>();
  #look: Promise<void> | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(input: EventDeliveryInput) {
    this.#input = input;
    const { context, pace = {} } = input;
    const { deadlineMs } = pace;
    this.#senders = new Senders({ ...context, ...(deadlineMs !== undefined && { deadlineMs }) });
    this.#world = {
      store: context.store,
      clock: context.clock,
      random: context.random,
      process: input.process ?? processIdentity,
      pause: () => sleep(0),
      send: this.#senders.send,
      pace: { ...DELIVERY_PACE, ...pace },
    };
    this.#timer = setInterval(() => this.#start(), pace.lookEveryMs ?? LOOK_EVERY_MS).unref();
  }

  /** Cuts what is under way, and waits until the store knows. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopped.abort(new Error('the server stops'));
    await this.#look;
    await Promise.all(this.#running.values());
    this.#senders.keep([]);
  }

  #start(): void {
    this.#look ??= this.#lookAround()
      .catch((error: unknown) => this.#logFailure(error))
      .finally(() => (this.#look = undefined));
  }

  async #lookAround(): Promise<void> {
    const { eventSinks } = this.#input.context.store.read;
    const sinks = await eventSinks.list();
    this.#senders.keep(sinks.map(({ id }) => id));
    const due = sinks.filter((sink) => !this.#running.has(sink.id) && isDue(sink, this.#world));
    if (due.length === 0 || this.#stopped.signal.aborted) return;
    const horizonId = await eventSinks.readHorizon();
    for (const sink of due) if (sink.lastEventId < horizonId) this.#run(sink);
  }

  /** Each sink on its own: one that hangs holds up no other. */
  #run(sink: EventSinkRecord): void {
    const run = this.#deliverAll(sink)
      .catch((error: unknown) => this.#logFailure(error))
      .finally(() => this.#running.delete(sink.id));
    this.#running.set(sink.id, run);
  }

  async #deliverAll(sink: EventSinkRecord): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const step = await deliverEvents({ sinkId: sink.id, signal }, this.#world);
      this.#count(sink, step);
      if (step.kind !== 'delivered' && step.kind !== 'passed') return;
      await sleep(BREATH_MS);
    }
  }

  #count({ target }: EventSinkRecord, step: DeliveryStep): void {
    if (step.kind === 'delivered') this.#input.counts.addDelivered(target.kind, step.eventCount);
    if (step.kind === 'failed') this.#input.counts.addFailure(target.kind);
  }

  #logFailure(error: unknown): void {
    this.#input.logFailure({ reference: '', route: 'job events', error });
  }
}
