import type { Settings } from '@lingpai/contract';
import type { AgentAccess, AgentSession } from '../ports/agent-access-store.ts';

/** What holds for the sessions of one agent. */
export interface SessionLimits {
  /** a session ends so long after its last use */
  readonly idleMs: number;
  /** and so long after it began at the latest */
  readonly maxMs: number;
  /** live sessions at a time */
  readonly maxSessions: number;
  /** of these in which nobody was verified, from one source */
  readonly maxUnprovenPerSource: number;
}

/** An extension that gains less than this part of the idle time is not worth a write. */
const WORTHWHILE_PART = 1 / 4;
/** What one address may take of an agent's sessions before anybody was verified in them; but as many as ten. */
const PART_PER_SOURCE = 1 / 10;
const MIN_PER_SOURCE = 10;

/** The settings, where the agent has none of its own. */
export function sessionLimits(
  { maxSessions, sessionIdleSeconds }: Pick<AgentAccess, 'maxSessions' | 'sessionIdleSeconds'>,
  { idleMinutes, maxHours, maxPerAgent }: Settings['agentSessions'],
): SessionLimits {
  const allowed = maxSessions ?? maxPerAgent;
  return {
    idleMs: (sessionIdleSeconds ?? idleMinutes * 60) * 1000,
    maxMs: maxHours * 3_600_000,
    maxSessions: allowed,
    maxUnprovenPerSource: Math.max(MIN_PER_SOURCE, Math.floor(allowed * PART_PER_SOURCE)),
  };
}

/**
 * When a session that is used now ends.
 *
 * @returns epoch ms; undefined: what is stored is near enough
 */
export function sessionExpiry(
  { createdAt, expiresAt }: Pick<AgentSession, 'createdAt' | 'expiresAt'>,
  { idleMs, maxMs }: SessionLimits,
  nowMs: number,
): number | undefined {
  const next = Math.min(nowMs + idleMs, createdAt + maxMs);
  return Math.abs(next - expiresAt) < idleMs * WORTHWHILE_PART ? undefined : next;
}
