import type { ImportPublication } from '@lingpai/domain';
import type { Transaction } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import type { TokenCountChange } from '../token-counts.ts';
import { jsonIds } from './import-rows.ts';

/** Bindings at a time: bounds memory, and the number of values in one statement. */
const CHUNK = 2000;

interface Staged {
  readonly token_id: number;
  readonly user_id: number;
}

/**
 * Binds what an import staged, as far as each user has room for it now. Part of the transaction that shows the import.
 *
 * @returns how many were bound, and how the facets of their tokens change by it
 */
export async function publishBindings(
  trx: Transaction<Schema>,
  engine: Engine,
  { importId, organizationId, maxTokensPerUser, at }: ImportPublication,
): Promise<{ count: number; countChanges: readonly TokenCountChange[] }> {
  const countChanges: TokenCountChange[] = [];
  let count = 0;
  for (let after = 0; ;) {
    const staged = await trx
      .selectFrom('import_bindings')
      .select(['token_id', 'user_id'])
      .where('import_id', '=', importId)
      .where('token_id', '>', after)
      .orderBy('token_id')
      .limit(CHUNK)
      .execute();
    if (staged.length === 0) return { count, countChanges };
    after = staged.at(-1)!.token_id;
    const bindings = await chooseBindings(trx, engine, { staged, maxTokensPerUser });
    if (bindings.length === 0) continue;
    count += bindings.length;
    await trx
      .insertInto('bindings')
      .values(bindings.map((binding) => ({ ...binding, bound_at: at })))
      .execute();
    const ids = bindings.map(({ token_id }) => token_id);
    const before = await facetsOf(trx, engine, ids);
    await trx
      .updateTable('tokens')
      .set({ binding_count: 1 })
      .where('id', 'in', jsonIds(ids, engine))
      .execute();
    const bound = await facetsOf(trx, engine, ids);
    countChanges.push(
      ...before.map(({ facet, by }) => ({ organizationId, facet, by: -by })),
      ...bound.map(({ facet, by }) => ({ organizationId, facet, by })),
    );
  }
}

/** Locks the users, leaves out those that are gone or full, and counts for the others. */
async function chooseBindings(
  trx: Transaction<Schema>,
  engine: Engine,
  { staged, maxTokensPerUser }: { staged: readonly Staged[]; maxTokensPerUser: number },
): Promise<readonly Staged[]> {
  const userIds = [...new Set(staged.map(({ user_id }) => user_id))];
  const query = trx
    .selectFrom('users')
    .select(['id', 'token_count'])
    .where('id', 'in', jsonIds(userIds, engine))
    .orderBy('id');
  const users = await (engine === 'postgres' ? query.forUpdate() : query).execute();
  const before = new Map(users.map((user) => [user.id, user.token_count]));
  const now = new Map(before);
  const bindings = staged.filter(({ user_id }) => {
    const tokens = now.get(user_id);
    if (tokens === undefined || tokens >= maxTokensPerUser) return false;
    now.set(user_id, tokens + 1);
    return true;
  });
  const growth = Map.groupBy(userIds, (id) => (now.get(id) ?? 0) - (before.get(id) ?? 0));
  for (const [by, ids] of growth)
    if (by > 0)
      await trx
        .updateTable('users')
        .set((eb) => ({ token_count: eb('token_count', '+', by) }))
        .where('id', 'in', jsonIds(ids, engine))
        .execute();
  return bindings;
}

async function facetsOf(
  trx: Transaction<Schema>,
  engine: Engine,
  ids: readonly number[],
): Promise<readonly { facet: number; by: number }[]> {
  return trx
    .selectFrom('tokens')
    .select(['facet', (eb) => eb.fn.countAll<number>().as('by')])
    .where('id', 'in', jsonIds(ids, engine))
    .groupBy('facet')
    .execute();
}
