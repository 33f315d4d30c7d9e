import { type Kysely, sql } from 'kysely';
import { pause } from '../database.ts';
import type { Schema } from '../schema.ts';

const PATIENCE_MS = 1000;
const LOOK_EVERY_MS = 5;

/**
 * Up to which id nothing can come in any more. On PostgreSQL ids are drawn before they are committed, so a lower one may become visible after
 * a higher one. Whoever has drawn one holds the table's weakest lock for writing until his end: so the newest id that can be seen is settled
 * once all who write at that moment have ended. Nobody is kept from writing meanwhile.
 *
 * @param db a transaction that sees what was committed before each statement
 * @returns undefined: somebody takes too long; ask again later
 */
export async function settledEventId(db: Kysely<Schema>): Promise<number | undefined> {
  const newest = await db
    .selectFrom('audit_events')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined) return undefined;
  let writers = await readWriters(db);
  for (const startedAt = performance.now(); writers.size > 0;) {
    if (performance.now() - startedAt > PATIENCE_MS) return undefined;
    await pause(LOOK_EVERY_MS);
    const now = await readWriters(db);
    writers = new Set([...writers].filter((writer) => now.has(writer)));
  }
  return newest.id;
}

/** The transactions that have written audit events, or are about to. */
async function readWriters(db: Kysely<Schema>): Promise<Set<string>> {
  const { rows } = await sql<{ writer: string }>`
    SELECT virtualtransaction AS writer FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'audit_events'::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`.execute(db);
  return new Set(rows.map(({ writer }) => writer));
}
