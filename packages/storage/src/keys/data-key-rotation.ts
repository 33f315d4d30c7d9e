import type { Database } from '../database.ts';

/**
 * Adds a data key nobody seals under yet.
 *
 * @param make wraps a new key for an id
 * @returns its id
 */
export function insertDataKey(
  database: Database,
  make: (id: number) => Uint8Array,
  nowMs: number,
): Promise<number> {
  return database.transaction(async (trx) => {
    const { newest } = await trx
      .selectFrom('data_keys')
      .select((eb) => eb.fn.max<number>('id').as('newest'))
      .executeTakeFirstOrThrow();
    const id = newest + 1;
    await trx
      .insertInto('data_keys')
      .values({ id, purpose: 'seal', wrapped: make(id), is_current: 0, created_at: nowMs })
      .execute();
    return id;
  });
}

/** From now on records are sealed under this key, by every process that has heard of it. */
export async function makeDataKeyCurrent(database: Database, id: number): Promise<void> {
  await database.transaction(async (trx) => {
    await trx.updateTable('data_keys').set({ is_current: 0 }).where('purpose', '=', 'seal').execute();
    await trx.updateTable('data_keys').set({ is_current: 1 }).where('id', '=', id).execute();
  });
}

/** Forgets a key for ever: nothing may be sealed under it any more. The current one stays. */
export async function deleteDataKey(database: Database, id: number): Promise<void> {
  await database.transaction(async (trx) => {
    await trx
      .deleteFrom('data_keys')
      .where('id', '=', id)
      .where('purpose', '=', 'seal')
      .where('is_current', '=', 0)
      .execute();
  });
}

/**
 * The same keys, wrapped anew: all or none.
 *
 * @returns false when somebody else has changed one meanwhile; nothing is written then
 */
export async function replaceWrappedKeys(
  database: Database,
  changes: readonly { readonly id: number; readonly before: Uint8Array; readonly after: Uint8Array }[],
): Promise<boolean> {
  try {
    await database.transaction(async (trx) => {
      for (const { id, before, after } of changes) {
        const { numUpdatedRows } = await trx
          .updateTable('data_keys')
          .set({ wrapped: after })
          .where('id', '=', id)
          .where('wrapped', '=', before)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) throw new KeysChangedError();
      }
    });
    return true;
  } catch (error) {
    if (error instanceof KeysChangedError) return false;
    throw error;
  }
}

class KeysChangedError extends Error {}
