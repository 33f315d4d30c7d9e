import { type Transaction, sql } from 'kysely';
import type { Schema } from './schema.ts';

/** So many tokens of a facet more (or fewer) in an organisation. */
export interface TokenCountChange {
  readonly organizationId: number;
  readonly facet: number;
  readonly by: number;
}

/**
 * Moves the counters of tokens. Whoever adds, removes or changes the facet of visible tokens calls it in the same transaction.
 * Rows are touched in one order, so that two transactions do not wait for each other crosswise.
 */
export async function addTokenCounts(
  trx: Transaction<Schema>,
  changes: readonly TokenCountChange[],
): Promise<void> {
  for (const { organizationId, facet, by } of summed(changes)) {
    await trx
      .insertInto('token_counts')
      .values({ organization_id: organizationId, facet, token_count: by })
      .onConflict((c) =>
        c
          .columns(['organization_id', 'facet'])
          .doUpdateSet({ token_count: sql<number>`token_counts.token_count + excluded.token_count` }),
      )
      .execute();
  }
}

function summed(changes: readonly TokenCountChange[]): TokenCountChange[] {
  const sums = new Map<string, TokenCountChange>();
  for (const change of changes) {
    const key = `${change.organizationId}/${change.facet}`;
    sums.set(key, { ...change, by: change.by + (sums.get(key)?.by ?? 0) });
  }
  return [...sums.values()]
    .filter(({ by }) => by !== 0)
    .sort((a, b) => a.organizationId - b.organizationId || a.facet - b.facet);
}
