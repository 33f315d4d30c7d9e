import { encodeBase64Url } from '@lingpai/algorithms';
import { codeOf } from '@lingpai/contract';
import type { AgentAccess, SessionKey } from '@lingpai/domain';
import type { AppContext } from '../context.ts';

/** A session ends this long after its last use. */
export const SESSION_IDLE_MS = 30 * 60_000;
/** Live sessions one agent may have: a caller that never closes them must not fill the store. */
export const MAX_SESSIONS_PER_AGENT = 10_000;
const ID_BYTES = 16;

/** Sessions of the agent interface. They live in the store, so any node serves any step. */
export class AgentSessions {
  readonly #context: AppContext;

  constructor(context: AppContext) {
    this.#context = context;
  }

  async open(agent: AgentAccess): Promise<{ code: number; sessionId?: string; expiresAt?: number }> {
    const { store, random, clock, primitives } = this.#context;
    const createdAt = clock.nowMs();
    if ((await store.read.agentAccess.countSessions(agent.id, createdAt)) >= MAX_SESSIONS_PER_AGENT)
      return { code: codeOf('OTPR_OPER_FAILED') };
    const sessionId = encodeBase64Url(random.bytes(ID_BYTES));
    const expiresAt = createdAt + SESSION_IDLE_MS;
    const idHash = primitives.hash('sha256', Buffer.from(sessionId));
    await store.transaction(({ agentAccess }) =>
      agentAccess.openSession({ idHash, agentId: agent.id, createdAt, expiresAt }),
    );
    return { code: 0, sessionId, expiresAt };
  }

  async update(
    agent: AgentAccess,
    sessionId: string,
    change: { login?: string; serial?: string },
  ): Promise<{ code: number }> {
    const key = this.#key(agent, sessionId);
    const isThere = await this.#context.store.transaction(({ agentAccess }) =>
      agentAccess.updateSession(key, { ...change, expiresAt: key.nowMs + SESSION_IDLE_MS }),
    );
    return { code: isThere ? 0 : codeOf('OTPR_SESS_NOTEXIST') };
  }

  /** Runs a step for the user, the token, or both that the session was set to. */
  async within(
    agent: AgentAccess,
    sessionId: string,
    step: (who: { login?: string; serial?: string }) => Promise<{ code: number }>,
  ): Promise<{ code: number }> {
    const session = await this.#context.store.read.agentAccess.findSession(this.#key(agent, sessionId));
    if (session === undefined) return { code: codeOf('OTPR_SESS_NOTEXIST') };
    const { login, serial } = session;
    if (login === undefined && serial === undefined) return { code: codeOf('OTPR_UIDTKSN_UNSET') };
    return step({ ...(login !== undefined && { login }), ...(serial !== undefined && { serial }) });
  }

  async close(agent: AgentAccess, sessionId: string): Promise<{ code: number }> {
    const key = this.#key(agent, sessionId);
    const wasThere = await this.#context.store.transaction(({ agentAccess }) =>
      agentAccess.closeSession(key),
    );
    return { code: wasThere ? 0 : codeOf('OTPR_SESS_NOTEXIST') };
  }

  #key(agent: AgentAccess, sessionId: string): SessionKey {
    return {
      idHash: this.#context.primitives.hash('sha256', Buffer.from(sessionId)),
      agentId: agent.id,
      nowMs: this.#context.clock.nowMs(),
    };
  }
}
