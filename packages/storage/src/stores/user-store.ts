import type { AccessRule, User, UserDetail } from '@lingpai/contract';
import {
  type PageOf,
  type PageRequest,
  type StaticPassword,
  type StaticPasswordHistory,
  type UserFields,
  type UserFilter,
  type UserRecord,
  type UserStore,
  loginKey,
} from '@lingpai/domain';
import type { Kysely, Updateable } from 'kysely';
import { listUserIds } from '../listing/list-users.ts';
import type { Engine } from '../migrations/index.ts';
import { NO_FAILURE_COLUMNS, forgetSourceFailures, forgetStaticFailures } from './source-failures.ts';
import type { Schema, UsersTable } from '../schema.ts';
import { readStaticPasswords, replaceStaticPassword, staticColumns } from './static-password-rows.ts';
import { listUsersNamingAgent } from './users-naming-agent.ts';
import { readUserDetail, readUsers, ruleColumns, selectUsers, toUserRecord } from './user-rows.ts';

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
    return readUserDetail(this.#db, id, nowMs);
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
        ...ruleColumns(fields),
        ...staticColumns(fields.staticPassword, fields.at),
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
    change: Partial<Omit<UserFields, 'login'>> & { staticPasswordMustChange?: boolean; at: number },
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

  async readStaticPasswords(
    who: { readonly id: number } | { readonly login: string },
    formerCount: number,
  ): Promise<StaticPasswordHistory | undefined> {
    return readStaticPasswords(this.#db, who, formerCount);
  }

  async setStaticPassword(
    userId: number,
    change: Parameters<UserStore['setStaticPassword']>[1],
  ): Promise<boolean> {
    if (!(await replaceStaticPassword(this.#db, userId, change))) return false;
    if (change.isUnlocking) await forgetStaticFailures(this.#db, userId);
    return true;
  }

  async setEmergencyPassword(
    userId: number,
    emergency: Parameters<UserStore['setEmergencyPassword']>[1],
    at: number,
  ): Promise<void> {
    await this.#db
      .updateTable('users')
      .set({
        emergency_digest: emergency?.digest ?? null,
        emergency_length: emergency?.length ?? 0,
        emergency_expires_at: emergency?.expiresAt ?? null,
        emergency_uses_left: emergency?.maxUses ?? null,
        updated_at: at,
      })
      .where('id', '=', userId)
      .execute();
  }

  async listTokenDigits(userId: number): Promise<number[]> {
    const rows = await this.#db
      .selectFrom('bindings as b')
      .innerJoin('tokens as t', 't.id', 'b.token_id')
      .select('t.digits')
      .distinct()
      .where('b.user_id', '=', userId)
      .execute();
    return rows.map(({ digits }) => digits);
  }

  async listNamingAgent(name: string): ReturnType<UserStore['listNamingAgent']> {
    return listUsersNamingAgent(this.#db, this.#engine, name);
  }

  async setAccessRules(id: number, rules: readonly AccessRule[], at: number): Promise<void> {
    await this.#db
      .updateTable('users')
      .set({ ...ruleColumns({ accessRules: [...rules] }), updated_at: at })
      .where('id', '=', id)
      .execute();
  }

  async unlock(id: number, at: number): Promise<void> {
    await this.#db
      .updateTable('users')
      .set({ ...NO_FAILURE_COLUMNS, source_locked_until: 0, updated_at: at })
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
  const { name, email, staticPasswordMustChange } = change;
  return {
    updated_at: change.at,
    ...(change.organizationId !== undefined && { organization_id: change.organizationId }),
    ...(name !== undefined && { name, name_key: loginKey(name) }),
    ...(email !== undefined && { email, email_key: loginKey(email) }),
    ...(change.phone !== undefined && { phone: change.phone }),
    ...(change.status !== undefined && { status: change.status }),
    ...(staticPasswordMustChange !== undefined && { static_must_change: staticPasswordMustChange ? 1 : 0 }),
    ...ruleColumns(change),
  };
}
