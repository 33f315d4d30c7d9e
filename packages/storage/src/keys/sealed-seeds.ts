import type { Database } from '../database.ts';

/** The sealed secrets of a token. */
export interface SealedSeeds {
  readonly tokenId: number;
  readonly serial: string;
  readonly sealedSeed: Uint8Array | null;
  /** of a distribution that waits for its first OTP */
  readonly pendingSeed: Uint8Array | null;
  readonly sealedPin: Uint8Array | null;
}

/** Where one of them lies. */
export type SealedColumn = 'sealed_seed' | 'pending_seed' | 'sealed_pin';

/** A secret sealed anew. */
export interface ResealedSeed {
  readonly tokenId: number;
  readonly column: SealedColumn;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

const PORTION_ROWS = 500;

/** The sealed seeds and PINs of all tokens (of unfinished imports, too), in portions, in the order of ids. */
export async function* readSealedSeeds({ read }: Database): AsyncGenerator<readonly SealedSeeds[]> {
  for (let after = 0; ;) {
    const rows = await read
      .selectFrom('tokens')
      .select(['id', 'serial', 'sealed_seed', 'pending_seed', 'sealed_pin'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PORTION_ROWS)
      .execute();
    yield rows.map((row) => ({
      tokenId: row.id,
      serial: row.serial,
      sealedSeed: row.sealed_seed,
      pendingSeed: row.pending_seed,
      sealedPin: row.sealed_pin,
    }));
    if (rows.length < PORTION_ROWS) return;
    after = rows.at(-1)!.id;
  }
}

/** How many tokens there are, about. */
export async function countTokens({ read }: Database): Promise<number> {
  const { count } = await read
    .selectFrom('tokens')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Replaces secrets by the same ones sealed anew, in one transaction. One that was changed meanwhile is left as it is.
 *
 * @returns how many were replaced
 */
export function replaceSealedSeeds(database: Database, changes: readonly ResealedSeed[]): Promise<number> {
  return database.transaction(async (trx) => {
    let replaced = 0;
    for (const { tokenId, column, before, after } of changes) {
      const { numUpdatedRows } = await trx
        .updateTable('tokens')
        .set({ [column]: after } satisfies Partial<Record<SealedColumn, Uint8Array>>)
        .where('id', '=', tokenId)
        .where(column, '=', before)
        .executeTakeFirst();
      replaced += Number(numUpdatedRows);
    }
    return replaced;
  });
}
