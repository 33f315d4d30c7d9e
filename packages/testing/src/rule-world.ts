import {
  type ChallengeState,
  type ClientState,
  type DecideContext,
  type Outcome,
  type SourceState,
  type TokenState,
  type UserState,
  type VerifyJob,
  codeOfReason,
  decideBatch,
  loginKey,
  sourceKey,
} from '@lingpai/domain';
import { aContext } from './verification.ts';

/** The verification rule over states in memory: what a batch writes is what the next one finds. */
export class RuleWorld {
  user: UserState;
  readonly tokens = new Map<number, TokenState>();
  readonly sources = new Map<string, SourceState>();
  readonly clients = new Map<string, ClientState>();
  readonly challenges = new Map<string, ChallengeState>();
  /** actions of all audit rows, in order */
  readonly actions: string[] = [];
  context: DecideContext;

  constructor(user: UserState, tokens: readonly TokenState[], context: Partial<DecideContext> = {}) {
    this.user = user;
    for (const token of tokens) this.tokens.set(token.id, token);
    this.context = aContext(context);
  }

  get nowMs(): number {
    return this.context.nowMs;
  }

  advanceMs(ms: number): void {
    this.context = { ...this.context, nowMs: this.context.nowMs + ms };
  }

  decide(job: VerifyJob): Outcome {
    const tokens = [...this.tokens.values()];
    const snapshot = {
      users: new Map([[loginKey(this.user.login), this.user]]),
      tokenIdsOfUser: new Map([[this.user.id, tokens.map((token) => token.id)]]),
      tokenIdBySerial: new Map(tokens.map((token) => [token.serial, token.id])),
      tokens: this.tokens,
      answers: new Map(),
      sources: this.sources,
      clients: this.clients,
      challenges: this.challenges,
    };
    const { outcomes, writes } = decideBatch([job], snapshot, this.context);
    for (const { after } of writes.tokens) this.tokens.set(after.id, after);
    for (const { after } of writes.users) this.user = after;
    for (const state of writes.sources) this.sources.set(sourceKey(state), state);
    for (const state of writes.clients) this.clients.set(state.address, state);
    for (const challenge of writes.challenges) this.challenges.set(challenge.keyHash, challenge);
    this.actions.push(...writes.audit.map((event) => event.action));
    return outcomes[0]!;
  }

  /** What an agent hears; -1: something has to be found out first. */
  code(job: VerifyJob): number {
    const outcome = this.decide(job);
    if (outcome.kind === 'accepted') return 0;
    return outcome.kind === 'refused' ? codeOfReason(outcome.reason) : -1;
  }
}
