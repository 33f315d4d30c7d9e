import type { EventSink } from '@lingpai/contract';
import type { EventSinkRecord } from '../ports/event-sink-store.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import { Refusal } from '../refusal.ts';

type World = { readonly store: UnitOfWork };

/** All sinks and how they do, ordered by name. */
export async function listEventSinks({ store }: World): Promise<EventSink[]> {
  const { eventSinks } = store.read;
  const sinks = await eventSinks.list();
  if (sinks.length === 0) return [];
  const horizonId = await eventSinks.readHorizon();
  return sinks.map((sink) => toEventSink(sink, horizonId));
}

/** @throws {Refusal} event-sink.not-found */
export async function readEventSink(id: number, { store }: World): Promise<EventSink> {
  const { eventSinks } = store.read;
  const sink = await eventSinks.find(id);
  if (sink === undefined) throw new Refusal('event-sink.not-found');
  return toEventSink(sink, await eventSinks.readHorizon());
}

/** What administrators see of a sink: no secret, no lease. */
export function toEventSink(sink: EventSinkRecord, horizonId: number): EventSink {
  const { id, name, target, filter, isEnabled, deliveredCount, droppedCount, failingSince } = sink;
  return {
    id,
    name,
    kind: target.kind,
    [target.kind]: target.config,
    filter,
    hasSecret: sink.sealedSecret !== null,
    isEnabled,
    deliveredCount,
    droppedCount,
    lagEvents: isEnabled ? Math.max(0, horizonId - sink.lastEventId) : 0,
    failingSince,
    lastError: sink.lastError,
    nextTryAt: failingSince === null ? null : sink.nextTryAt,
    lastDeliveredAt: sink.lastDeliveredAt,
    createdAt: sink.createdAt,
    updatedAt: sink.updatedAt,
  };
}
