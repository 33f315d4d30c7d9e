import type { Binding, BindingStore, TokenHandle, UserRecord } from '@lingpai/domain';
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../schema.ts';
import { addTokenCounts } from '../token-counts.ts';
import { facetChange } from './token-store.ts';

export class KyselyBindingStore implements BindingStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async exists(userId: number, tokenId: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom('bindings')
      .select('user_id')
      .where('user_id', '=', userId)
      .where('token_id', '=', tokenId)
      .executeTakeFirst();
    return row !== undefined;
  }

  async listOfUser(userId: number): Promise<Binding[]> {
    const rows = await this.#bindings().where('b.user_id', '=', userId).orderBy('b.token_id').execute();
    return rows.map(toBinding);
  }

  async findUser(serial: string, userId: number): Promise<Binding | undefined> {
    const row = await this.#bindings()
      .where('b.user_id', '=', userId)
      .where('t.serial', '=', serial)
      .executeTakeFirst();
    return row && toBinding(row);
  }

  async add(user: UserRecord, token: TokenHandle, at: number): Promise<void> {
    await this.#db
      .insertInto('bindings')
      .values({ user_id: user.id, token_id: token.id, bound_at: at })
      .execute();
    await this.#count(user, token, { by: 1, at });
  }

  async remove(user: UserRecord, token: TokenHandle, at: number): Promise<void> {
    await this.#db
      .deleteFrom('bindings')
      .where('user_id', '=', user.id)
      .where('token_id', '=', token.id)
      .execute();
    await this.#count(user, token, { by: -1, at });
  }

  async #count(user: UserRecord, token: TokenHandle, change: { by: number; at: number }): Promise<void> {
    const { by, at } = change;
    await this.#db
      .updateTable('users')
      .set((eb) => ({ token_count: eb('token_count', '+', by) }))
      .where('id', '=', user.id)
      .execute();
    await this.#db
      .updateTable('tokens')
      .set((eb) => ({ binding_count: eb('binding_count', '+', by), updated_at: at }))
      .where('id', '=', token.id)
      .execute();
    const after = { ...token, bindingCount: token.bindingCount + by };
    // Only ever called inside a transaction.
    await addTokenCounts(this.#db as Transaction<Schema>, facetChange(token, after));
  }

  #bindings() {
    return this.#db
      .selectFrom('bindings as b')
      .innerJoin('users as u', 'u.id', 'b.user_id')
      .innerJoin('tokens as t', 't.id', 'b.token_id')
      .innerJoin('organizations as o', 'o.id', 't.organization_id')
      .select(['b.user_id', 'u.login', 't.serial', 'o.path']);
  }
}

function toBinding(row: { user_id: number; login: string; serial: string; path: string }): Binding {
  return { userId: row.user_id, login: row.login, serial: row.serial, tokenOrganizationPath: row.path };
}
