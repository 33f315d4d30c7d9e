import type { AgentAccess, AgentAccessStore, AgentSession, SessionKey, TokenFailures } from '@lingpai/domain';
import type { Kysely, Selectable } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { toSourceState } from '../verification-rows.ts';
import { isVisibleToken } from './visible-token.ts';

export class KyselyAgentAccessStore implements AgentAccessStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  async findAgentByKeyHash(keyHash: Uint8Array): Promise<AgentAccess | undefined> {
    const row = await this.#db
      .selectFrom('agents')
      .select(['id', 'name', 'allow', 'is_enabled', 'max_sessions', 'session_idle_seconds'])
      .where('key_hash', '=', keyHash)
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        name: row.name,
        allow: JSON.parse(row.allow) as string[],
        isEnabled: row.is_enabled === 1,
        maxSessions: row.max_sessions ?? undefined,
        sessionIdleSeconds: row.session_idle_seconds ?? undefined,
      }
    );
  }

  async noteAgentUse(agentIds: readonly number[], at: number): Promise<void> {
    if (agentIds.length === 0) return;
    await this.#db.updateTable('agents').set({ last_used_at: at }).where('id', 'in', agentIds).execute();
  }

  async findTokenFailures(serial: string, source: string): Promise<TokenFailures | undefined> {
    const row = await this.#db
      .selectFrom('tokens')
      .select(['id', 'fail_count', 'locked_until'])
      .where('serial', '=', serial)
      .where(isVisibleToken)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const own = await this.#db
      .selectFrom('subject_sources')
      .selectAll()
      .where('kind', '=', 'token')
      .where('subject_id', '=', row.id)
      .where('source', '=', source)
      .executeTakeFirst();
    const all = { failCount: row.fail_count, lockedUntil: row.locked_until };
    return { all, own: own && toSourceState(own) };
  }

  async openSession(
    session: Parameters<AgentAccessStore['openSession']>[0],
    maxSessions: number,
  ): Promise<number | undefined> {
    const { idHash, agentId, createdAt, expiresAt } = session;
    // SQLite has one writer at a time anyway.
    if (this.#engine === 'postgres')
      await this.#db.selectFrom('agents').select('id').where('id', '=', agentId).forUpdate().execute();
    const opened = await this.findSession({ idHash, agentId, nowMs: createdAt });
    if (opened !== undefined) return opened.expiresAt;
    if ((await this.#countSessions(agentId, createdAt)) >= maxSessions) return undefined;
    // One of this id that has ended may not be purged yet.
    await this.#db.deleteFrom('agent_sessions').where('id_hash', '=', idHash).execute();
    await this.#db
      .insertInto('agent_sessions')
      .values({
        id_hash: idHash,
        agent_id: agentId,
        login: null,
        serial: null,
        client_address: session.clientAddress ?? null,
        created_at: createdAt,
        expires_at: expiresAt,
      })
      .execute();
    return expiresAt;
  }

  async findSession(key: SessionKey): Promise<AgentSession | undefined> {
    const row = await this.#selectSession(key).executeTakeFirst();
    return row && toSession(row);
  }

  async lockSession(key: SessionKey): Promise<AgentSession | undefined> {
    const query = this.#selectSession(key);
    const row = await (this.#engine === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
    return row && toSession(row);
  }

  async updateSession(
    { idHash, agentId, nowMs }: SessionKey,
    change: { login?: string; serial?: string; expiresAt?: number },
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('agent_sessions')
      .set((eb) => ({
        expires_at: change.expiresAt ?? eb.ref('expires_at'),
        ...(change.login !== undefined && { login: change.login }),
        ...(change.serial !== undefined && { serial: change.serial }),
      }))
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

  #selectSession({ idHash, agentId, nowMs }: SessionKey) {
    return this.#db
      .selectFrom('agent_sessions')
      .select(['login', 'serial', 'client_address', 'created_at', 'expires_at'])
      .where('id_hash', '=', idHash)
      .where('agent_id', '=', agentId)
      .where('expires_at', '>', nowMs);
  }

  async #countSessions(agentId: number, nowMs: number): Promise<number> {
    const { count } = await this.#db
      .selectFrom('agent_sessions')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('agent_id', '=', agentId)
      .where('expires_at', '>', nowMs)
      .executeTakeFirstOrThrow();
    return Number(count);
  }
}

function toSession(
  row: Pick<
    Selectable<Schema['agent_sessions']>,
    'login' | 'serial' | 'client_address' | 'created_at' | 'expires_at'
  >,
): AgentSession {
  return {
    login: row.login ?? undefined,
    serial: row.serial ?? undefined,
    clientAddress: row.client_address ?? undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
