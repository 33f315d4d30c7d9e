import { type StaticPassword, type StaticPasswordHistory, type UserStore, loginKey } from '@lingpai/domain';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Columns of a static password; undefined: none is set. */
export function staticColumns(password: StaticPassword | undefined, at: number) {
  return {
    static_hash: password?.hash ?? null,
    static_length: password?.length ?? 0,
    static_set_at: password === undefined ? null : at,
    static_must_change: password?.mustChange === true ? 1 : 0,
  };
}

export async function readStaticPasswords(
  db: Kysely<Schema>,
  who: { readonly id: number } | { readonly login: string },
  formerCount: number,
): Promise<StaticPasswordHistory | undefined> {
  const user = await db
    .selectFrom('users')
    .select(['id', 'login', 'static_hash'])
    .where((eb) => ('id' in who ? eb('id', '=', who.id) : eb('login_key', '=', loginKey(who.login))))
    .executeTakeFirst();
  if (user === undefined) return undefined;
  const former = await latestFormer(db, user.id, formerCount).select('hash').execute();
  const formerHashes = former.map(({ hash }) => hash);
  return { userId: user.id, login: user.login, hash: user.static_hash ?? undefined, formerHashes };
}

/** The condition is the UPDATE's own, so that of two changes one finds that it is too late. */
export async function replaceStaticPassword(
  db: Kysely<Schema>,
  userId: number,
  change: Parameters<UserStore['setStaticPassword']>[1],
): Promise<boolean> {
  const before = await db
    .selectFrom('users')
    .select(['static_hash', 'static_set_at'])
    .where('id', '=', userId)
    .executeTakeFirst();
  const hash = before?.static_hash ?? null;
  if (change.expectedHash !== undefined && hash !== change.expectedHash) return false;
  const { numUpdatedRows } = await db
    .updateTable('users')
    .set({ ...staticColumns(change, change.at), updated_at: change.at })
    .where('id', '=', userId)
    .where((eb) => (hash === null ? eb('static_hash', 'is', null) : eb('static_hash', '=', hash)))
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  if (hash !== null && change.keepCount > 0)
    await db
      .insertInto('static_passwords')
      .values({ user_id: userId, hash, set_at: before?.static_set_at ?? 0 })
      .execute();
  await trimHistory(db, userId, change.keepCount);
  return true;
}

function latestFormer(db: Kysely<Schema>, userId: number, count: number) {
  return db
    .selectFrom('static_passwords')
    .where('user_id', '=', userId)
    .orderBy('set_at', 'desc')
    .orderBy('hash')
    .limit(count);
}

async function trimHistory(db: Kysely<Schema>, userId: number, keepCount: number): Promise<void> {
  await db
    .deleteFrom('static_passwords')
    .where('user_id', '=', userId)
    .where('hash', 'not in', latestFormer(db, userId, keepCount).select('hash'))
    .execute();
}
