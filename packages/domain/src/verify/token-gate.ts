import type { Reason } from './outcome.ts';
import { lockFor } from './lockout.ts';
import type { TokenState } from './state.ts';

/** Has it an OTP to verify: every token but an OCRA token without a time step. */
export function showsOtp(token: TokenState): boolean {
  return token.spec.type !== 'ocra' || token.spec.periodSeconds !== undefined;
}

/** With fewer digits two OTPs can be guessed by whoever has a lock to break. */
export const MIN_DIGITS_TO_UNLOCK = 6;

/** When a token is to be used, and by a source its user is known to have or not. */
export interface TokenGate {
  /** epoch ms */
  readonly nowMs: number;
  readonly isKnown: boolean;
}

/**
 * What keeps a token from showing an OTP, before any secret is looked at.
 *
 * @returns undefined when nothing does
 */
export function tokenObstacle(token: TokenState, gate: TokenGate): Reason | undefined {
  return useObstacle(token, gate) ?? (showsOtp(token) ? undefined : 'wrong-method');
}

/** What keeps a token from being used for anything. */
export function useObstacle(token: TokenState, { nowMs, isKnown }: TokenGate): Reason | undefined {
  const barred = statusObstacle(token) ?? lockObstacle(token, { nowMs, isKnown });
  if (barred !== undefined) return barred;
  if (nowMs < (token.startsAt ?? 0)) return 'token-not-started';
  if (nowMs >= (token.expiresAt ?? Infinity)) return 'token-expired';
  return token.sealedSeed === undefined && !hasLivePending(token, nowMs) ? 'not-activated' : undefined;
}

/** A token that could be used again tells the user more than one that never will. */
const OBSTACLES: readonly Reason[] = [
  'token-locked-temporary',
  'token-locked-permanent',
  'token-lost',
  'token-disabled',
  'not-activated',
  'token-not-started',
  'token-expired',
  'wrong-method',
  'token-revoked',
];

/** @returns undefined when there is no token */
export function mostTellingObstacle(tokens: readonly TokenState[], gate: TokenGate): Reason | undefined {
  const found = new Set(tokens.map((token) => tokenObstacle(token, gate)));
  return OBSTACLES.find((reason) => found.has(reason));
}

export function hasLivePending(token: TokenState, nowMs: number): boolean {
  return token.pending !== undefined && nowMs < token.pending.expiresAt;
}

function lockObstacle(token: TokenState, { nowMs, isKnown }: TokenGate): Reason | undefined {
  const lock = lockFor({ own: { failCount: 0, lockedUntil: 0 }, all: token, isKnown }, nowMs);
  if (lock === 'free') return undefined;
  return lock === 'temporary' ? 'token-locked-temporary' : 'token-locked-permanent';
}

function statusObstacle(token: TokenState): Reason | undefined {
  switch (token.status) {
    case 'enabled':
      return undefined;
    case 'disabled':
      return 'token-disabled';
    case 'lost':
      return 'token-lost';
    case 'revoked':
      return 'token-revoked';
  }
}
