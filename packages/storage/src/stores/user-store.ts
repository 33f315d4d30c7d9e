import type { User, UserDetail } from '@lingpai/contract';
import {
  type PageOf,
  type PageRequest,
  type StaticPassword,
  type UserFields,
  type UserFilter,
  type UserRecord,
  type UserStore,
  loginKey,
} from '@lingpai/domain';
import type { Kysely, Updateable } from 'kysely';
import { listUserIds } from '../listing/list-users.ts';
import type { Engine } from '../migrations/index.ts';
import { forgetSourceFailures } from './source-failures.ts';
import type { Schema, UsersTable } from '../schema.ts';
import { readTokensOfUser, readUsers, selectUsers, toUserRecord } from './user-rows.ts';

export class KyselyUserStore implements UserStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  async list(filter: UserFilter, page: PageRequest & { nowMs: number }): Promise<PageOf<User>> {
    const { items, nextCursor } = await listUserIds(this.#db, this.#engine, filter, page);
    return { items: await readUsers(this.#db, items, page.nowMs), nextCursor };
  }

  async read(id: number, nowMs: number): Promise<UserDetail | undefined> {
    const [user] = await readUsers(this.#db, [id], nowMs);
    return user && { ...user, tokens: await readTokensOfUser(this.#db, id) };
  }

  async lock(id: number): Promise<UserRecord | undefined> {
    const query = selectUsers(this.#db).where('u.id', '=', id);
    const row = await (this.#engine === 'postgres' ? query.forUpdate('u') : query).executeTakeFirst();
    return row && toUserRecord(row);
  }

  async lockByLogin(login: string): Promise<UserRecord | undefined> {
    const query = selectUsers(this.#db).where('u.login_key', '=', loginKey(login));
    const row = await (this.#engine === 'postgres' ? query.forUpdate('u') : query).executeTakeFirst();
    return row && toUserRecord(row);
  }

  async insert(
    fields: UserFields & { staticPassword: StaticPassword | undefined; at: number },
  ): Promise<number | undefined> {
    const row = await this.#db
      .insertInto('users')
      .values({
        organization_id: fields.organizationId,
        login: fields.login,
        login_key: loginKey(fields.login),
        name: fields.name,
        name_key: loginKey(fields.name),
        email: fields.email,
        email_key: loginKey(fields.email),
        phone: fields.phone,
        status: fields.status,
        static_rule: fields.staticPasswordRule,
        static_hash: fields.staticPassword?.hash ?? null,
        static_length: fields.staticPassword?.length ?? 0,
        static_set_at: fields.staticPassword === undefined ? null : fields.at,
        created_at: fields.at,
        updated_at: fields.at,
      })
      .onConflict((c) => c.column('login_key').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (row !== undefined) await this.#countUsers(fields.organizationId, 1);
    return row?.id;
  }

  async update(
    before: UserRecord,
    change: Partial<Omit<UserFields, 'login'>> & { staticPassword?: StaticPassword; at: number },
  ): Promise<void> {
    await this.#db.updateTable('users').set(columnsOf(change)).where('id', '=', before.id).execute();
    const { organizationId } = change;
    if (organizationId === undefined || organizationId === before.organizationId) return;
    // In one order, so that two moves in opposite directions do not wait for each other.
    const moves = [
      { id: before.organizationId, by: -1 },
      { id: organizationId, by: 1 },
    ].sort((a, b) => a.id - b.id);
    for (const { id, by } of moves) await this.#countUsers(id, by);
  }

  async unlock(id: number, at: number): Promise<void> {
    await this.#db
      .updateTable('users')
      .set({
        otp_fail_count: 0,
        otp_locked_until: 0,
        static_fail_count: 0,
        static_locked_until: 0,
        third_party_fail_count: 0,
        third_party_locked_until: 0,
        source_locked_until: 0,
        updated_at: at,
      })
      .where('id', '=', id)
      .execute();
    await forgetSourceFailures(this.#db, 'user', id);
  }

  async remove(user: UserRecord): Promise<void> {
    await this.#db.deleteFrom('static_passwords').where('user_id', '=', user.id).execute();
    await this.#db
      .deleteFrom('subject_sources')
      .where('kind', '=', 'user')
      .where('subject_id', '=', user.id)
      .execute();
    await this.#db.deleteFrom('users').where('id', '=', user.id).execute();
    await this.#countUsers(user.organizationId, -1);
  }

  async #countUsers(organizationId: number, by: number): Promise<void> {
    await this.#db
      .updateTable('organizations')
      .set((eb) => ({ user_count: eb('user_count', '+', by) }))
      .where('id', '=', organizationId)
      .execute();
  }
}

function columnsOf(change: Parameters<UserStore['update']>[1]): Updateable<UsersTable> {
  const { name, email, staticPassword } = change;
  return {
    updated_at: change.at,
    ...(change.organizationId !== undefined && { organization_id: change.organizationId }),
    ...(name !== undefined && { name, name_key: loginKey(name) }),
    ...(email !== undefined && { email, email_key: loginKey(email) }),
    ...(change.phone !== undefined && { phone: change.phone }),
    ...(change.status !== undefined && { status: change.status }),
    ...(change.staticPasswordRule !== undefined && { static_rule: change.staticPasswordRule }),
    ...(staticPassword !== undefined && {
      static_hash: staticPassword.hash,
      static_length: staticPassword.length,
      static_set_at: change.at,
      static_fail_count: 0,
      static_locked_until: 0,
    }),
  };
}
