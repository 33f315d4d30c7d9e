import type { AuditEvent } from '@lingpai/contract';
import type { EventRange, EventSinkRecord, EventTotal } from '../ports/event-sink-store.ts';
import type { Stores } from '../ports/stores.ts';
import type { Pause } from '../ports/world.ts';

/** What one message to a receiver tells. */
export interface EventBatch {
  /** the same at each try of the same batch */
  readonly messageId: string;
  readonly sinkName: string;
  readonly events: readonly AuditEvent[];
  /** all of the batch; more than `events` when a mail sums up */
  readonly eventCount: number;
  /** of a mail: how many of what */
  readonly totals: readonly EventTotal[];
  readonly endId: number;
}

/** Found nothing that is wanted up to `scannedId`, or a batch. */
export type BatchSearch = { readonly batch: EventBatch } | { readonly scannedId: number };

export interface BatchLimits {
  /** events a message tells of one by one */
  readonly batchEvents: number;
  /** ids that are looked at in one go: a millisecond or two of the store's time */
  readonly scanIds: number;
  /** such goes in one turn */
  readonly scans: number;
}

interface SearchWorld {
  readonly eventSinks: Stores['eventSinks'];
  readonly limits: BatchLimits;
  readonly pause: Pause;
}

/** The next events a sink wants, in the order of ids; up to the same `upToId`, the same is found again. */
export function findBatch(sink: EventSinkRecord, upToId: number, world: SearchWorld): Promise<BatchSearch> {
  return sink.target.kind === 'email' ? findDigest(sink, upToId, world) : findNext(sink, upToId, world);
}

async function findNext(sink: EventSinkRecord, upToId: number, world: SearchWorld): Promise<BatchSearch> {
  const { batchEvents } = world.limits;
  for await (const range of rangesOf(sink, upToId, world)) {
    const events = await world.eventSinks.readEvents(range, batchEvents);
    const last = events.at(-1);
    if (last === undefined) continue;
    const endId = events.length === batchEvents ? last.id : range.upToId;
    return { batch: toBatch({ sink, events, endId, totals: [] }) };
  }
  return { scannedId: lastScannedId(sink, upToId, world) };
}

/** Of what does not fit into one mail, it has the count. */
async function findDigest(sink: EventSinkRecord, upToId: number, world: SearchWorld): Promise<BatchSearch> {
  const events: AuditEvent[] = [];
  const totals = new Map<string, EventTotal>();
  for await (const range of rangesOf(sink, upToId, world)) {
    const room = world.limits.batchEvents - events.length;
    if (room > 0) events.push(...(await world.eventSinks.readEvents(range, room)));
    addTotals(totals, await world.eventSinks.countEvents(range));
  }
  const endId = lastScannedId(sink, upToId, world);
  if (events.length === 0) return { scannedId: endId };
  const counted = [...totals.values()].toSorted((a, b) => b.count - a.count);
  return { batch: toBatch({ sink, events, endId, totals: counted }) };
}

async function* rangesOf(
  { lastEventId, filter }: EventSinkRecord,
  upToId: number,
  { limits, pause }: SearchWorld,
): AsyncGenerator<EventRange> {
  for (let scan = 0; scan < limits.scans; scan += 1) {
    const afterId = lastEventId + scan * limits.scanIds;
    if (afterId >= upToId) return;
    yield { afterId, upToId: Math.min(upToId, afterId + limits.scanIds), filter };
    await pause();
  }
}

function lastScannedId(
  { lastEventId }: EventSinkRecord,
  upToId: number,
  { limits }: Pick<SearchWorld, 'limits'>,
): number {
  return Math.max(lastEventId, Math.min(upToId, lastEventId + limits.scans * limits.scanIds));
}

function addTotals(totals: Map<string, EventTotal>, more: readonly EventTotal[]): void {
  for (const total of more) {
    const key = `${total.action} ${total.succeeded}`;
    totals.set(key, { ...total, count: total.count + (totals.get(key)?.count ?? 0) });
  }
}

function toBatch(found: {
  readonly sink: EventSinkRecord;
  readonly events: readonly AuditEvent[];
  readonly totals: readonly EventTotal[];
  readonly endId: number;
}): EventBatch {
  const { sink, events, totals, endId } = found;
  const first = events[0]!;
  const counted = totals.reduce((sum, { count }) => sum + count, 0);
  return {
    // With the time, because a restore from a backup begins the numbers anew.
    messageId: messageIdOf(sink, `${first.id}-${endId}-${first.at.toString(36)}`),
    sinkName: sink.name,
    events,
    eventCount: Math.max(counted, events.length),
    totals,
    endId,
  };
}

/** Differs between the sinks of one installation, and as good as surely between installations. */
export function messageIdOf(sink: Pick<EventSinkRecord, 'id' | 'createdAt'>, part: string): string {
  return `lingpai-${sink.id}-${sink.createdAt.toString(36)}-${part}`;
}
