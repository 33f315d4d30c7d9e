import type { Agent } from '@lingpai/contract';

export interface AgentStore {
  /** for a change of agents, or of rules that name one: others wait from here to the end of the transaction. First in it */
  lockChanges(): Promise<void>;
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
