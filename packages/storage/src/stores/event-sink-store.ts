import type { EventFilter } from '@lingpai/contract';
import {
  type EventSinkRecord,
  type EventSinkStore,
  type EventTarget,
  type SinkTurn,
  loginKey,
} from '@lingpai/domain';
import type { Kysely, Selectable, UpdateObject } from 'kysely';
import { firstIdAfter } from '../audit/list-events.ts';
import { countWanted, readWanted } from '../audit/wanted-events.ts';
import { readWatermark } from '../audit/subject-index.ts';
import type { Engine } from '../migrations/index.ts';
import type { EventSinksTable, Schema } from '../schema.ts';
import { lockChanges } from './change-lock.ts';

/** What a sink is that nothing failed for, and nobody delivers to. */
const AT_REST = { try_count: 0, next_try_at: 0, failing_since: null, last_error: '' } as const;
const FREE = { lease_owner: '', leased_until: 0 } as const;

export class KyselyEventSinkStore implements EventSinkStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  async lockChanges(): Promise<void> {
    await lockChanges(this.#db, this.#engine, 'eventSinks');
  }

  async list(): Promise<EventSinkRecord[]> {
    const rows = await this.#db.selectFrom('event_sinks').selectAll().orderBy('name_key').execute();
    return rows.map(toSink);
  }

  async find(id: number): Promise<EventSinkRecord | undefined> {
    const row = await this.#db.selectFrom('event_sinks').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toSink(row);
  }

  async findByName(name: string): Promise<EventSinkRecord | undefined> {
    const row = await this.#db
      .selectFrom('event_sinks')
      .selectAll()
      .where('name_key', '=', loginKey(name))
      .executeTakeFirst();
    return row && toSink(row);
  }

  async insert({
    name,
    target,
    filter,
    at,
  }: Parameters<EventSinkStore['insert']>[0]): Promise<number | undefined> {
    const row = await this.#db
      .insertInto('event_sinks')
      .values({
        name,
        name_key: loginKey(name),
        kind: target.kind,
        config: JSON.stringify(target.config),
        filter: JSON.stringify(filter),
        sealed_secret: null,
        is_enabled: 1,
        last_event_id: await this.#newestId(),
        batch_end_id: null,
        failing_since: null,
        last_delivered_at: null,
        created_at: at,
        updated_at: at,
      })
      .onConflict((c) => c.column('name_key').doNothing())
      .returning('id')
      .executeTakeFirst();
    return row?.id;
  }

  async update(id: number, change: Parameters<EventSinkStore['update']>[1]): Promise<boolean> {
    const { name, target, filter, isEnabled, at } = change;
    const nameKey = name === undefined ? undefined : loginKey(name);
    if (nameKey !== undefined && (await this.#isTaken(nameKey, id))) return false;
    await this.#set(id, {
      ...AT_REST,
      ...(name !== undefined && { name }),
      ...(nameKey !== undefined && { name_key: nameKey }),
      ...(target !== undefined && { config: JSON.stringify(target.config) }),
      // A batch that was begun is of the former choice.
      ...(filter !== undefined && { filter: JSON.stringify(filter), batch_end_id: null }),
      ...(isEnabled !== undefined && { is_enabled: isEnabled ? 1 : 0 }),
      updated_at: at,
    });
    return true;
  }

  async setSecret(id: number, sealed: Uint8Array): Promise<void> {
    await this.#set(id, { sealed_secret: sealed });
  }

  async skipToEnd(id: number): Promise<void> {
    await this.#set(id, { last_event_id: await this.#newestId(), batch_end_id: null });
  }

  async remove(id: number): Promise<void> {
    await this.#db.deleteFrom('event_sinks').where('id', '=', id).execute();
  }

  async retryNow(id: number): Promise<void> {
    await this.#set(id, { next_try_at: 0 });
  }

  /** SQLite has one writer at a time, so ids are committed in their order; PostgreSQL has many (see `indexSubjects`). */
  readHorizon(): Promise<number> {
    return this.#engine === 'sqlite' ? this.#newestId() : readWatermark(this.#db);
  }

  readEvents(...[range, limit]: Parameters<EventSinkStore['readEvents']>) {
    return readWanted(this.#db, range, limit);
  }

  countEvents(range: Parameters<EventSinkStore['countEvents']>[0]) {
    return countWanted(this.#db, range);
  }

  async lastIdBefore(at: number): Promise<number> {
    return (await firstIdAfter(this.#db, at)) - 1;
  }

  async advance(turn: SinkTurn, toId: number): Promise<boolean> {
    return this.#turn(turn, { ...FREE, last_event_id: toId, batch_end_id: null });
  }

  async begin(...[turn, batch]: Parameters<EventSinkStore['begin']>): Promise<boolean> {
    const { endId, leasedUntil, seen } = batch;
    return this.#turn(
      { ...turn, owner: seen },
      { batch_end_id: endId, lease_owner: turn.owner, leased_until: leasedUntil },
    );
  }

  async finish(...[turn, delivered]: Parameters<EventSinkStore['finish']>): Promise<boolean> {
    const { numUpdatedRows } = await this.#ofTurn(turn)
      .set((eb) => ({
        ...AT_REST,
        ...FREE,
        last_event_id: delivered.endId,
        batch_end_id: null,
        last_error: delivered.note,
        last_delivered_at: delivered.at,
        delivered_count: eb('delivered_count', '+', delivered.eventCount),
      }))
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  async fail(...[turn, failure]: Parameters<EventSinkStore['fail']>): Promise<boolean> {
    const { numUpdatedRows } = await this.#ofTurn(turn)
      .set((eb) => ({
        ...FREE,
        try_count: eb('try_count', '+', 1),
        next_try_at: failure.nextTryAt,
        failing_since: eb.fn.coalesce('failing_since', eb.val(failure.at)),
        last_error: failure.error,
      }))
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  async release(turn: SinkTurn): Promise<void> {
    await this.#turn(turn, FREE);
  }

  async drop(...[turn, dropped]: Parameters<EventSinkStore['drop']>): Promise<boolean> {
    const { numUpdatedRows } = await this.#ofTurn({ ...turn, owner: '' })
      .set((eb) => ({
        last_event_id: dropped.toId,
        batch_end_id: null,
        dropped_count: eb('dropped_count', '+', dropped.eventCount),
      }))
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  #ofTurn({ id, owner, fromId }: SinkTurn) {
    return this.#db
      .updateTable('event_sinks')
      .where('id', '=', id)
      .where('lease_owner', '=', owner)
      .where('last_event_id', '=', fromId);
  }

  async #turn(turn: SinkTurn, values: UpdateObject<Schema, 'event_sinks'>): Promise<boolean> {
    const { numUpdatedRows } = await this.#ofTurn(turn).set(values).executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  async #set(id: number, values: UpdateObject<Schema, 'event_sinks'>): Promise<void> {
    await this.#db.updateTable('event_sinks').set(values).where('id', '=', id).execute();
  }

  async #newestId(): Promise<number> {
    const row = await this.#db
      .selectFrom('audit_events')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.id ?? 0;
  }

  async #isTaken(nameKey: string, exceptId: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom('event_sinks')
      .select('id')
      .where('name_key', '=', nameKey)
      .where('id', '!=', exceptId)
      .executeTakeFirst();
    return row !== undefined;
  }
}

function toSink(row: Selectable<EventSinksTable>): EventSinkRecord {
  return {
    id: row.id,
    name: row.name,
    target: { kind: row.kind, config: JSON.parse(row.config) as unknown } as EventTarget,
    filter: JSON.parse(row.filter) as EventFilter,
    sealedSecret: row.sealed_secret,
    isEnabled: row.is_enabled === 1,
    lastEventId: row.last_event_id,
    batchEndId: row.batch_end_id,
    deliveredCount: row.delivered_count,
    droppedCount: row.dropped_count,
    tryCount: row.try_count,
    nextTryAt: row.next_try_at,
    failingSince: row.failing_since,
    lastError: row.last_error,
    lastDeliveredAt: row.last_delivered_at,
    leaseOwner: row.lease_owner,
    leasedUntil: row.leased_until,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
