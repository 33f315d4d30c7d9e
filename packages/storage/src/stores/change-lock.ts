import { type Kysely, sql } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';

/** Numbers that nothing else in this database is likely to lock by: "LP", and a number for each. */
const LOCKS = { agents: 0x4c500001, backends: 0x4c500002, eventSinks: 0x4c500003 } as const;

/**
 * Makes those who change these go one after the other, to the end of the transaction: what they do is look (is the name free, which is the
 * default?) and then write. First in the transaction, before any row of theirs is locked.
 */
export async function lockChanges(
  db: Kysely<Schema>,
  engine: Engine,
  what: keyof typeof LOCKS,
): Promise<void> {
  // SQLite has one writer at a time anyway.
  if (engine === 'postgres') await sql`SELECT pg_advisory_xact_lock(${LOCKS[what]})`.execute(db);
}
