import type { BindingPiece, BoundPiece } from '@lingpai/domain';
import { type Kysely, sql } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { boundFacet } from '../token-facet.ts';
import { jsonIds } from './import-rows.ts';

/** Import rows are bound while they are hidden: so a login meets neither a lock of long nor a token that is half there. */
interface Staged {
  readonly token_id: number;
  readonly user_id: number;
}

/** Binds the next of what an import staged, as far as each user has room for it now. */
export async function bindStaged(
  db: Kysely<Schema>,
  engine: Engine,
  { importId, afterTokenId, limit, maxTokensPerUser, at }: BindingPiece,
): Promise<BoundPiece> {
  const staged = await db
    .selectFrom('import_bindings')
    .select(['token_id', 'user_id'])
    .where('import_id', '=', importId)
    .where('token_id', '>', afterTokenId)
    .orderBy('token_id')
    .limit(limit)
    .execute();
  const lastTokenId = staged.at(-1)?.token_id;
  if (lastTokenId === undefined) return { lastTokenId, boundCount: 0, facetChanges: new Map() };
  const bindings = await chooseBindings(db, engine, { staged, maxTokensPerUser });
  await unstage(db, { importId, afterTokenId, lastTokenId });
  const facetChanges = await insertBindings(db, engine, { bindings, at });
  return { lastTokenId, boundCount: bindings.length, facetChanges };
}

async function unstage(
  db: Kysely<Schema>,
  piece: { importId: number; afterTokenId: number; lastTokenId: number },
): Promise<void> {
  await db
    .deleteFrom('import_bindings')
    .where('import_id', '=', piece.importId)
    .where('token_id', '>', piece.afterTokenId)
    .where('token_id', '<=', piece.lastTokenId)
    .execute();
}

/** @returns how the facets of the tokens change by it */
async function insertBindings(
  db: Kysely<Schema>,
  engine: Engine,
  { bindings, at }: { bindings: readonly Staged[]; at: number },
): Promise<ReadonlyMap<number, number>> {
  const changes = new Map<number, number>();
  if (bindings.length === 0) return changes;
  await db
    .insertInto('bindings')
    .values(bindings.map((binding) => ({ ...binding, bound_at: at })))
    .execute();
  const ids = bindings.map(({ token_id }) => token_id);
  const before = await facetsOf(db, engine, ids);
  await db.updateTable('tokens').set({ binding_count: 1 }).where('id', 'in', jsonIds(ids, engine)).execute();
  for (const { facet, count } of before) {
    changes.set(facet, (changes.get(facet) ?? 0) - count);
    changes.set(boundFacet(facet), (changes.get(boundFacet(facet)) ?? 0) + count);
  }
  return changes;
}

/** Locks the users, leaves out those that are gone or full, and counts for the others. */
async function chooseBindings(
  db: Kysely<Schema>,
  engine: Engine,
  { staged, maxTokensPerUser }: { staged: readonly Staged[]; maxTokensPerUser: number },
): Promise<readonly Staged[]> {
  const before = await lockTokenCounts(
    db,
    engine,
    staged.map(({ user_id }) => user_id),
  );
  const now = new Map(before);
  const bindings = staged.filter(({ user_id }) => {
    const tokens = now.get(user_id);
    if (tokens === undefined || tokens >= maxTokensPerUser) return false;
    now.set(user_id, tokens + 1);
    return true;
  });
  await addToUsers(
    db,
    engine,
    bindings.map(({ user_id }) => ({ userId: user_id, by: 1 })),
  );
  return bindings;
}

/** @returns how many tokens each user has; those that are gone are missing */
async function lockTokenCounts(
  db: Kysely<Schema>,
  engine: Engine,
  userIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const query = db
    .selectFrom('users')
    .select(['id', 'token_count'])
    .where('id', 'in', jsonIds([...new Set(userIds)], engine))
    .orderBy('id');
  const users = await (engine === 'postgres' ? query.forNoKeyUpdate() : query).execute();
  return new Map(users.map((user) => [user.id, user.token_count]));
}

async function addToUsers(
  db: Kysely<Schema>,
  engine: Engine,
  changes: readonly { readonly userId: number; readonly by: number }[],
): Promise<void> {
  const sums = new Map<number, number>();
  for (const { userId, by } of changes) sums.set(userId, (sums.get(userId) ?? 0) + by);
  for (const [by, ids] of Map.groupBy(sums.keys(), (id) => sums.get(id)!))
    await db
      .updateTable('users')
      .set((eb) => ({ token_count: eb('token_count', '+', by) }))
      .where('id', 'in', jsonIds(ids, engine))
      .execute();
}

async function facetsOf(
  db: Kysely<Schema>,
  engine: Engine,
  ids: readonly number[],
): Promise<readonly { facet: number; count: number }[]> {
  return db
    .selectFrom('tokens')
    .select(['facet', (eb) => eb.fn.countAll<number>().as('count')])
    .where('id', 'in', jsonIds(ids, engine))
    .groupBy('facet')
    .execute();
}

/** Takes the bindings of hidden tokens back: their import is being removed. */
export async function unbindTokens(
  db: Kysely<Schema>,
  engine: Engine,
  tokenIds: readonly number[],
): Promise<void> {
  const rows = await db
    .selectFrom('bindings')
    .select('user_id')
    .where('token_id', 'in', jsonIds(tokenIds, engine))
    .execute();
  if (rows.length === 0) return;
  const userIds = rows.map(({ user_id }) => user_id);
  await lockTokenCounts(db, engine, userIds);
  const removed = await db
    .deleteFrom('bindings')
    .where('token_id', 'in', jsonIds(tokenIds, engine))
    .returning('user_id')
    .execute();
  await addToUsers(
    db,
    engine,
    removed.map(({ user_id }) => ({ userId: user_id, by: -1 })),
  );
}

/**
 * Takes back what unfinished imports have bound to a user. It is staged again, so that `publish` finds out that these are not bound after
 * all: with a user who will be gone by then.
 */
export async function unbindUser(db: Kysely<Schema>, engine: Engine, userId: number): Promise<void> {
  // An import that is published at this moment has its row locked: what it shows then is no longer hidden, and left alone here.
  const { rows } = await sql<{ id: number }>`
    SELECT id FROM imports WHERE state = 'writing' AND id IN (
      SELECT t.import_id FROM bindings AS b JOIN tokens AS t ON t.id = b.token_id WHERE b.user_id = ${userId})
    ORDER BY id ${engine === 'postgres' ? sql`FOR SHARE` : sql``}`.execute(db);
  for (const { id } of rows) {
    const tokens = await db
      .selectFrom('bindings as b')
      .innerJoin('tokens as t', 't.id', 'b.token_id')
      .select('t.id')
      .where('b.user_id', '=', userId)
      .where('t.import_id', '=', id)
      .execute();
    const tokenIds = tokens.map((token) => token.id);
    await unbindTokens(db, engine, tokenIds);
    await db
      .updateTable('tokens')
      .set({ binding_count: 0 })
      .where('id', 'in', jsonIds(tokenIds, engine))
      .execute();
    await db
      .insertInto('import_bindings')
      .values(tokenIds.map((tokenId) => ({ import_id: id, token_id: tokenId, user_id: userId })))
      .execute();
  }
}

/** What was bound and then taken back by `unbindUser`: by facet, as those tokens are now. */
export async function readTakenBack(
  db: Kysely<Schema>,
  importId: number,
): Promise<readonly { facet: number; count: number }[]> {
  return db
    .selectFrom('import_bindings as i')
    .innerJoin('tokens as t', 't.id', 'i.token_id')
    .select(['t.facet', (eb) => eb.fn.countAll<number>().as('count')])
    .where('i.import_id', '=', importId)
    .groupBy('t.facet')
    .execute();
}
