import type { Agent } from '@lingpai/contract';

export interface AgentStore {
  /** ordered by name */
  list(): Promise<Agent[]>;
  find(id: number): Promise<(Agent & { readonly agentId: string }) | undefined>;
  /** @returns undefined when the name is taken */
  insert(agent: {
    agentId: string;
    name: string;
    keyHash: Uint8Array;
    allow: readonly string[];
    at: number;
  }): Promise<number | undefined>;
  /** @returns false when the name is taken by another */
  update(
    id: number,
    change: {
      name?: string;
      allow?: readonly string[];
      isEnabled?: boolean;
      maxSessions?: number | null;
      sessionIdleSeconds?: number | null;
    },
  ): Promise<boolean>;
  setKey(id: number, keyHash: Uint8Array): Promise<void>;
  /** its sessions and challenges go with it */
  remove(id: number): Promise<void>;
}
