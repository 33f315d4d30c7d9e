import type { Agent } from '@lingpai/contract';
import { type AgentStore, loginKey } from '@lingpai/domain';
import type { Kysely, Selectable } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { lockChanges } from './change-lock.ts';

type AgentChanges = Parameters<AgentStore['update']>[1];

export class KyselyAgentStore implements AgentStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  async lockChanges(): Promise<void> {
    await lockChanges(this.#db, this.#engine, 'agents');
  }

  async list(): Promise<Agent[]> {
    const rows = await this.#db.selectFrom('agents').selectAll().orderBy('name_key').execute();
    return rows.map(toAgent);
  }

  async find(id: number): Promise<(Agent & { agentId: string }) | undefined> {
    const row = await this.#db.selectFrom('agents').selectAll().where('id', '=', id).executeTakeFirst();
    return row && { ...toAgent(row), agentId: row.agent_id };
  }

  async insert(agent: Parameters<AgentStore['insert']>[0]): Promise<number | undefined> {
    const row = await this.#db
      .insertInto('agents')
      .values({
        agent_id: agent.agentId,
        name: agent.name,
        name_key: loginKey(agent.name),
        key_hash: agent.keyHash,
        allow: JSON.stringify(agent.allow),
        is_enabled: 1,
        created_at: agent.at,
        last_used_at: null,
      })
      .onConflict((c) => c.column('name_key').doNothing())
      .returning('id')
      .executeTakeFirst();
    return row?.id;
  }

  async update(id: number, change: AgentChanges): Promise<boolean> {
    const nameKey = change.name === undefined ? undefined : loginKey(change.name);
    if (nameKey !== undefined && (await this.#isTaken(nameKey, id))) return false;
    const columns = { ...columnsOf(change), ...(nameKey !== undefined && { name_key: nameKey }) };
    if (Object.keys(columns).length > 0)
      await this.#db.updateTable('agents').set(columns).where('id', '=', id).execute();
    return true;
  }

  async setKey(id: number, keyHash: Uint8Array): Promise<void> {
    await this.#db.updateTable('agents').set({ key_hash: keyHash }).where('id', '=', id).execute();
  }

  async remove(id: number): Promise<void> {
    await this.#db.deleteFrom('agent_sessions').where('agent_id', '=', id).execute();
    await this.#db.deleteFrom('challenges').where('agent_id', '=', id).execute();
    await this.#db.deleteFrom('agents').where('id', '=', id).execute();
  }

  async #isTaken(nameKey: string, exceptId: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom('agents')
      .select('id')
      .where('name_key', '=', nameKey)
      .where('id', '!=', exceptId)
      .executeTakeFirst();
    return row !== undefined;
  }
}

function columnsOf({ name, allow, isEnabled, maxSessions, sessionIdleSeconds }: AgentChanges) {
  return {
    ...(name !== undefined && { name }),
    ...(allow !== undefined && { allow: JSON.stringify(allow) }),
    ...(isEnabled !== undefined && { is_enabled: isEnabled ? 1 : 0 }),
    ...(maxSessions !== undefined && { max_sessions: maxSessions }),
    ...(sessionIdleSeconds !== undefined && { session_idle_seconds: sessionIdleSeconds }),
  };
}

function toAgent(row: Selectable<Schema['agents']>): Agent {
  return {
    id: row.id,
    name: row.name,
    allow: JSON.parse(row.allow) as string[],
    isEnabled: row.is_enabled === 1,
    maxSessions: row.max_sessions,
    sessionIdleSeconds: row.session_idle_seconds,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
