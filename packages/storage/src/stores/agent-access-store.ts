import type { AgentAccess, AgentAccessStore, AgentSession, SessionKey, TokenFailures } from '@lingpai/domain';
import type { Kysely, Selectable } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { toSourceState } from '../verification-rows.ts';
import { isVisibleToken } from './visible-token.ts';

/** Of all sessions an agent may have, closed at a time when they are too many. */
const PART_TO_CLOSE = 1 / 100;

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
      .select(['id', 'fail_count', 'locked_until', 'failed_at'])
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
    const all = { failCount: row.fail_count, lockedUntil: row.locked_until, failedAt: row.failed_at };
    return { all, own: own && toSourceState(own) };
  }

  async openSession(
    session: Parameters<AgentAccessStore['openSession']>[0],
    limits: Parameters<AgentAccessStore['openSession']>[1],
  ): Promise<number | undefined> {
    const { idHash, agentId, createdAt, expiresAt } = session;
    // SQLite has one writer at a time anyway.
    if (this.#engine === 'postgres')
      await this.#db.selectFrom('agents').select('id').where('id', '=', agentId).forNoKeyUpdate().execute();
    const opened = await this.findSession({ idHash, agentId, nowMs: createdAt });
    if (opened !== undefined) return opened.expiresAt;
    if (!(await this.#makeRoom(session, limits))) return undefined;
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
        source: session.source ?? null,
      })
      .execute();
    return expiresAt;
  }

  /** @returns whether there is room for one more */
  async #makeRoom(
    { agentId, source, createdAt: nowMs }: Parameters<AgentAccessStore['openSession']>[0],
    { maxSessions, maxUnprovenPerSource }: Parameters<AgentAccessStore['openSession']>[1],
  ): Promise<boolean> {
    if (source !== undefined) {
      const unproven = await this.#countUnproven({ agentId, source, nowMs });
      if (unproven >= maxUnprovenPerSource) await this.#closeOldest({ agentId, source, limit: 1 });
    }
    const excess = (await this.#countSessions(agentId, nowMs)) + 1 - maxSessions;
    if (excess <= 0) return true;
    const greediest = await this.#db
      .selectFrom('agent_sessions')
      .select(['source', (eb) => eb.fn.countAll<number>().as('count')])
      .where('agent_id', '=', agentId)
      .where('proven', '=', 0)
      .where('expires_at', '>', nowMs)
      .groupBy('source')
      .orderBy((eb) => eb.fn.countAll(), 'desc')
      .orderBy((eb) => eb.fn.min('created_at'))
      .limit(1)
      .executeTakeFirst();
    // Room is made for others alone: whoever has the most has reached the limit.
    if (greediest === undefined || greediest.source === (source ?? null)) return false;
    // Several at once, because all have to be counted to find whose; but never all of a source that has few itself.
    const several = Math.min(maxSessions * PART_TO_CLOSE, Number(greediest.count) / 2);
    const limit = Math.max(excess, Math.floor(several));
    await this.#closeOldest({ agentId, source: greediest.source, limit });
    return (await this.#countSessions(agentId, nowMs)) < maxSessions;
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
    change: Parameters<AgentAccessStore['updateSession']>[1],
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('agent_sessions')
      .set((eb) => ({
        expires_at: change.expiresAt ?? eb.ref('expires_at'),
        ...(change.login !== undefined && { login: change.login }),
        ...(change.serial !== undefined && { serial: change.serial }),
        ...(change.isProven && { proven: 1 as const }),
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
      .select(['login', 'serial', 'client_address', 'proven', 'created_at', 'expires_at'])
      .where('id_hash', '=', idHash)
      .where('agent_id', '=', agentId)
      .where('expires_at', '>', nowMs);
  }

  async #countUnproven({
    agentId,
    source,
    nowMs,
  }: {
    agentId: number;
    source: string;
    nowMs: number;
  }): Promise<number> {
    const { count } = await this.#db
      .selectFrom('agent_sessions')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('agent_id', '=', agentId)
      .where('proven', '=', 0)
      .where('source', '=', source)
      .where('expires_at', '>', nowMs)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async #closeOldest({
    agentId,
    source,
    limit,
  }: {
    agentId: number;
    source: string | null;
    limit: number;
  }): Promise<void> {
    const oldest = this.#db
      .selectFrom('agent_sessions')
      .select('id_hash')
      .where('agent_id', '=', agentId)
      .where('proven', '=', 0)
      .where('source', source === null ? 'is' : '=', source)
      .orderBy('created_at')
      .limit(limit);
    await this.#db
      .deleteFrom('agent_sessions')
      // One that is used at this moment is not waited for: who uses it may wait for this agent.
      .where('id_hash', 'in', this.#engine === 'postgres' ? oldest.forUpdate().skipLocked() : oldest)
      .execute();
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
    'login' | 'serial' | 'client_address' | 'proven' | 'created_at' | 'expires_at'
  >,
): AgentSession {
  return {
    login: row.login ?? undefined,
    serial: row.serial ?? undefined,
    clientAddress: row.client_address ?? undefined,
    isProven: row.proven === 1,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
