import type { Settings } from '@lingpai/contract';
import { LOCKED_UNTIL_UNLOCKED } from './state.ts';

export type LockoutPolicy = Settings['lockout'];
export type LockState = 'free' | 'temporary' | 'permanent';

/** Is it locked at this instant? A lock answers before any secret is looked at. */
export function lockStateAt(lockedUntil: number, nowMs: number): LockState {
  if (lockedUntil >= LOCKED_UNTIL_UNLOCKED) return 'permanent';
  return lockedUntil > nowMs ? 'temporary' : 'free';
}

/** The counters after one more failure: locked for a time that doubles, in the end until an administrator unlocks (RFC 4226 §7.3). */
export function countFailure(
  failCount: number,
  nowMs: number,
  policy: LockoutPolicy,
): { failCount: number; lockedUntil: number } {
  const next = failCount + 1;
  if (policy.permanentAfterFailures > 0 && next >= policy.permanentAfterFailures)
    return { failCount: next, lockedUntil: LOCKED_UNTIL_UNLOCKED };
  if (next < policy.temporaryAfterFailures) return { failCount: next, lockedUntil: 0 };
  const doublings = Math.min(next - policy.temporaryAfterFailures, 30);
  const seconds = Math.min(policy.temporaryMaxSeconds, policy.temporarySeconds * 2 ** doublings);
  return { failCount: next, lockedUntil: nowMs + seconds * 1000 };
}

/** How many wrong tries are left before it is locked; 0 while it is. */
export function triesLeft(
  state: { failCount: number; lockedUntil: number },
  nowMs: number,
  policy: LockoutPolicy,
): number {
  if (lockStateAt(state.lockedUntil, nowMs) !== 'free') return 0;
  // After a lock has ended, the next failure locks again: one try is left.
  return Math.max(1, policy.temporaryAfterFailures - state.failCount);
}
