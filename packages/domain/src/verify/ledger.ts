import type { AuditDraft } from '../audit/audit-event.ts';
import type { ChallengeState, ClientState, SourceState, TokenState, UserState } from './state.ts';

/** What the store found for the jobs of one batch, rows locked. */
export interface VerificationSnapshot {
  /** by login key (see `loginKey`) */
  readonly users: ReadonlyMap<string, UserState>;
  /** ids of the tokens bound to a user, by user id */
  readonly tokenIdsOfUser: ReadonlyMap<number, readonly number[]>;
  readonly tokenIdBySerial: ReadonlyMap<string, number>;
  readonly tokens: ReadonlyMap<number, TokenState>;
  /** by idempotency scope */
  readonly answers: ReadonlyMap<string, StoredAnswer>;
  /** by `sourceKey`; what is not there never did anything */
  readonly sources: ReadonlyMap<string, SourceState>;
  /** by address */
  readonly clients: ReadonlyMap<string, ClientState>;
  /** by hash of what the agent names it by */
  readonly challenges: ReadonlyMap<string, ChallengeState>;
}

/** What a source's state is found by in a snapshot. */
export function sourceKey({
  kind,
  subjectId,
  source,
}: Pick<SourceState, 'kind' | 'subjectId' | 'source'>): string {
  return `${kind}:${subjectId}:${source}`;
}
export interface StoredAnswer {
  readonly requestHash: string;
  readonly code: number;
}

export interface TokenWrite {
  readonly id: number;
  readonly before: TokenState;
  readonly after: TokenState;
}
export interface UserWrite {
  readonly id: number;
  readonly after: UserState;
}
/** All that a decided batch changes, for one transaction. */
export interface BatchWrites {
  readonly tokens: readonly TokenWrite[];
  readonly users: readonly UserWrite[];
  readonly audit: readonly AuditDraft[];
  readonly sources: readonly SourceState[];
  readonly clients: readonly ClientState[];
  /** each answered by this batch: on condition that it was not before */
  readonly challenges: readonly ChallengeState[];
  readonly answers: readonly { readonly scope: string; readonly answer: StoredAnswer; readonly at: number }[];
}

/** The states as the jobs of a batch leave them, one after the other: a later job sees what an earlier one changed. */
export class VerificationLedger {
  readonly #snapshot: VerificationSnapshot;
  readonly #tokens = new Map<number, TokenState>();
  readonly #users = new Map<string, UserState>();
  readonly #answers = new Map<string, { answer: StoredAnswer; at: number }>();
  readonly #sources = new Map<string, SourceState>();
  readonly #clients = new Map<string, ClientState>();
  readonly #challenges = new Map<string, ChallengeState>();
  readonly #audit: AuditDraft[] = [];
  /** takes back what was done since `mark`, the last first */
  #undo: (() => void)[] | undefined;

  constructor(snapshot: VerificationSnapshot) {
    this.#snapshot = snapshot;
  }

  findUser(key: string): UserState | undefined {
    return this.#users.get(key) ?? this.#snapshot.users.get(key);
  }

  findTokenBySerial(serial: string): TokenState | undefined {
    const id = this.#snapshot.tokenIdBySerial.get(serial);
    return id === undefined ? undefined : this.#token(id);
  }

  tokensOf(user: UserState): TokenState[] {
    const ids = this.#snapshot.tokenIdsOfUser.get(user.id) ?? [];
    return ids.map((id) => this.#token(id)).filter((token) => token !== undefined);
  }

  findAnswer(scope: string): StoredAnswer | undefined {
    return this.#answers.get(scope)?.answer ?? this.#snapshot.answers.get(scope);
  }

  findSource(kind: SourceState['kind'], subjectId: number, source: string): SourceState | undefined {
    const key = sourceKey({ kind, subjectId, source });
    return this.#sources.get(key) ?? this.#snapshot.sources.get(key);
  }

  findClient(address: string): ClientState | undefined {
    return this.#clients.get(address) ?? this.#snapshot.clients.get(address);
  }

  findChallenge(keyHash: string): ChallengeState | undefined {
    return this.#challenges.get(keyHash) ?? this.#snapshot.challenges.get(keyHash);
  }

  /** @returns takes back all that was saved and noted since */
  mark(): () => void {
    const undo: (() => void)[] = [];
    this.#undo = undo;
    return () => {
      for (const step of undo.splice(0).toReversed()) step();
    };
  }

  saveSource(state: SourceState): void {
    this.#save(this.#sources, sourceKey(state), state);
  }

  saveClient(state: ClientState): void {
    this.#save(this.#clients, state.address, state);
  }

  saveChallenge(challenge: ChallengeState): void {
    this.#save(this.#challenges, challenge.keyHash, challenge);
  }

  saveToken(token: TokenState): void {
    this.#save(this.#tokens, token.id, token);
  }

  saveUser(key: string, user: UserState): void {
    this.#save(this.#users, key, user);
  }

  saveAnswer(scope: string, answer: StoredAnswer, at: number): void {
    this.#save(this.#answers, scope, { answer, at });
  }

  note(event: AuditDraft): void {
    this.#audit.push(event);
    this.#undo?.push(() => void this.#audit.pop());
  }

  writes(): BatchWrites {
    return {
      tokens: [...this.#tokens.values()].map((after) => ({
        id: after.id,
        before: this.#snapshot.tokens.get(after.id)!,
        after,
      })),
      users: [...this.#users.values()].map((after) => ({ id: after.id, after })),
      sources: [...this.#sources.values()],
      clients: [...this.#clients.values()],
      challenges: [...this.#challenges.values()],
      audit: this.#audit,
      answers: [...this.#answers].map(([scope, { answer, at }]) => ({ scope, answer, at })),
    };
  }

  // oxlint-disable-next-line max-params -- as a map's own
  #save<K, V>(map: Map<K, V>, key: K, value: V): void {
    const before = map.get(key);
    this.#undo?.push(() => (before === undefined ? map.delete(key) : map.set(key, before)));
    map.set(key, value);
  }

  #token(id: number): TokenState | undefined {
    return this.#tokens.get(id) ?? this.#snapshot.tokens.get(id);
  }
}
