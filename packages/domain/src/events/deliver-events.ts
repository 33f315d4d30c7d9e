import type { DeliveryError } from '@lingpai/contract/phrases/events';
import type { EventSinkRecord } from '../ports/event-sink-store.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock, Pause, ProcessIdentity, Random } from '../ports/world.ts';
import { dropOldEvents } from './drop-old-events.ts';
import { type BatchLimits, type EventBatch, findBatch } from './event-batch.ts';
import { type RetryPace, retryDelayMs } from './retry-delay.ts';

/** What became of a message. */
export type SendResult =
  /** the receiver has it; `note`: but not all is well */
  | { readonly isDelivered: true; readonly note?: DeliveryError }
  | { readonly isDelivered: false; readonly error: DeliveryError };
/** Sends a batch. Ends before `leaseMs` is half over; throws the signal's reason when it is aborted. */
export type SendBatch = (
  sink: EventSinkRecord,
  batch: EventBatch,
  signal: AbortSignal,
) => Promise<SendResult>;

export interface DeliveryPace extends RetryPace, BatchLimits {
  /** how long one process has a sink for itself */
  readonly leaseMs: number;
  /** an event nobody took for so long is given up */
  readonly giveUpAfterMs: number;
}

/** Why these: docs/adr/0010. */
export const DELIVERY_PACE: DeliveryPace = {
  batchEvents: 100,
  scanIds: 5000,
  scans: 20,
  leaseMs: 60_000,
  firstRetryMs: 1000,
  longestRetryMs: 600_000,
  giveUpAfterMs: 3 * 86_400_000,
};

export interface DeliveryWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly process: ProcessIdentity;
  readonly pause: Pause;
  readonly send: SendBatch;
  readonly pace: DeliveryPace;
}

/** `nothing`: no event waits, or it is not the time, or another process has the turn. */
export type DeliveryStep =
  | { readonly kind: 'nothing' | 'passed' }
  | { readonly kind: 'delivered' | 'failed'; readonly eventCount: number };

/**
 * Delivers the next batch of a sink, if it is time. A batch is told at least once and in order: where it ends is written before it is
 * sent, and the sink's place moves after the receiver has it; a process that dies in between leaves a batch that is sent again, the same,
 * under the same id.
 *
 * @throws whatever `send` throws that is no result of a delivery; the batch counts as failed then
 */
export async function deliverEvents(
  input: { readonly sinkId: number; readonly signal: AbortSignal },
  world: DeliveryWorld,
): Promise<DeliveryStep> {
  const { eventSinks } = world.store.read;
  const sink = await eventSinks.find(input.sinkId);
  if (sink === undefined || !isDue(sink, world)) return { kind: 'nothing' };
  const horizonId = await eventSinks.readHorizon();
  const limits = world.pace;
  const found = await findBatch(sink, sink.batchEndId ?? horizonId, {
    eventSinks,
    limits,
    pause: world.pause,
  });
  if (!('batch' in found)) return pass(sink, found.scannedId, world);
  const turn = { id: sink.id, owner: world.process.name, fromId: sink.lastEventId };
  const leasedUntil = world.clock.nowMs() + world.pace.leaseMs;
  const { endId } = found.batch;
  if (!(await eventSinks.begin(turn, { endId, leasedUntil, seen: sink.leaseOwner })))
    return { kind: 'nothing' };
  return send({ sink, batch: found.batch, signal: input.signal, turn }, world);
}

/** Is there nothing that forbids a try now? Cheap: for looking at many sinks often. */
export function isDue(sink: EventSinkRecord, world: Pick<DeliveryWorld, 'clock' | 'process'>): boolean {
  const nowMs = world.clock.nowMs();
  if (!sink.isEnabled || sink.nextTryAt > nowMs) return false;
  if (sink.batchEndId === null && isInDigest(sink, nowMs)) return false;
  const { leaseOwner, leasedUntil } = sink;
  return (
    leaseOwner === '' ||
    leaseOwner === world.process.name ||
    leasedUntil <= nowMs ||
    world.process.isGone(leaseOwner)
  );
}

/** One mail in so many minutes: what happens meanwhile is in the next. */
function isInDigest({ target, lastDeliveredAt }: EventSinkRecord, nowMs: number): boolean {
  if (target.kind !== 'email' || lastDeliveredAt === null) return false;
  return lastDeliveredAt + target.config.digestMinutes * 60_000 > nowMs;
}

async function pass(sink: EventSinkRecord, toId: number, { store }: DeliveryWorld): Promise<DeliveryStep> {
  if (toId <= sink.lastEventId) return { kind: 'nothing' };
  const turn = { id: sink.id, owner: sink.leaseOwner, fromId: sink.lastEventId };
  return (await store.read.eventSinks.advance(turn, toId)) ? { kind: 'passed' } : { kind: 'nothing' };
}

interface Turn {
  readonly sink: EventSinkRecord;
  readonly batch: EventBatch;
  readonly signal: AbortSignal;
  readonly turn: { readonly id: number; readonly owner: string; readonly fromId: number };
}

async function send({ sink, batch, signal, turn }: Turn, world: DeliveryWorld): Promise<DeliveryStep> {
  const { eventSinks } = world.store.read;
  const { eventCount, endId } = batch;
  let result: SendResult;
  try {
    result = await world.send(sink, batch, signal);
  } catch (error) {
    if (signal.aborted) {
      await eventSinks.release(turn);
      return { kind: 'nothing' };
    }
    await fail(sink, turn, 'failed', world);
    throw error;
  }
  if (!result.isDelivered) {
    await fail(sink, turn, result.error, world);
    return { kind: 'failed', eventCount };
  }
  const at = world.clock.nowMs();
  await eventSinks.finish(turn, { endId, eventCount, note: result.note ?? '', at });
  return { kind: 'delivered', eventCount };
}

async function fail(
  sink: EventSinkRecord,
  turn: Turn['turn'],
  error: DeliveryError,
  world: DeliveryWorld,
): Promise<void> {
  const at = world.clock.nowMs();
  const nextTryAt = at + retryDelayMs(sink.tryCount, world.pace, world.random);
  if (!(await world.store.read.eventSinks.fail(turn, { error, at, nextTryAt }))) return;
  if ((sink.failingSince ?? at) <= at - world.pace.giveUpAfterMs) await dropOldEvents(sink, error, world);
}
