import type { VerificationSnapshot } from '../verify/ledger.ts';
import type { ChallengeState } from '../verify/state.ts';

/** Who is to be asked, and where the request comes from. */
export interface AskedSubject {
  readonly login: string | undefined;
  readonly serial: string | undefined;
  /** see `sourceOf` */
  readonly source: string;
}

/** Where a question is asked from. */
export interface Asker {
  /** see `sourceOf` */
  readonly source: string;
  /** somebody succeeded from there lately */
  readonly isKnown: boolean;
}

/** What is known of them. */
export interface AskedTokens {
  /** as verification reads it, but no row is locked: nothing of it changes here */
  readonly snapshot: VerificationSnapshot;
  /** by serial; tokens that sign with the suite they answer challenges with are not in it */
  readonly signatureSuites: ReadonlyMap<string, string>;
}

/** Questions that were asked of tokens. */
export interface ChallengeStore {
  readAsked(subject: AskedSubject): Promise<AskedTokens>;
  find(keyHash: string): Promise<ChallengeState | undefined>;
  /** what a token was asked to sign in this suite, as far as it is remembered */
  findSignatureQuestions(of: { serial: string; suite: string; nowMs: number }): Promise<string[]>;
  /** How many questions a source has asked of a token since `since` (epoch ms) that nobody answered; those asked by others at this moment may be missing. */
  countUnanswered(of: { serial: string; source: string; since: number; nowMs: number }): Promise<number>;
  /**
   * Forgets unanswered questions of a token, so that with one more there are not more than `limit`: the oldest of the source that has the
   * most; of sources that have as many, one that is not known, then the one that asked first. Also one that could be answered still.
   */
  makeRoom(serial: string, limit: number): Promise<void>;
  /** @returns false when the key is taken, or the token was asked this before and it is remembered */
  insert(challenge: ChallengeState, asker: Asker): Promise<boolean>;
  /** Nobody can answer it any more; that it was asked stays remembered. */
  retire(keyHash: string, nowMs: number): Promise<void>;
  /**
   * Removes what need not be remembered any more.
   *
   * @returns how many; fewer than `limit`: there are no more
   */
  purge(nowMs: number, limit: number): Promise<number>;
}
