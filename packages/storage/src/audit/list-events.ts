import { type AuditFilter, type PageOf, type PageRequest, loginKey } from '@lingpai/domain';
import type { AuditEvent } from '@lingpai/contract';
import type { Kysely, Selectable } from 'kysely';
import { decodeCursor, encodeCursor } from '../listing/cursor.ts';
import { scanBounded } from '../listing/scan-bounded.ts';
import type { AuditEventsTable, Schema } from '../schema.ts';
import {
  SUBJECT_FAILED,
  readWatermark,
  subjectOfArea,
  subjectOfToken,
  subjectOfUser,
} from './subject-index.ts';

type EventRow = Selectable<AuditEventsTable>;

/** Clocks of several nodes, and the order of commits, may differ by so much. */
const CLOCK_SLACK_MS = 10 * 60_000;

/** Newest first, by id. Rows that are not filed under their subjects yet are looked at one by one; behind them the index leads. */
export async function listEvents(
  db: Kysely<Schema>,
  filter: AuditFilter,
  page: PageRequest,
): Promise<PageOf<AuditEvent>> {
  const before =
    page.cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(page.cursor, [0] as const)[0];
  const from = {
    before: Math.min(before, await endOfTime(db, filter.toAt)),
    notBelow: await startOfTime(db, filter.fromAt),
  };
  const subject = leadingSubject(filter);
  const watermark = subject === undefined ? 0 : await readWatermark(db);
  const scan = await scanBounded<EventRow>({
    limit: page.limit,
    isWanted: (row) => isWanted(filter, row),
    next: async (last, count) => {
      const below = last?.id ?? from.before;
      const tail = await readRows(db, { below, above: Math.max(watermark, from.notBelow), count });
      if (subject === undefined || tail.length === count) return tail;
      const filed = Math.min(below, watermark + 1);
      const found = await readSubject(db, subject, {
        below: filed,
        above: from.notBelow,
        count: count - tail.length,
      });
      return [...tail, ...found];
    },
  });
  return {
    items: scan.rows.map(toEvent),
    nextCursor: scan.resumeAfter === undefined ? null : encodeCursor([scan.resumeAfter.id]),
  };
}

/** The rarest thing asked for that there is an index of. */
function leadingSubject(filter: AuditFilter): string | undefined {
  if (filter.serial !== undefined && filter.serial !== '') return subjectOfToken(filter.serial);
  if (filter.userLogin !== undefined && filter.userLogin !== '') return subjectOfUser(filter.userLogin);
  if (filter.action?.includes('.') === true) return subjectOfArea(filter.action);
  return filter.succeeded === false ? SUBJECT_FAILED : undefined;
}

function isWanted(filter: AuditFilter, row: EventRow): boolean {
  const { action, succeeded, fromAt, toAt } = filter;
  return (
    isAbout(filter, row) &&
    (action === undefined || row.action.startsWith(action)) &&
    (succeeded === undefined || row.succeeded === Number(succeeded)) &&
    row.at >= (fromAt ?? row.at) &&
    row.at <= (toAt ?? row.at)
  );
}

function isAbout({ userLogin, serial }: AuditFilter, row: EventRow): boolean {
  return (
    (userLogin === undefined || userLogin === '' || loginKey(row.user_login) === loginKey(userLogin)) &&
    (serial === undefined || serial === '' || row.serial === serial)
  );
}

interface IdRange {
  readonly below: number;
  readonly above: number;
  readonly count: number;
}

async function readRows(db: Kysely<Schema>, { below, above, count }: IdRange): Promise<EventRow[]> {
  return db
    .selectFrom('audit_events')
    .selectAll()
    .where('id', '<', below)
    .where('id', '>', above)
    .orderBy('id', 'desc')
    .limit(count)
    .execute();
}

async function readSubject(db: Kysely<Schema>, subject: string, range: IdRange): Promise<EventRow[]> {
  return db
    .selectFrom('audit_subjects as s')
    .innerJoin('audit_events as e', 'e.id', 's.event_id')
    .selectAll('e')
    .where('s.subject', '=', subject)
    .where('s.event_id', '<', range.below)
    .where('s.event_id', '>', range.above)
    .orderBy('s.event_id', 'desc')
    .limit(range.count)
    .execute();
}

async function endOfTime(db: Kysely<Schema>, toAt: number | undefined): Promise<number> {
  if (toAt === undefined) return Number.MAX_SAFE_INTEGER;
  return firstIdAfter(db, toAt + CLOCK_SLACK_MS);
}

async function startOfTime(db: Kysely<Schema>, fromAt: number | undefined): Promise<number> {
  if (fromAt === undefined) return 0;
  return (await firstIdAfter(db, fromAt - CLOCK_SLACK_MS)) - 1;
}

/** The first id whose event is later than `at`, by halving: ids grow with time, but for the slack. Beyond the last when there is none. */
export async function firstIdAfter(db: Kysely<Schema>, at: number): Promise<number> {
  const last = await db
    .selectFrom('audit_events')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  let low = 1;
  let high = (last?.id ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await db
      .selectFrom('audit_events')
      .select(['id', 'at'])
      .where('id', '>=', middle)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined || row.at > at) high = middle;
    else low = row.id + 1;
  }
  return low;
}

export function toEvent(row: EventRow): AuditEvent {
  return {
    id: row.id,
    at: row.at,
    node: row.node,
    actorKind: row.actor_kind,
    actor: row.actor,
    action: row.action,
    resultCode: row.result_code,
    succeeded: row.succeeded === 1,
    reason: row.reason,
    userLogin: row.user_login,
    serial: row.serial,
    source: row.source,
    detail: JSON.parse(row.detail) as AuditEvent['detail'],
  };
}
