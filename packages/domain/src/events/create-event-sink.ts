import type { EventFilter, EventSink } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import type { SecretVault } from '../ports/secret-vault.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock, Random } from '../ports/world.ts';
import { parseName } from '../parse-name.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { parseEventFilter } from './event-filter.ts';
import { describeFilter } from './describe-filter.ts';
import { toEventSink } from './event-sink-view.ts';
import { type TargetFields, describeTarget, parseTarget } from './event-target.ts';
import { checkSinkSecret, newSigningSecret, sealSinkSecret } from './sink-secret.ts';

export interface EventSinkWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: SecretVault;
}

export interface NewEventSink extends TargetFields {
  readonly name: string;
  readonly filter: EventFilter;
  /** left out for a webhook: one is made */
  readonly secret?: string | undefined;
}

/**
 * Adds a sink. It is told of what happens from now on.
 *
 * @returns with the signing secret, when one was made: it cannot be had again
 * @throws {Refusal} event-sink.name-taken, .target-needed, .filter-unknown, .http-refused, .secret-…, request.malformed
 */
export async function createEventSink(
  input: { readonly sink: NewEventSink; readonly requester: Requester },
  world: EventSinkWorld,
): Promise<{ sink: EventSink; secret: string | null }> {
  const { requester } = input;
  const name = parseName(input.sink.name);
  const target = parseTarget(input.sink);
  if (target === undefined) throw new Refusal('event-sink.target-needed');
  const filter = parseEventFilter(input.sink.filter);
  const isMade = target.kind === 'webhook' && input.sink.secret === undefined;
  const secret = isMade ? newSigningSecret(world.random) : input.sink.secret;
  checkSinkSecret(target, secret);
  const sink = await world.store.transaction(async ({ eventSinks, audit }) => {
    await eventSinks.lockChanges();
    const at = world.clock.nowMs();
    const id = await eventSinks.insert({ name, target, filter, at });
    if (id === undefined) throw new Refusal('event-sink.name-taken', { name }, 'name');
    if (secret !== undefined) await eventSinks.setSecret(id, sealSinkSecret(world.vault, id, secret));
    const detail = { name, kind: target.kind, target: describeTarget(target), ...describeFilter(filter) };
    await audit.append([changeAudit({ action: 'event-sink.create', requester, at, detail })]);
    const added = (await eventSinks.find(id))!;
    return toEventSink(added, added.lastEventId);
  });
  return { sink, secret: isMade ? (secret ?? null) : null };
}
