import { codeOf } from '@lingpai/contract';
import { type AgentAccess, hashAgentKey, parseAllowList } from '@lingpai/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppContext } from '../context.ts';

/** How long what was read of an agent is believed: a disabled agent is out at the latest this much later. */
const CACHE_MS = 1000;
/** Far more than any company has agents; wrong keys never get in. */
const MAX_CACHED = 10_000;

/** In any case (RFC 9110 §11.1). */
const SCHEME = /^bearer /i;

interface Known {
  readonly agent: AgentAccess;
  readonly isAllowed: (address: string) => boolean;
  readonly readAt: number;
}

/** Lets agents in by the key of their `.acf`, from the addresses they may call from. */
export class AgentGate {
  readonly #context: AppContext;
  readonly #known = new Map<string, Known>();
  readonly #used = new Set<number>();

  constructor(context: AppContext) {
    this.#context = context;
  }

  /** @returns the agent, or undefined after the refusal was sent: 401 with code 12, or 403 with 68 */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<AgentAccess | undefined> {
    const known = await this.#find(request.headers.authorization);
    if (known === undefined || !known.agent.isEnabled) {
      await reply
        .code(401)
        .header('www-authenticate', 'Bearer')
        .send({ code: codeOf('OTPR_SECRET_INVALID') });
      return undefined;
    }
    if (!known.isAllowed(request.ip)) {
      await reply.code(403).send({ code: codeOf('OTPR_NOT_AGENTCONF') });
      return undefined;
    }
    this.#used.add(known.agent.id);
    return known.agent;
  }

  /** Writes down which agents called since the last time. */
  async flushUse(): Promise<void> {
    const ids = [...this.#used];
    if (ids.length === 0) return;
    this.#used.clear();
    const at = this.#context.clock.nowMs();
    await this.#context.store.transaction(({ agentAccess }) => agentAccess.noteAgentUse(ids, at));
  }

  /** What is known of a key for a second needs no look into the store, nor a hash. */
  #find(authorization: string | undefined): Known | undefined | Promise<Known | undefined> {
    if (authorization === undefined || !SCHEME.test(authorization)) return undefined;
    const cached = this.#known.get(authorization);
    const now = this.#context.clock.nowMs();
    if (cached !== undefined && now - cached.readAt < CACHE_MS && now >= cached.readAt) return cached;
    return this.#read(authorization, now);
  }

  async #read(authorization: string, now: number): Promise<Known | undefined> {
    const keyHash = hashAgentKey(authorization.replace(SCHEME, ''));
    const agent = await this.#context.store.read.agentAccess.findAgentByKeyHash(keyHash);
    this.#known.delete(authorization);
    if (agent === undefined) return undefined;
    if (this.#known.size >= MAX_CACHED) this.#known.clear();
    const known = { agent, isAllowed: parseAllowList(agent.allow), readAt: now };
    this.#known.set(authorization, known);
    return known;
  }
}
