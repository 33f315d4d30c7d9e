import { type Settings, codeOf } from '@lingpai/contract';
import {
  type AgentAccess,
  type AgentSession,
  type ChallengeOutcome,
  type SessionKey,
  type SessionLimits,
  challengeKey,
  StoreUnavailableError,
  codeOfReason,
  makeChallenge,
  networkOf,
  sessionExpiry,
  sessionLimits,
} from '@lingpai/domain';
import type { AppContext } from '../context.ts';

const ID_FORM = /^[\w-]{22}$/;
/** How long the limits are believed: every step of every session asks for them. */
const SETTINGS_CACHE_MS = 1000;

/** Whom a session is about; user, token, or both. */
export interface SessionSubject {
  readonly login?: string;
  readonly serial?: string;
  readonly clientAddress?: string;
}
/** What a step works with. */
export interface SessionStep extends SessionSubject {
  readonly challengeKey: string;
}
/** Made by whom, in which session. */
interface Caller {
  readonly agent: AgentAccess;
  readonly sessionId: string;
}
/** What the application asks a challenge with. */
interface ChallengeRequest {
  readonly clientChallenge: string | undefined;
  readonly sessionInfo?: Uint8Array;
  readonly source: string;
}
interface Code {
  readonly code: number;
}
type ChallengeAnswer = Code & { challenge?: string; serverResponse?: string; expiresAt?: number };

/** Sessions of the agent interface. They live in the store, so any node serves any step. */
export class AgentSessions {
  readonly #context: AppContext;
  #settings: { readonly value: Settings['agentSessions']; readonly readAt: number } | undefined;

  constructor(context: AppContext) {
    this.#context = context;
  }

  /** @param opening.sessionId of a retry: the same again, which then finds the session that was opened */
  async open(
    agent: AgentAccess,
    opening: { readonly sessionId: string; readonly clientAddress: string | undefined },
  ): Promise<Code & { sessionId?: string; expiresAt?: number }> {
    const { store, clock } = this.#context;
    const { sessionId, clientAddress } = opening;
    const limits = await this.#limits(agent);
    const createdAt = clock.nowMs();
    const { idHash } = this.#key({ agent, sessionId });
    const session = {
      idHash,
      agentId: agent.id,
      clientAddress,
      source: clientAddress === undefined ? undefined : networkOf(clientAddress),
      createdAt,
      expiresAt: createdAt + Math.min(limits.idleMs, limits.maxMs),
    };
    const expiresAt = await store.transaction(({ agentAccess }) => agentAccess.openSession(session, limits));
    return expiresAt === undefined ? { code: codeOf('OTPR_OPER_FAILED') } : { code: 0, sessionId, expiresAt };
  }

  /** Sets user or token. A challenge that was made for another is not this one's to answer. */
  async update(caller: Caller, change: { login?: string; serial?: string }): Promise<Code> {
    if (!ID_FORM.test(caller.sessionId)) return MALFORMED;
    const key = this.#key(caller);
    const limits = await this.#limits(caller.agent);
    return this.#context.store.transaction(async ({ agentAccess, challenges }) => {
      const session = await agentAccess.lockSession(key);
      if (session === undefined) return GONE;
      const expiresAt = sessionExpiry(session, limits, key.nowMs);
      await agentAccess.updateSession(key, { ...change, ...(expiresAt !== undefined && { expiresAt }) });
      await challenges.retire(challengeKey('challenge', caller.sessionId), key.nowMs);
      return { code: 0 };
    });
  }

  /** Runs a step for the user, the token, or both that the session was set to. */
  async within(caller: Caller, step: (who: SessionStep) => Promise<Code>): Promise<Code> {
    if (!ID_FORM.test(caller.sessionId)) return MALFORMED;
    const { store } = this.#context;
    const key = this.#key(caller);
    const session = await store.read.agentAccess.findSession(key);
    if (session === undefined) return GONE;
    const subject = subjectOf(session);
    if (subject === undefined) return UNSET;
    const expiresAt = sessionExpiry(session, await this.#limits(caller.agent), key.nowMs);
    if (expiresAt !== undefined)
      await store.transaction(({ agentAccess }) => agentAccess.updateSession(key, { expiresAt }));
    const answer = await step({ ...subject, challengeKey: challengeKey('challenge', caller.sessionId) });
    if (answer.code === 0 && !session.isProven) await this.#prove(key);
    return answer;
  }

  /** What was verified stays so: if this cannot be written down, the session may have to make room for another, no more. */
  async #prove(key: SessionKey): Promise<void> {
    try {
      await this.#context.store.transaction(({ agentAccess }) =>
        agentAccess.updateSession(key, { isProven: true }),
      );
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
    }
  }

  /** A new challenge for the session's token; the one before is void. */
  async challenge(
    caller: Caller,
    { clientChallenge, sessionInfo, source }: ChallengeRequest,
  ): Promise<ChallengeAnswer> {
    if (!ID_FORM.test(caller.sessionId)) return MALFORMED;
    const { agent, sessionId } = caller;
    const key = this.#key(caller);
    const limits = await this.#limits(agent);
    return this.#context.store.transaction(async (stores) => {
      const session = await stores.agentAccess.lockSession(key);
      if (session === undefined) return GONE;
      const subject = subjectOf(session);
      if (subject === undefined) return UNSET;
      const expiresAt = sessionExpiry(session, limits, key.nowMs);
      if (expiresAt !== undefined) await stores.agentAccess.updateSession(key, { expiresAt });
      const requester = { kind: 'agent', name: agent.name, source } as const;
      const outcome = await makeChallenge(
        {
          ...subject,
          sessionId,
          agentId: agent.id,
          requester,
          clientQuestion: clientChallenge,
          sessionInfo,
        },
        stores,
        this.#context,
      );
      return toAnswer(outcome);
    });
  }

  async close(caller: Caller): Promise<Code> {
    if (!ID_FORM.test(caller.sessionId)) return MALFORMED;
    const key = this.#key(caller);
    return this.#context.store.transaction(async ({ agentAccess, challenges }) => {
      if (!(await agentAccess.closeSession(key))) return GONE;
      await challenges.retire(challengeKey('challenge', caller.sessionId), key.nowMs);
      return { code: 0 };
    });
  }

  async #limits(agent: AgentAccess): Promise<SessionLimits> {
    const { store, clock } = this.#context;
    const now = clock.nowMs();
    const cached = this.#settings;
    if (cached !== undefined && now - cached.readAt < SETTINGS_CACHE_MS && now >= cached.readAt)
      return sessionLimits(agent, cached.value);
    const { agentSessions } = await store.read.settings.read();
    this.#settings = { value: agentSessions, readAt: now };
    return sessionLimits(agent, agentSessions);
  }

  #key({ agent, sessionId }: Caller): SessionKey {
    return {
      idHash: this.#context.primitives.hash('sha256', Buffer.from(sessionId)),
      agentId: agent.id,
      nowMs: this.#context.clock.nowMs(),
    };
  }
}

const MALFORMED: Code = { code: codeOf('OTPR_SESSID_INVALID') };
const GONE: Code = { code: codeOf('OTPR_SESS_NOTEXIST') };
const UNSET: Code = { code: codeOf('OTPR_UIDTKSN_UNSET') };

/** undefined: neither user nor token was set */
function subjectOf({ login, serial, clientAddress }: AgentSession): SessionSubject | undefined {
  if (login === undefined && serial === undefined) return undefined;
  return {
    ...(login !== undefined && { login }),
    ...(serial !== undefined && { serial }),
    ...(clientAddress !== undefined && { clientAddress }),
  };
}

function toAnswer(outcome: ChallengeOutcome): ChallengeAnswer {
  if (outcome.kind === 'refused') return { code: codeOfReason(outcome.reason) };
  const { challenge, serverResponse } = outcome;
  return {
    code: 0,
    challenge: challenge.question,
    ...(serverResponse !== undefined && { serverResponse }),
    expiresAt: challenge.expiresAt,
  };
}
