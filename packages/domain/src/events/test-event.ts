import type { AuditEvent } from '@lingpai/contract';
import type { EventSinkRecord } from '../ports/event-sink-store.ts';
import { changeAudit } from '../audit/change-audit.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import type { SendBatch, SendResult } from './deliver-events.ts';
import { messageIdOf } from './event-batch.ts';

/**
 * Sends a sink an event that says it is a test, whether the sink is enabled or not. When it gets through, what failed before is tried again
 * at once.
 *
 * @throws {Refusal} event-sink.not-found
 */
export async function testEventSink(
  input: { readonly id: number; readonly requester: Requester; readonly signal: AbortSignal },
  world: { readonly store: UnitOfWork; readonly clock: Clock; readonly send: SendBatch },
): Promise<SendResult> {
  const { id, requester, signal } = input;
  const { store, clock } = world;
  const sink = await store.read.eventSinks.find(id);
  if (sink === undefined) throw new Refusal('event-sink.not-found');
  const at = clock.nowMs();
  const result = await world.send(sink, testBatch(sink, requester, at), signal);
  await store.transaction(async ({ eventSinks, audit }) => {
    if (result.isDelivered) await eventSinks.retryNow(id);
    const detail = { name: sink.name, kind: sink.target.kind };
    const reason = result.isDelivered ? {} : { reason: result.error };
    await audit.append([changeAudit({ action: 'event-sink.test', requester, at, detail, ...reason })]);
  });
  return result;
}

/** Number 0: it is not in the audit log. */
function testBatch(sink: EventSinkRecord, requester: Requester, at: number) {
  const event: AuditEvent = {
    id: 0,
    at,
    node: '',
    actorKind: requester.kind,
    actor: requester.name,
    action: 'event-sink.test',
    resultCode: null,
    succeeded: true,
    reason: '',
    userLogin: '',
    serial: '',
    source: requester.source,
    detail: {},
  };
  return {
    messageId: messageIdOf(sink, `test-${at.toString(36)}`),
    sinkName: sink.name,
    events: [event],
    eventCount: 1,
    totals: [{ action: event.action, succeeded: true, count: 1 }],
    endId: 0,
  };
}
