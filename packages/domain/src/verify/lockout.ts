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
/** So many failures of all sources together are forgotten in `forgetAfterHours`, where a guard does not keep its owner out. */
const FORGOTTEN_TOGETHER = 3;

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

/** What a failure is counted by. */
export interface CountRule {
  readonly factor: CountedName;
  /** epoch ms */
  readonly nowMs: number;
  readonly policy: LockoutPolicy;
}

/**
 * One failure more of one source: locked for a time that doubles, in the end until an administrator unlocks (RFC 4226 §7.3). The change of a
 * password asks for no OTP, so anybody can fail there: it is never locked but for a time.
 */
export function countOwnFailure(before: FailureCount, { factor, nowMs, policy }: CountRule): FailureCount {
  const { permanentAfterFailures: most } = policy;
  if (factor !== 'change' && most > 0 && before.failCount + 1 >= most)
    return { failCount: before.failCount + 1, lockedUntil: LOCKED_UNTIL_UNLOCKED };
  return grow(before, { afterFailures: policy.temporaryAfterFailures, nowMs, policy });
}

/** One failure more of all sources together: never locked but for a time. */
export function countSharedFailure(before: FailureCount, rule: CountRule): FailureCount {
  const { nowMs, policy } = rule;
  const { allSourcesAfterFailures: most } = policy;
  if (!isPassable(rule)) return grow(before, { afterFailures: most, nowMs, policy });
  const failCount = Math.min(before.failCount + 1, most);
  if (failCount < most) return { failCount, lockedUntil: keepLock(before, nowMs) };
  // As long as it takes to forget one: each single guess later on costs that much time.
  return { failCount, lockedUntil: Math.max(before.lockedUntil, nowMs + forgetOneMs(policy)) };
}

/**
 * What is left of failures of all sources together, before another is counted. Where the owner has a way past the guard, they are forgotten one
 * by one: were they forgotten all at once, whoever pauses for a day could go on for ever.
 *
 * @param failedAt epoch ms of the last of them
 */
export function leftOfShared(before: FailureCount, failedAt: number, rule: CountRule): FailureCount {
  if (!isPassable(rule)) return forgetOld(before, failedAt, rule);
  const forgotten = Math.max(0, Math.floor((rule.nowMs - failedAt) / forgetOneMs(rule.policy)));
  return { ...before, failCount: Math.max(0, before.failCount - forgotten) };
}

/** Whoever is guarded shows two OTPs, or, to change a password, logs in first. A password alone has nothing more to show. */
function isPassable({ factor, policy }: CountRule): boolean {
  return factor === 'change' || (factor === 'otp' && policy.isUnlockedByTwoOtps);
}

function forgetOneMs({ forgetAfterHours }: LockoutPolicy): number {
  return (forgetAfterHours * HOUR_MS) / FORGOTTEN_TOGETHER;
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
  { nowMs, policy }: Omit<CountRule, 'factor'>,
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
