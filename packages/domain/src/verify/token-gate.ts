import type { Reason } from './outcome.ts';
import { lockStateAt } from './lockout.ts';
import type { TokenState } from './state.ts';

/** Has it an OTP to verify: every token but an OCRA token without a time step. */
export function showsOtp(token: TokenState): boolean {
  return token.spec.type !== 'ocra' || token.spec.periodSeconds !== undefined;
}

/**
 * What keeps a token from being used, before any secret is looked at.
 *
 * @returns undefined when nothing does
 */
export function tokenObstacle(token: TokenState, nowMs: number): Reason | undefined {
  const barred = statusObstacle(token) ?? lockObstacle(token, nowMs);
  if (barred !== undefined) return barred;
  if (nowMs < (token.startsAt ?? 0)) return 'token-not-started';
  if (nowMs >= (token.expiresAt ?? Infinity)) return 'token-expired';
  if (token.sealedSeed === undefined && !hasLivePending(token, nowMs)) return 'not-activated';
  return showsOtp(token) ? undefined : 'wrong-method';
}

export function hasLivePending(token: TokenState, nowMs: number): boolean {
  return token.pending !== undefined && nowMs < token.pending.expiresAt;
}

function lockObstacle(token: TokenState, nowMs: number): Reason | undefined {
  const lock = lockStateAt(token.lockedUntil, nowMs);
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
