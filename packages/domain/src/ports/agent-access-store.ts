import type { SessionLimits } from '../agent/session-limits.ts';
import type { FailureCount } from '../verify/lockout.ts';
import type { SourceState } from '../verify/state.ts';

/** What the agent interface has to know of an agent to let it in. */
export interface AgentAccess {
  readonly id: number;
  readonly name: string;
  /** addresses and CIDR blocks it may call from; empty: any */
  readonly allow: readonly string[];
  readonly isEnabled: boolean;
  /** undefined: as the settings say */
  readonly maxSessions: number | undefined;
  /** undefined: as the settings say */
  readonly sessionIdleSeconds: number | undefined;
}

/** A session of an agent (`sessionInit` … `sessionUnInit`): any node can serve any step of it. */
export interface AgentSession {
  readonly login: string | undefined;
  readonly serial: string | undefined;
  /** address the person calls from, as the agent says */
  readonly clientAddress: string | undefined;
  /** somebody was verified in it: it never has to make room */
  readonly isProven: boolean;
  /** epoch ms */
  readonly createdAt: number;
  /** epoch ms */
  readonly expiresAt: number;
}

/** Wrong tries at a token by its serial. */
export interface TokenFailures {
  /** from all sources together; `failedAt`: the last of them, epoch ms */
  readonly all: FailureCount & { readonly failedAt: number };
  /** from the source that asks; undefined: it never did anything */
  readonly own: SourceState | undefined;
}

/** What the agent interface asks of the store beside verification. Ids of sessions are stored as hashes. */
export interface AgentAccessStore {
  findAgentByKeyHash(keyHash: Uint8Array): Promise<AgentAccess | undefined>;
  /** when each agent last called: approximate, for people */
  noteAgentUse(agentIds: readonly number[], at: number): Promise<void>;

  /**
   * For `getRetryToken`.
   *
   * @param source see `sourceOf`
   */
  findTokenFailures(serial: string, source: string): Promise<TokenFailures | undefined>;

  /**
   * Opens a session. One of this id that lives already is left as it is: a retry finds it. Sessions in which nobody was verified make room,
   * the oldest first: of the same source, where it has its share; of another source, where that has the most and the agent all it may have.
   *
   * @returns when it ends, epoch ms; undefined when the agent has as many live sessions as it may have, and nobody else's makes room;
   * counted so that two at once cannot both be the last
   */
  openSession(
    session: {
      idHash: Uint8Array;
      agentId: number;
      clientAddress: string | undefined;
      /** what the client address counts as; undefined: there is none, and no share */
      source: string | undefined;
      createdAt: number;
      expiresAt: number;
    },
    limits: Pick<SessionLimits, 'maxSessions' | 'maxUnprovenPerSource'>,
  ): Promise<number | undefined>;
  /** undefined: no such session, another agent's, or expired */
  findSession(key: SessionKey): Promise<AgentSession | undefined>;
  /** as `findSession`; nobody else changes it until the transaction ends */
  lockSession(key: SessionKey): Promise<AgentSession | undefined>;
  /** @returns whether there was such a session */
  updateSession(
    key: SessionKey,
    change: { login?: string; serial?: string; expiresAt?: number; isProven?: true },
  ): Promise<boolean>;
  closeSession(key: SessionKey): Promise<boolean>;

  /** Removes sessions that have expired. */
  purgeSessions(nowMs: number): Promise<void>;
  /**
   * Removes stored answers that are older than `before`.
   *
   * @returns how many; fewer than `limit`: there are no more
   */
  purgeAnswers(before: number, limit: number): Promise<number>;
}

export interface SessionKey {
  readonly idHash: Uint8Array;
  readonly agentId: number;
  readonly nowMs: number;
}
