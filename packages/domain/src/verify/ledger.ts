import type { AuditDraft } from '../audit/audit-event.ts';
import type { TokenState, UserState } from './state.ts';

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
  readonly answers: readonly { readonly scope: string; readonly answer: StoredAnswer; readonly at: number }[];
}

/** The states as the jobs of a batch leave them, one after the other: a later job sees what an earlier one changed. */
export class VerificationLedger {
  readonly #snapshot: VerificationSnapshot;
  readonly #tokens = new Map<number, TokenState>();
  readonly #users = new Map<string, UserState>();
  readonly #answers = new Map<string, { answer: StoredAnswer; at: number }>();
  readonly #audit: AuditDraft[] = [];

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

  saveToken(token: TokenState): void {
    this.#tokens.set(token.id, token);
  }

  saveUser(key: string, user: UserState): void {
    this.#users.set(key, user);
  }

  saveAnswer(scope: string, answer: StoredAnswer, at: number): void {
    this.#answers.set(scope, { answer, at });
  }

  note(event: AuditDraft): void {
    this.#audit.push(event);
  }

  writes(): BatchWrites {
    return {
      tokens: [...this.#tokens.values()].map((after) => ({
        id: after.id,
        before: this.#snapshot.tokens.get(after.id)!,
        after,
      })),
      users: [...this.#users.values()].map((after) => ({ id: after.id, after })),
      audit: this.#audit,
      answers: [...this.#answers].map(([scope, { answer, at }]) => ({ scope, answer, at })),
    };
  }

  #token(id: number): TokenState | undefined {
    return this.#tokens.get(id) ?? this.#snapshot.tokens.get(id);
  }
}
