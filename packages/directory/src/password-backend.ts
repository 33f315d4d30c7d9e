import type { ThirdPartyVerdict } from '@lingpai/domain';
import type { BackendReason } from '@lingpai/contract/phrases/backends';

export interface PasswordQuery {
  readonly login: string;
  readonly password: string;
  /** how long it may take, for all servers together */
  readonly deadlineMs: number;
  /** ends it at once: sockets are destroyed */
  readonly signal: AbortSignal;
}

/** What a back-end says, and what happened. */
export interface BackendAnswer {
  readonly verdict: ThirdPartyVerdict;
  readonly reason: BackendReason;
}

/** Something that knows third-party passwords. */
export interface PasswordBackend {
  /** @returns never rejects for what servers do or do not do */
  check(query: PasswordQuery): Promise<BackendAnswer>;
}

export const right: BackendAnswer = { verdict: 'right', reason: 'accepted' };
export const wrong = (reason: BackendReason): BackendAnswer => ({ verdict: 'wrong', reason });
export const unavailable = (reason: BackendReason): BackendAnswer => ({ verdict: 'unavailable', reason });
