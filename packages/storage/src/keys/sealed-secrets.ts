import type { Database } from '../database.ts';

/** A sealed secret that is no seed: of a back-end, of an event sink. */
export interface SealedSecret {
  readonly owner: 'backends' | 'event_sinks';
  readonly id: number;
  readonly name: string;
  readonly sealed: Uint8Array;
}

/** All of them: they are few. */
export async function readSealedSecrets({ read }: Database): Promise<SealedSecret[]> {
  const owners = ['backends', 'event_sinks'] as const;
  const found = await Promise.all(
    owners.map(async (owner) => {
      const rows = await read
        .selectFrom(owner)
        .select(['id', 'name', 'sealed_secret'])
        .orderBy('id')
        .execute();
      return rows.flatMap(({ id, name, sealed_secret: sealed }) =>
        sealed === null ? [] : [{ owner, id, name, sealed }],
      );
    }),
  );
  return found.flat();
}

/**
 * Replaces a secret by the same one sealed anew. One that was changed meanwhile is left as it is.
 *
 * @returns was it replaced
 */
export function replaceSealedSecret(
  database: Database,
  { owner, id, sealed }: SealedSecret,
  after: Uint8Array,
): Promise<boolean> {
  return database.transaction(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable(owner)
      .set({ sealed_secret: after })
      .where('id', '=', id)
      .where('sealed_secret', '=', sealed)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
}
