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
}

/** An extension that gains less than this part of the idle time is not worth a write. */
const WORTHWHILE_PART = 1 / 4;

/** The settings, where the agent has none of its own. */
export function sessionLimits(
  { maxSessions, sessionIdleSeconds }: Pick<AgentAccess, 'maxSessions' | 'sessionIdleSeconds'>,
  { idleMinutes, maxHours, maxPerAgent }: Settings['agentSessions'],
): SessionLimits {
  return {
    idleMs: (sessionIdleSeconds ?? idleMinutes * 60) * 1000,
    maxMs: maxHours * 3_600_000,
    maxSessions: maxSessions ?? maxPerAgent,
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
