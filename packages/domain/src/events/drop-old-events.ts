import { changeAudit } from '../audit/change-audit.ts';
import type { EventSinkRecord } from '../ports/event-sink-store.ts';
import type { DeliveryWorld } from './deliver-events.ts';

const SYSTEM = { kind: 'system', name: 'lingpai', source: '' } as const;
const DROP_ACTION = 'event-sink.drop';
/** Goes of `scanIds` ids at a time; what is older still is dropped after the next try. */
const MAX_SCANS = 200;

/**
 * Gives up what a sink could not be told for days, so that a receiver that comes back is told of what is new. The audit log says so, unless
 * all that was given up was such sayings: a sink that is gone for good would otherwise keep itself busy with them for ever.
 */
export async function dropOldEvents(
  sink: EventSinkRecord,
  error: string,
  world: Pick<DeliveryWorld, 'store' | 'clock' | 'pause' | 'pace'>,
): Promise<void> {
  const { pace, store } = world;
  const at = world.clock.nowMs();
  const oldestKeptId = await store.read.eventSinks.lastIdBefore(at - pace.giveUpAfterMs);
  const toId = Math.min(oldestKeptId, sink.lastEventId + MAX_SCANS * pace.scanIds);
  if (toId <= sink.lastEventId) return;
  const { eventCount, sayingCount } = await countOld(sink, toId, world);
  const detail = {
    name: sink.name,
    kind: sink.target.kind,
    dropped: eventCount,
    failingSince: sink.failingSince ?? at,
  };
  await store.transaction(async ({ eventSinks, audit }) => {
    const turn = { id: sink.id, fromId: sink.lastEventId };
    if (!(await eventSinks.drop(turn, { toId, eventCount }))) return;
    if (eventCount > sayingCount)
      await audit.append([
        changeAudit({ action: DROP_ACTION, requester: SYSTEM, at, reason: error, detail }),
      ]);
  });
}

async function countOld(
  { lastEventId, filter }: EventSinkRecord,
  toId: number,
  { store, pause, pace }: Pick<DeliveryWorld, 'store' | 'pause' | 'pace'>,
): Promise<{ eventCount: number; sayingCount: number }> {
  let eventCount = 0;
  let sayingCount = 0;
  for (let afterId = lastEventId; afterId < toId; afterId += pace.scanIds) {
    const upToId = Math.min(toId, afterId + pace.scanIds);
    for (const { action, count } of await store.read.eventSinks.countEvents({ afterId, upToId, filter })) {
      eventCount += count;
      if (action === DROP_ACTION) sayingCount += count;
    }
    await pause();
  }
  return { eventCount, sayingCount };
}
