import { type AdminRecord, type AdminSessionRecord, type AdminStore, loginKey } from '@lingpai/domain';
import type { Kysely } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';

export class KyselyAdminStore implements AdminStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  async count(): Promise<number> {
    const row = await this.#db
      .selectFrom('admins')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return row.count;
  }

  async findByLogin(login: string): Promise<AdminRecord | undefined> {
    const row = await this.#admins().where('a.login_key', '=', loginKey(login)).executeTakeFirst();
    return row && toAdmin(row);
  }

  async lock(id: number): Promise<AdminRecord | undefined> {
    const query = this.#admins().where('a.id', '=', id);
    const row = await (this.#engine === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
    return row && toAdmin(row);
  }

  async insert(admin: Omit<AdminRecord, 'id'> & { at: number }): Promise<number | undefined> {
    const row = await this.#db
      .insertInto('admins')
      .values({
        login: admin.login,
        login_key: loginKey(admin.login),
        name: admin.name,
        password_hash: admin.passwordHash,
        must_change_password: admin.mustChangePassword ? 1 : 0,
        created_at: admin.at,
        updated_at: admin.at,
      })
      .onConflict((c) => c.column('login_key').doNothing())
      .returning('id')
      .executeTakeFirst();
    return row?.id;
  }

  async setPassword(
    id: number,
    password: { passwordHash: string; mustChangePassword: boolean; at: number },
  ): Promise<void> {
    await this.#db
      .updateTable('admins')
      .set({
        password_hash: password.passwordHash,
        must_change_password: password.mustChangePassword ? 1 : 0,
        updated_at: password.at,
      })
      .where('id', '=', id)
      .execute();
  }

  async openSession(session: {
    idHash: Uint8Array;
    adminId: number;
    at: number;
    expiresAt: number;
  }): Promise<void> {
    await this.#db
      .insertInto('admin_sessions')
      .values({
        id_hash: session.idHash,
        admin_id: session.adminId,
        created_at: session.at,
        last_seen_at: session.at,
        expires_at: session.expiresAt,
      })
      .execute();
  }

  async findSession(idHash: Uint8Array): Promise<AdminSessionRecord | undefined> {
    const row = await this.#admins()
      .innerJoin('admin_sessions as s', 's.admin_id', 'a.id')
      .select(['s.last_seen_at', 's.expires_at'])
      .where('s.id_hash', '=', idHash)
      .executeTakeFirst();
    return row && { admin: toAdmin(row), lastSeenAt: row.last_seen_at, expiresAt: row.expires_at };
  }

  async touchSession(idHash: Uint8Array, at: number): Promise<void> {
    await this.#db
      .updateTable('admin_sessions')
      .set({ last_seen_at: at })
      .where('id_hash', '=', idHash)
      .execute();
  }

  async closeSession(idHash: Uint8Array): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('admin_sessions')
      .where('id_hash', '=', idHash)
      .executeTakeFirst();
    return numDeletedRows === 1n;
  }

  async closeSessionsOf(adminId: number): Promise<void> {
    await this.#db.deleteFrom('admin_sessions').where('admin_id', '=', adminId).execute();
  }

  async purgeSessions(limits: { nowMs: number; seenBefore: number }): Promise<void> {
    await this.#db
      .deleteFrom('admin_sessions')
      .where((eb) =>
        eb.or([eb('expires_at', '<=', limits.nowMs), eb('last_seen_at', '<=', limits.seenBefore)]),
      )
      .execute();
  }

  async replaceSetupTicket(ticket: { ticketHash: Uint8Array; expiresAt: number }): Promise<void> {
    await this.#db.deleteFrom('setup_tickets').execute();
    await this.#db
      .insertInto('setup_tickets')
      .values({ ticket_hash: ticket.ticketHash, expires_at: ticket.expiresAt })
      .execute();
  }

  async isSetupTicketValid(ticketHash: Uint8Array, nowMs: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom('setup_tickets')
      .select('expires_at')
      .where('ticket_hash', '=', ticketHash)
      .where('expires_at', '>', nowMs)
      .executeTakeFirst();
    return row !== undefined;
  }

  async burnSetupTicket(ticketHash: Uint8Array, nowMs: number): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('setup_tickets')
      .where('ticket_hash', '=', ticketHash)
      .where('expires_at', '>', nowMs)
      .executeTakeFirst();
    return numDeletedRows === 1n;
  }

  #admins() {
    return this.#db
      .selectFrom('admins as a')
      .select(['a.id', 'a.login', 'a.name', 'a.password_hash', 'a.must_change_password']);
  }
}

function toAdmin(row: {
  id: number;
  login: string;
  name: string;
  password_hash: string;
  must_change_password: number;
}): AdminRecord {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    passwordHash: row.password_hash,
    mustChangePassword: row.must_change_password === 1,
  };
}
