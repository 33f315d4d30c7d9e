import type { AuditEvent } from '@lingpai/contract';
import { type EventRange, type EventTotal, readActionPattern } from '@lingpai/domain';
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';
import { toEvent } from './list-events.ts';

/** Events of a range of ids that an event sink wants, in the order of ids. The engine looks at no more rows than the range has. */
export async function readWanted(
  db: Kysely<Schema>,
  range: EventRange,
  limit: number,
): Promise<AuditEvent[]> {
  const rows = await db
    .selectFrom('audit_events')
    .selectAll()
    .where((eb) => isWanted(eb, range))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toEvent);
}

export async function countWanted(db: Kysely<Schema>, range: EventRange): Promise<EventTotal[]> {
  const rows = await db
    .selectFrom('audit_events')
    .select((eb) => ['action', 'succeeded', eb.fn.countAll<number>().as('count')])
    .where((eb) => isWanted(eb, range))
    .groupBy(['action', 'succeeded'])
    .execute();
  return rows
    .map(({ action, succeeded, count }) => ({ action, succeeded: succeeded === 1, count: Number(count) }))
    .toSorted((a, b) => b.count - a.count);
}

type Builder = ExpressionBuilder<Schema, 'audit_events'>;

function isWanted(eb: Builder, { afterId, upToId, filter }: EventRange): Expression<SqlBool> {
  const { actions, outcome, reasons } = filter;
  return eb.and([
    eb('id', '>', afterId),
    eb('id', '<=', upToId),
    eb.or(actions.map((pattern) => isOfAction(eb, pattern))),
    ...(outcome === 'any' ? [] : [eb('succeeded', '=', outcome === 'succeeded' ? 1 : 0)]),
    // What succeeded has no reason; the choice of reasons is one among refusals.
    ...(reasons.length === 0 ? [] : [eb.or([eb('succeeded', '=', 1), eb('reason', 'in', reasons)])]),
  ]);
}

function isOfAction(eb: Builder, pattern: string): Expression<SqlBool> {
  const read = readActionPattern(pattern);
  if ('all' in read) return eb.lit(true);
  if ('action' in read) return eb('action', '=', read.action);
  // A range, and no LIKE: it means the same on both engines. `~` sorts behind everything in the name of an action.
  return eb.and([eb('action', '>=', read.prefix), eb('action', '<', `${read.prefix}~`)]);
}
