import type { Agent } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import type { Stores } from '../ports/stores.ts';
import { parseName } from '../parse-name.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { parseAllow } from './parse-allow.ts';
import { hashAgentKey, newAgentKey } from './agent-key.ts';
import type { AgentWithKey, AgentWorld } from './create-agent.ts';
import { refuseNamedInRules, renameInRules } from './rules-naming-agent.ts';

export interface AgentChange {
  readonly name?: string;
  readonly allow?: readonly string[];
  readonly isEnabled?: boolean;
  /** live sessions it may have; null: as the settings say */
  readonly maxSessions?: number | null;
  /** null: as the settings say */
  readonly sessionIdleSeconds?: number | null;
}

/**
 * Changes an agent. What is left out stays as it is. Access rules that name it follow a new name.
 *
 * @throws {Refusal} agent.not-found, agent.name-taken, agent.allow-invalid
 */
export async function updateAgent(
  input: { readonly id: number; readonly change: AgentChange; readonly requester: Requester },
  world: Pick<AgentWorld, 'store' | 'clock'>,
): Promise<Agent> {
  const { id, requester } = input;
  const { name, allow, isEnabled } = input.change;
  const sessions = sessionChange(input.change);
  const change = {
    ...(name !== undefined && { name: parseName(name) }),
    ...(allow !== undefined && { allow: parseAllow(allow) }),
    ...(isEnabled !== undefined && { isEnabled }),
    ...sessions,
  };
  return world.store.transaction(async (stores) => {
    await stores.agents.lockChanges();
    const before = await getAgent(stores, id);
    if (!(await stores.agents.update(id, change)))
      throw new Refusal('agent.name-taken', { name: change.name ?? '' }, 'name');
    const at = world.clock.nowMs();
    const detail = {
      name: before.name,
      ...(change.name !== undefined && { newName: change.name }),
      ...(await rename(stores, { from: before.name, to: change.name, at })),
      ...(change.allow !== undefined && { allow: change.allow.join(', ') }),
      ...(isEnabled !== undefined && { isEnabled }),
      ...told(sessions),
    };
    await stores.audit.append([changeAudit({ action: 'agent.update', requester, at, detail })]);
    return toAgent(await getAgent(stores, id));
  });
}

/** @returns what the audit log hears of the rules that followed */
async function rename(
  stores: Stores,
  { from, to, at }: { readonly from: string; readonly to: string | undefined; readonly at: number },
): Promise<Record<string, number | boolean>> {
  if (to === undefined || to === from) return {};
  const { userCount, areSettingsChanged } = await renameInRules({ from, to, at }, stores);
  return {
    ...(userCount > 0 && { rulesOfUsers: userCount }),
    ...(areSettingsChanged && { rulesOfSettings: true }),
  };
}

type SessionChange = Pick<AgentChange, 'maxSessions' | 'sessionIdleSeconds'>;

function sessionChange({ maxSessions, sessionIdleSeconds }: AgentChange): SessionChange {
  return {
    ...(maxSessions !== undefined && { maxSessions }),
    ...(sessionIdleSeconds !== undefined && { sessionIdleSeconds }),
  };
}

function told(change: SessionChange): Record<string, number | string> {
  return Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value ?? 'default']));
}

/**
 * Gives an agent a new key; the old one stops at once.
 *
 * @throws {Refusal} agent.not-found
 */
export async function renewAgentKey(
  input: { readonly id: number; readonly requester: Requester },
  world: AgentWorld,
): Promise<AgentWithKey> {
  const { id, requester } = input;
  const key = newAgentKey(world.random);
  return world.store.transaction(async (stores) => {
    const found = await getAgent(stores, id);
    await stores.agents.setKey(id, hashAgentKey(key));
    const at = world.clock.nowMs();
    const detail = { name: found.name };
    await stores.audit.append([changeAudit({ action: 'agent.renew-key', requester, at, detail })]);
    return { agent: toAgent(found), agentId: found.agentId, key };
  });
}

/**
 * Deletes an agent that no access rule names; its key stops at once.
 *
 * @throws {Refusal} agent.not-found, agent.in-use
 */
export async function deleteAgent(
  input: { readonly id: number; readonly requester: Requester },
  world: Pick<AgentWorld, 'store' | 'clock'>,
): Promise<void> {
  const { id, requester } = input;
  await world.store.transaction(async (stores) => {
    await stores.agents.lockChanges();
    const { name } = await getAgent(stores, id);
    await refuseNamedInRules(name, stores);
    await stores.agents.remove(id);
    const at = world.clock.nowMs();
    await stores.audit.append([changeAudit({ action: 'agent.delete', requester, at, detail: { name } })]);
  });
}

async function getAgent({ agents }: Stores, id: number): Promise<Agent & { readonly agentId: string }> {
  const agent = await agents.find(id);
  if (agent === undefined) throw new Refusal('agent.not-found');
  return agent;
}

function toAgent({ agentId: _agentId, ...agent }: Agent & { readonly agentId: string }): Agent {
  return agent;
}
