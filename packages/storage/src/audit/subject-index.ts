import { loginKey } from '@lingpai/domain';
import { type Kysely, sql } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { settledEventId } from './settled-events.ts';

/** Events up to this id are filed under their subjects. */
const WATERMARK = 'audit-subjects.watermark';
/** Nodes whose events are filed; a node that is not in it has just begun to write. */
const NODES = 'audit-subjects.nodes';
/** How far below the watermark the first events of a new node may lie. */
const NEW_NODE_REACH = 100_000;
const CHUNK_SUBJECTS = 1000;

export const subjectOfUser = (login: string): string => `user:${loginKey(login)}`;
export const subjectOfToken = (serial: string): string => `token:${serial}`;
/** Everything but authentications has a dot in its action: those are rare beside them, so a list of them needs an index. */
export const subjectOfArea = (action: string): string => `area:${action.slice(0, action.indexOf('.'))}`;
export const SUBJECT_FAILED = 'failed';

interface Described {
  readonly id: number;
  readonly action: string;
  readonly user_login: string;
  readonly serial: string;
  readonly succeeded: number;
}

/** Everything an event is found by. */
export function subjectsOf(event: Omit<Described, 'id'>): string[] {
  return [
    ...(event.user_login === '' ? [] : [subjectOfUser(event.user_login)]),
    ...(event.serial === '' ? [] : [subjectOfToken(event.serial)]),
    ...(event.action.includes('.') ? [subjectOfArea(event.action)] : []),
    ...(event.succeeded === 1 ? [] : [SUBJECT_FAILED]),
  ];
}

/** Up to where events are filed. */
export async function readWatermark(db: Kysely<Schema>): Promise<number> {
  return Number((await readMeta(db, WATERMARK)) ?? 0);
}

/** Any number that no other program in this database is likely to lock by: "LP" and "案". */
const INDEX_LOCK = 0x4c506848;

/**
 * Files the next events, up to where nothing can come in any more; event sinks rely on it. One process at a time does it, and keeps nobody
 * from writing: should it stand still in the middle, no more is filed until its connection is ended, and lists read what is not filed.
 *
 * @returns how many; 0 also when somebody else is at it, or somebody's events take long to be committed
 */
export async function indexSubjects(db: Kysely<Schema>, engine: Engine, limit: number): Promise<number> {
  if (engine === 'postgres' && !(await tryLockIndex(db))) return 0;
  const settled = engine === 'postgres' ? await settledEventId(db) : Number.MAX_SAFE_INTEGER;
  if (settled === undefined) return 0;
  const chains = db.selectFrom('audit_chains').select('node').orderBy('node');
  const nodes = (await chains.execute()).map((row) => row.node);
  const watermark = await readWatermark(db);
  await fileNewNodes(db, nodes, watermark);
  const events = await describedEvents(db)
    .where('id', '>', watermark)
    .where('id', '<=', settled)
    .orderBy('id')
    .limit(limit)
    .execute();
  const last = events.at(-1);
  if (last === undefined) return 0;
  await fileEvents(db, events);
  await writeMeta(db, WATERMARK, String(last.id));
  return events.length;
}

async function tryLockIndex(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ is_mine: boolean }>`
    SELECT pg_try_advisory_xact_lock(${sql.lit(INDEX_LOCK)}) AS is_mine`.execute(db);
  return rows[0]!.is_mine;
}

/** The very first events of a node may have been committed after later ids of others were filed. */
async function fileNewNodes(db: Kysely<Schema>, nodes: readonly string[], watermark: number): Promise<void> {
  const known = JSON.parse((await readMeta(db, NODES)) ?? '[]') as string[];
  const added = nodes.filter((node) => !known.includes(node));
  if (added.length === 0) return;
  if (watermark > 0) {
    const missed = await describedEvents(db)
      .where('node', 'in', added)
      .where('id', '>', watermark - NEW_NODE_REACH)
      .where('id', '<=', watermark)
      .execute();
    await fileEvents(db, missed);
  }
  await writeMeta(db, NODES, JSON.stringify([...known, ...added]));
}

function describedEvents(db: Kysely<Schema>) {
  return db.selectFrom('audit_events').select(['id', 'action', 'user_login', 'serial', 'succeeded']);
}

async function fileEvents(db: Kysely<Schema>, events: readonly Described[]): Promise<void> {
  const rows = events.flatMap((event) =>
    subjectsOf(event).map((subject) => ({ subject, event_id: event.id })),
  );
  for (let at = 0; at < rows.length; at += CHUNK_SUBJECTS)
    await db
      .insertInto('audit_subjects')
      .values(rows.slice(at, at + CHUNK_SUBJECTS))
      .onConflict((c) => c.doNothing())
      .execute();
}

async function readMeta(db: Kysely<Schema>, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

async function writeMeta(db: Kysely<Schema>, name: string, value: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ name, value })
    .onConflict((c) => c.column('name').doUpdateSet({ value }))
    .execute();
}
