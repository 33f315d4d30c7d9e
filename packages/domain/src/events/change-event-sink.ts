import type { EmailTarget, EventFilter, EventSink } from '@lingpai/contract';
import type { AuditDraft } from '../audit/audit-event.ts';
import { changeAudit } from '../audit/change-audit.ts';
import type { EventSinkRecord } from '../ports/event-sink-store.ts';
import type { Stores } from '../ports/stores.ts';
import { parseName } from '../parse-name.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import type { EventSinkWorld } from './create-event-sink.ts';
import { describeFilter } from './describe-filter.ts';
import { parseEventFilter } from './event-filter.ts';
import { readEventSink } from './event-sink-view.ts';
import { type EventTarget, type TargetFields, describeTarget, parseTarget } from './event-target.ts';
import { checkSinkSecret, sealSinkSecret } from './sink-secret.ts';

export interface EventSinkChange extends TargetFields {
  readonly name?: string | undefined;
  readonly filter?: EventFilter | undefined;
  readonly secret?: string | undefined;
  readonly isEnabled?: boolean | undefined;
}

interface ParsedChange {
  readonly name?: string;
  readonly target?: EventTarget;
  readonly filter?: EventFilter;
  readonly isEnabled?: boolean;
}

/**
 * Changes a sink. What is left out stays as it is; what failed before is tried again at once. A sink that was disabled is told of what
 * happens from now on: while it was off nobody wanted to know.
 *
 * @throws {Refusal} event-sink.not-found, .kind-fixed, and as `createEventSink`
 */
export async function updateEventSink(
  input: { readonly id: number; readonly change: EventSinkChange; readonly requester: Requester },
  world: Pick<EventSinkWorld, 'store' | 'clock' | 'vault'>,
): Promise<EventSink> {
  const { id, requester } = input;
  const { secret } = input.change;
  const change = parseChange(input.change);
  await world.store.transaction(async (stores) => {
    await stores.eventSinks.lockChanges();
    const before = await getSink(stores, id);
    checkSecretAfter(before, change.target, secret);
    const at = world.clock.nowMs();
    if (!(await stores.eventSinks.update(id, { ...change, at })))
      throw new Refusal('event-sink.name-taken', { name: change.name ?? '' }, 'name');
    if (change.isEnabled === true && !before.isEnabled) await stores.eventSinks.skipToEnd(id);
    if (secret !== undefined) await stores.eventSinks.setSecret(id, sealSinkSecret(world.vault, id, secret));
    const detail = describeChange(before, change, secret !== undefined);
    await stores.audit.append([changeAudit({ action: 'event-sink.update', requester, at, detail })]);
  });
  return readEventSink(id, world);
}

/**
 * Deletes a sink. What it was not told of yet, it is not told.
 *
 * @throws {Refusal} event-sink.not-found
 */
export async function deleteEventSink(
  input: { readonly id: number; readonly requester: Requester },
  world: Pick<EventSinkWorld, 'store' | 'clock'>,
): Promise<void> {
  const { id, requester } = input;
  await world.store.transaction(async (stores) => {
    const { name, target } = await getSink(stores, id);
    await stores.eventSinks.remove(id);
    const detail = { name, kind: target.kind, target: describeTarget(target) };
    const at = world.clock.nowMs();
    await stores.audit.append([changeAudit({ action: 'event-sink.delete', requester, at, detail })]);
  });
}

function parseChange({ name, filter, isEnabled, ...fields }: EventSinkChange): ParsedChange {
  const target = parseTarget(fields);
  return {
    ...(name !== undefined && { name: parseName(name) }),
    ...(target !== undefined && { target }),
    ...(filter !== undefined && { filter: parseEventFilter(filter) }),
    ...(isEnabled !== undefined && { isEnabled }),
  };
}

function checkSecretAfter(
  before: EventSinkRecord,
  target: EventTarget | undefined,
  secret: string | undefined,
): void {
  if (target !== undefined && target.kind !== before.target.kind) throw new Refusal('event-sink.kind-fixed');
  if (secret !== undefined) return checkSinkSecret(target ?? before.target, secret);
  if (target?.kind === 'email' && target.config.user !== '' && !goesToSameServer(before, target.config))
    throw new Refusal('event-sink.secret-needed', {}, 'secret');
}

/** A password goes to no other server, and under no other protection, than the one it was given for. */
function goesToSameServer({ target, sealedSecret }: EventSinkRecord, after: EmailTarget): boolean {
  if (target.kind !== 'email' || sealedSecret === null) return false;
  const before = target.config;
  return (['host', 'port', 'security', 'user', 'caPem'] as const).every(
    (name) => before[name] === after[name],
  );
}

function describeChange(
  before: EventSinkRecord,
  { name, target, filter, isEnabled }: ParsedChange,
  hasNewSecret: boolean,
): AuditDraft['detail'] {
  return {
    name: before.name,
    ...(name !== undefined && { newName: name }),
    ...(target !== undefined && { target: describeTarget(target) }),
    ...(filter !== undefined && describeFilter(filter)),
    ...(isEnabled !== undefined && { isEnabled }),
    ...(hasNewSecret && { newSecret: true }),
  };
}

async function getSink({ eventSinks }: Stores, id: number): Promise<EventSinkRecord> {
  const sink = await eventSinks.find(id);
  if (sink === undefined) throw new Refusal('event-sink.not-found');
  return sink;
}
