/** What the agent interface has to know of an agent to let it in. */
export interface AgentAccess {
  readonly id: number;
  readonly name: string;
  /** addresses and CIDR blocks it may call from; empty: any */
  readonly allow: readonly string[];
  readonly isEnabled: boolean;
}

/** A session of an agent (`sessionInit` … `sessionUnInit`): any node can serve any step of it. */
export interface AgentSession {
  readonly login: string | undefined;
  readonly serial: string | undefined;
}

/** What the agent interface asks of the store beside verification. Ids of sessions are stored as hashes. */
export interface AgentAccessStore {
  findAgentByKeyHash(keyHash: Uint8Array): Promise<AgentAccess | undefined>;
  /** when each agent last called: approximate, for people */
  noteAgentUse(agentIds: readonly number[], at: number): Promise<void>;

  /** for `getRetryToken` */
  findTokenFailures(serial: string): Promise<{ failCount: number; lockedUntil: number } | undefined>;

  openSession(session: {
    idHash: Uint8Array;
    agentId: number;
    createdAt: number;
    expiresAt: number;
  }): Promise<void>;
  /** undefined: no such session, another agent's, or expired */
  findSession(key: SessionKey): Promise<AgentSession | undefined>;
  /** @returns whether there was such a session */
  updateSession(
    key: SessionKey,
    change: { login?: string; serial?: string; expiresAt: number },
  ): Promise<boolean>;
  closeSession(key: SessionKey): Promise<boolean>;
  countSessions(agentId: number, nowMs: number): Promise<number>;

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
