import type { Database } from '../database.ts';

/** When the newest audit event happened by the clock of its node, epoch ms; undefined when there is none. */
export async function readNewestEventAt({ read }: Database): Promise<number | undefined> {
  const row = await read
    .selectFrom('audit_events')
    .select('at')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}
