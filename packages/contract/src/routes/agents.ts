import Type, { type Static } from 'typebox';
import { EpochMs, Id, Name, Nullable } from './fields.ts';
import { AgentConfigFile } from './agent.ts';
import { route } from './route.ts';

/** 认证代理: the applications that call `auth()`. */
const tag = 'agents';
const IdParams = Type.Object({ id: Id });
const Allow = Type.Array(Type.String({ minLength: 1, maxLength: 64, description: 'Address or CIDR block' }), {
  maxItems: 64,
});
/** live sessions it may have */
const MaxSessions = Type.Integer({ minimum: 1, maximum: 1_000_000 });
/** a session of it ends so long after its last use */
const SessionIdleSeconds = Type.Integer({ minimum: 10, maximum: 86_400 });

export const Agent = Type.Object({
  id: Id,
  name: Name,
  allow: Type.Array(Type.String()),
  isEnabled: Type.Boolean(),
  maxSessions: Nullable(MaxSessions, 'null: as the settings say'),
  sessionIdleSeconds: Nullable(SessionIdleSeconds, 'null: as the settings say'),
  createdAt: EpochMs,
  lastUsedAt: Nullable(EpochMs),
});
export type Agent = Static<typeof Agent>;
const WithFile = Type.Object({
  agent: Agent,
  /** the .acf: its key is shown this once */ file: AgentConfigFile,
});

export const listAgents = route({
  method: 'GET',
  path: '/api/v1/agents',
  tag,
  summary: 'All agents, ordered by name',
  response: Type.Object({ items: Type.Array(Agent) }),
});
export const createAgent = route({
  method: 'POST',
  path: '/api/v1/agents',
  tag,
  summary: 'Add an agent; the answer holds its configuration file',
  body: Type.Object({
    name: Name,
    allow: Type.Optional(Allow),
    servers: Type.Optional(
      Type.Array(Type.String({ pattern: '^https?://', maxLength: 256 }), { minItems: 1, maxItems: 16 }),
    ),
  }),
  response: WithFile,
});
export const updateAgent = route({
  method: 'PATCH',
  path: '/api/v1/agents/:id',
  tag,
  summary: 'Change an agent',
  params: IdParams,
  body: Type.Object({
    name: Type.Optional(Name),
    allow: Type.Optional(Allow),
    isEnabled: Type.Optional(Type.Boolean()),
    maxSessions: Type.Optional(Nullable(MaxSessions)),
    sessionIdleSeconds: Type.Optional(Nullable(SessionIdleSeconds)),
  }),
  response: Agent,
});
export const renewAgentKey = route({
  method: 'POST',
  path: '/api/v1/agents/:id/key',
  tag,
  summary: 'New key; the old one stops within a second',
  params: IdParams,
  body: Type.Object({
    servers: Type.Optional(
      Type.Array(Type.String({ pattern: '^https?://', maxLength: 256 }), { minItems: 1, maxItems: 16 }),
    ),
  }),
  response: WithFile,
});
export const deleteAgent = route({
  method: 'DELETE',
  path: '/api/v1/agents/:id',
  tag,
  summary: 'Delete an agent',
  params: IdParams,
});
