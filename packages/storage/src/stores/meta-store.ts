import type { Database } from '../database.ts';

/** A named text beside the data: what processes tell each other. */
export async function readMeta(database: Database, name: string): Promise<string | undefined> {
  const row = await database.read
    .selectFrom('meta')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value;
}

export async function writeMeta(database: Database, name: string, value: string): Promise<void> {
  await database.transaction(async (trx) => {
    await trx
      .insertInto('meta')
      .values({ name, value })
      .onConflict((c) => c.column('name').doUpdateSet({ value }))
      .execute();
  });
}
