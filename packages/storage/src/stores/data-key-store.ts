import type { Database } from '../database.ts';

/** A wrapped data key as it is stored. */
export interface DataKeyRow {
  readonly id: number;
  readonly purpose: 'seal' | 'digest';
  readonly wrapped: Uint8Array;
  readonly isCurrent: boolean;
}

/** All data keys. */
export async function readDataKeys(database: Database): Promise<DataKeyRow[]> {
  const rows = await database.read.selectFrom('data_keys').selectAll().orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    purpose: row.purpose === 'digest' ? 'digest' : 'seal',
    wrapped: row.wrapped,
    isCurrent: row.is_current === 1,
  }));
}

/**
 * Stores the first data keys, unless another process was faster.
 *
 * @param make wraps a new key for an id
 */
export async function ensureDataKeys(
  database: Database,
  make: (id: number, purpose: 'seal' | 'digest') => Uint8Array,
  nowMs: number,
): Promise<DataKeyRow[]> {
  await database.transaction(async (trx) => {
    await trx
      .insertInto('data_keys')
      .values([
        { id: 1, purpose: 'digest', wrapped: make(1, 'digest'), is_current: 1, created_at: nowMs },
        { id: 2, purpose: 'seal', wrapped: make(2, 'seal'), is_current: 1, created_at: nowMs },
      ])
      .onConflict((c) => c.doNothing())
      .execute();
  });
  return readDataKeys(database);
}
