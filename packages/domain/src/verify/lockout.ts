import type { Settings } from '@lingpai/contract';
import { type CountedName, type FactorCounts, LOCKED_UNTIL_UNLOCKED } from './state.ts';

export type LockoutPolicy = Settings['lockout'];
export type LockState = 'free' | 'temporary' | 'permanent';
/** Wrong tries in a row, and the lock they led to (epoch ms, as in `TokenState.lockedUntil`). */
export interface FailureCount {
  readonly failCount: number;
  readonly lockedUntil: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Is it locked at this instant? A lock answers before any secret is looked at. */
export function lockStateAt(lockedUntil: number, nowMs: number): LockState {
  if (lockedUntil >= LOCKED_UNTIL_UNLOCKED) return 'permanent';
  return lockedUntil > nowMs ? 'temporary' : 'free';
}

/**
 * Is this source locked out? Its own failures lock it; those of all sources together keep out sources that never succeeded, so that an
 * outsider who knows a name cannot keep out whom it belongs to. A lock an administrator has to end holds for all.
 */
export function lockFor(
  { own, all, isKnown }: { own: FailureCount; all: FailureCount; isKnown: boolean },
  nowMs: number,
): LockState {
  const locks = [lockStateAt(own.lockedUntil, nowMs), lockStateAt(all.lockedUntil, nowMs)];
  if (locks.includes('permanent')) return 'permanent';
  return locks[0] === 'temporary' || (locks[1] === 'temporary' && !isKnown) ? 'temporary' : 'free';
}

/** One failure more of one source: locked for a time that doubles, in the end until an administrator unlocks (RFC 4226 §7.3). */
export function countOwnFailure(before: FailureCount, nowMs: number, policy: LockoutPolicy): FailureCount {
  const { permanentAfterFailures: most } = policy;
  if (most > 0 && before.failCount + 1 >= most)
    return { failCount: before.failCount + 1, lockedUntil: LOCKED_UNTIL_UNLOCKED };
  return grow(before, { afterFailures: policy.temporaryAfterFailures, nowMs, policy });
}

/** One failure more of all sources together: never locked but for a time. */
export function countSharedFailure(before: FailureCount, nowMs: number, policy: LockoutPolicy): FailureCount {
  return grow(before, { afterFailures: policy.allSourcesAfterFailures, nowMs, policy });
}

/** One failure more of one address over all users. */
export function countClientFailure(before: FailureCount, nowMs: number, policy: LockoutPolicy): FailureCount {
  const { clientAfterFailures: afterFailures } = policy;
  if (afterFailures === 0) return { failCount: before.failCount + 1, lockedUntil: 0 };
  return grow(before, { afterFailures, nowMs, policy });
}

function grow(
  before: FailureCount,
  { afterFailures, nowMs, policy }: { afterFailures: number; nowMs: number; policy: LockoutPolicy },
): FailureCount {
  const failCount = before.failCount + 1;
  if (failCount < afterFailures) return { failCount, lockedUntil: keepLock(before, nowMs) };
  const doublings = Math.min(failCount - afterFailures, 30);
  const seconds = Math.min(policy.temporaryMaxSeconds, policy.temporarySeconds * 2 ** doublings);
  return { failCount, lockedUntil: Math.max(before.lockedUntil, nowMs + seconds * 1000) };
}

function keepLock({ lockedUntil }: FailureCount, nowMs: number): number {
  return lockedUntil > nowMs ? lockedUntil : 0;
}

/** What is left of failures whose last was so long ago. A lock an administrator has to end stays. */
export function forgetOld(
  before: FailureCount,
  failedAt: number,
  { nowMs, policy }: { nowMs: number; policy: LockoutPolicy },
): FailureCount {
  const isOld = nowMs - failedAt >= policy.forgetAfterHours * HOUR_MS && before.lockedUntil <= nowMs;
  return isOld ? { failCount: 0, lockedUntil: 0 } : before;
}

/** Has a person succeeded from there not too long ago? */
export function isKnownAt(knownAt: number | undefined, nowMs: number, policy: LockoutPolicy): boolean {
  return knownAt !== undefined && nowMs - knownAt < policy.knownSourceDays * DAY_MS;
}

/** How many wrong tries are left before it is locked; 0 while it is. */
export function triesLeft(state: FailureCount, nowMs: number, policy: LockoutPolicy): number {
  if (lockStateAt(state.lockedUntil, nowMs) !== 'free') return 0;
  // After a lock has ended, the next failure locks again: one try is left.
  return Math.max(1, policy.temporaryAfterFailures - state.failCount);
}

/** The count of one factor. */
export function countOf(counts: FactorCounts, factor: CountedName): FailureCount {
  return { failCount: counts[`${factor}FailCount`], lockedUntil: counts[`${factor}LockedUntil`] };
}

export function withCount<T extends FactorCounts>(counts: T, factor: CountedName, count: FailureCount): T {
  return {
    ...counts,
    [`${factor}FailCount`]: count.failCount,
    [`${factor}LockedUntil`]: count.lockedUntil,
  };
}
