import type { AgentAccess, AgentAccessStore, AgentSession, SessionKey } from '@lingpai/domain';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { isVisibleToken } from './visible-token.ts';

export class KyselyAgentAccessStore implements AgentAccessStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async findAgentByKeyHash(keyHash: Uint8Array): Promise<AgentAccess | undefined> {
    const row = await this.#db
      .selectFrom('agents')
      .select(['id', 'name', 'allow', 'is_enabled'])
      .where('key_hash', '=', keyHash)
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        name: row.name,
        allow: JSON.parse(row.allow) as string[],
        isEnabled: row.is_enabled === 1,
      }
    );
  }

  async noteAgentUse(agentIds: readonly number[], at: number): Promise<void> {
    if (agentIds.length === 0) return;
    await this.#db.updateTable('agents').set({ last_used_at: at }).where('id', 'in', agentIds).execute();
  }

  async findTokenFailures(serial: string): Promise<{ failCount: number; lockedUntil: number } | undefined> {
    const row = await this.#db
      .selectFrom('tokens')
      .select(['fail_count', 'locked_until'])
      .where('serial', '=', serial)
      .where(isVisibleToken)
      .executeTakeFirst();
    return row && { failCount: row.fail_count, lockedUntil: row.locked_until };
  }

  async openSession(session: {
    idHash: Uint8Array;
    agentId: number;
    createdAt: number;
    expiresAt: number;
  }): Promise<void> {
    await this.#db
      .insertInto('agent_sessions')
      .values({
        id_hash: session.idHash,
        agent_id: session.agentId,
        login: null,
        serial: null,
        created_at: session.createdAt,
        expires_at: session.expiresAt,
      })
      .execute();
  }

  async findSession({ idHash, agentId, nowMs }: SessionKey): Promise<AgentSession | undefined> {
    const row = await this.#db
      .selectFrom('agent_sessions')
      .select(['login', 'serial'])
      .where('id_hash', '=', idHash)
      .where('agent_id', '=', agentId)
      .where('expires_at', '>', nowMs)
      .executeTakeFirst();
    return row && { login: row.login ?? undefined, serial: row.serial ?? undefined };
  }

  async updateSession(
    { idHash, agentId, nowMs }: SessionKey,
    change: { login?: string; serial?: string; expiresAt: number },
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('agent_sessions')
      .set({
        expires_at: change.expiresAt,
        ...(change.login !== undefined && { login: change.login }),
        ...(change.serial !== undefined && { serial: change.serial }),
      })
      .where('id_hash', '=', idHash)
      .where('agent_id', '=', agentId)
      .where('expires_at', '>', nowMs)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async closeSession({ idHash, agentId, nowMs }: SessionKey): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('agent_sessions')
      .where('id_hash', '=', idHash)
      .where('agent_id', '=', agentId)
      .where('expires_at', '>', nowMs)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async countSessions(agentId: number, nowMs: number): Promise<number> {
    const { count } = await this.#db
      .selectFrom('agent_sessions')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('agent_id', '=', agentId)
      .where('expires_at', '>', nowMs)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async purgeSessions(nowMs: number): Promise<void> {
    await this.#db.deleteFrom('agent_sessions').where('expires_at', '<=', nowMs).execute();
  }

  async purgeAnswers(before: number, limit: number): Promise<number> {
    const old = this.#db
      .selectFrom('answers')
      .select('scope')
      .where('at', '<', before)
      .orderBy('at')
      .limit(limit);
    const { numDeletedRows } = await this.#db
      .deleteFrom('answers')
      .where('scope', 'in', old)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}
