import type { Agent } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock, Random } from '../ports/world.ts';
import { parseName } from '../parse-name.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { parseAllow } from './parse-allow.ts';
import { hashAgentKey, newAgentId, newAgentKey } from './agent-key.ts';

export interface AgentWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
}
/** What an agent's configuration file is made of; the key is nowhere else from now on. */
export interface AgentWithKey {
  readonly agent: Agent;
  readonly agentId: string;
  readonly key: string;
}

/**
 * Adds an agent.
 *
 * @param input.allow addresses and CIDR blocks it may call from; none: any
 * @throws {Refusal} agent.name-taken, agent.allow-invalid
 */
export async function createAgent(
  input: { readonly name: string; readonly allow?: readonly string[]; readonly requester: Requester },
  world: AgentWorld,
): Promise<AgentWithKey> {
  const { requester } = input;
  const name = parseName(input.name);
  const allow = parseAllow(input.allow ?? []);
  const agentId = newAgentId(world.random);
  const key = newAgentKey(world.random);
  return world.store.transaction(async ({ agents, audit }) => {
    await agents.lockChanges();
    const at = world.clock.nowMs();
    const id = await agents.insert({ agentId, name, keyHash: hashAgentKey(key), allow, at });
    if (id === undefined) throw new Refusal('agent.name-taken', { name }, 'name');
    const detail = { name, allow: allow.join(', ') };
    await audit.append([changeAudit({ action: 'agent.create', requester, at, detail })]);
    return {
      agent: {
        id,
        name,
        allow,
        isEnabled: true,
        maxSessions: null,
        sessionIdleSeconds: null,
        createdAt: at,
        lastUsedAt: null,
      },
      agentId,
      key,
    };
  });
}
