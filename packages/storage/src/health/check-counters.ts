import { type Kysely, type RawBuilder, type Transaction, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';

/** A counter that is kept beside the rows it counts, so that lists need not count. */
export type CounterName =
  'organizations.user_count' | 'users.token_count' | 'tokens.binding_count' | 'token_counts';

/** How many rows of a counter are wrong. */
export interface CounterMismatch {
  readonly counter: CounterName;
  readonly rowCount: number;
}

const VISIBLE = sql`(import_id IS NULL OR import_id NOT IN (SELECT id FROM imports WHERE state = 'writing'))`;
const USERS_OF = sql`(SELECT count(*) FROM users WHERE users.organization_id = organizations.id)`;
const TOKENS_OF = sql`(SELECT count(*) FROM bindings WHERE bindings.user_id = users.id)`;
const BINDINGS_OF = sql`(SELECT count(*) FROM bindings WHERE bindings.token_id = tokens.id)`;
const COUNTED = sql`(SELECT organization_id, facet, count(*) AS n FROM tokens WHERE ${VISIBLE} GROUP BY organization_id, facet)`;

const MISMATCHES: Readonly<Record<CounterName, RawBuilder<{ n: number }>>> = {
  'organizations.user_count': sql`SELECT count(*) AS n FROM organizations WHERE user_count <> ${USERS_OF}`,
  'users.token_count': sql`SELECT count(*) AS n FROM users WHERE token_count <> ${TOKENS_OF}`,
  'tokens.binding_count': sql`SELECT count(*) AS n FROM tokens WHERE binding_count <> ${BINDINGS_OF}`,
  token_counts: sql`
    SELECT (SELECT count(*) FROM ${COUNTED} AS c LEFT JOIN token_counts AS t
        ON t.organization_id = c.organization_id AND t.facet = c.facet WHERE t.token_count IS NULL OR t.token_count <> c.n)
      + (SELECT count(*) FROM token_counts AS t LEFT JOIN ${COUNTED} AS c
        ON t.organization_id = c.organization_id AND t.facet = c.facet WHERE t.token_count <> 0 AND c.n IS NULL) AS n`,
};

/** Compares every counter with the rows it counts, each as of one instant. @returns those that are wrong somewhere */
export async function findCounterMismatches(database: Database): Promise<CounterMismatch[]> {
  const found: CounterMismatch[] = [];
  for (const [counter, query] of Object.entries(MISMATCHES) as [CounterName, RawBuilder<{ n: number }>][]) {
    const rowCount = Number((await query.execute(database.read)).rows[0]?.n ?? 0);
    if (rowCount > 0) found.push({ counter, rowCount });
  }
  return found;
}

/** Counts anew, in one transaction: nobody adds or removes anything meanwhile. */
export async function repairCounters(database: Database): Promise<void> {
  await database.transaction(async (trx) => {
    if (database.engine === 'postgres')
      await sql`LOCK TABLE organizations, users, imports, tokens, token_counts, bindings IN SHARE ROW EXCLUSIVE MODE`.execute(
        trx,
      );
    await repairRows(trx);
    await repairTokenCounts(trx);
  });
}

async function repairRows(trx: Transaction<Schema>): Promise<void> {
  await sql`UPDATE organizations SET user_count = ${USERS_OF} WHERE user_count <> ${USERS_OF}`.execute(trx);
  await sql`UPDATE users SET token_count = ${TOKENS_OF} WHERE token_count <> ${TOKENS_OF}`.execute(trx);
  // Before the counts by facet: whether a token is bound is a part of its facet.
  await sql`UPDATE tokens SET binding_count = ${BINDINGS_OF} WHERE binding_count <> ${BINDINGS_OF}`.execute(
    trx,
  );
}

async function repairTokenCounts(trx: Kysely<Schema>): Promise<void> {
  await sql`DELETE FROM token_counts`.execute(trx);
  await sql`INSERT INTO token_counts (organization_id, facet, token_count)
    SELECT organization_id, facet, count(*) FROM tokens WHERE ${VISIBLE} GROUP BY organization_id, facet`.execute(
    trx,
  );
}
