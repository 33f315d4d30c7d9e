import type { Token, TokenDetail } from '@lingpai/contract';
import type { TokenKind } from '../token/token-kind.ts';
import type { TokenSpec, TokenType } from '../token/token-spec.ts';
import type { TokenStatus } from '../token/token-status.ts';
import type { PageOf, PageRequest } from './page.ts';

export interface TokenFilter {
  /** beginning of the serial, or of the login of a user it is bound to */
  readonly q?: string | undefined;
  readonly organizationId?: number | undefined;
  /** organisations below it as well */
  readonly includeSub?: boolean | undefined;
  readonly status?: TokenStatus | 'locked' | 'expired' | undefined;
  readonly type?: TokenType | undefined;
  readonly kind?: TokenKind | undefined;
  readonly bound?: boolean | undefined;
}

/** What a change of a token has to know of it. */
export interface TokenHandle {
  readonly id: number;
  readonly serial: string;
  readonly organizationId: number;
  readonly organizationPath: string;
  readonly kind: TokenKind;
  readonly type: TokenType;
  readonly status: TokenStatus;
  readonly isExpired: boolean;
  readonly bindingCount: number;
}

/** Tokens of unfinished imports are in none of these. */
export interface TokenStore {
  list(filter: TokenFilter, page: PageRequest & { nowMs: number }): Promise<PageOf<Token>>;
  read(serial: string, nowMs: number): Promise<TokenDetail | undefined>;
  /** for a change: the row is locked to the end of the transaction */
  lock(serial: string): Promise<TokenHandle | undefined>;
  setStatus(before: TokenHandle, status: TokenStatus, at: number): Promise<void>;
  /** null: it signs in the suite it answers challenges in */
  setSignatureSuite(id: number, suite: string | null, at: number): Promise<void>;
  /** sealed; null: it has none */
  setPin(id: number, sealed: Uint8Array | null, at: number): Promise<void>;
  /** lifts the lock and forgets failures */
  unlock(id: number, at: number): Promise<void>;
  /** Adds mobile tokens no phone has yet. Serials that exist are left out. @returns the serials that were added, in order */
  insertMobile(batch: {
    serials: readonly string[];
    organizationId: number;
    spec: TokenSpec;
    at: number;
  }): Promise<string[]>;
  /**
   * Marks tokens whose time is over, so that lists find them; verification never asks for the mark.
   *
   * @returns how many were marked; fewer than `limit`: there are no more
   */
  markExpired(nowMs: number, limit: number): Promise<number>;
}
