import { LOCKED_UNTIL_UNLOCKED } from '@lingpai/domain';

/** How a lock is shown: null when there is none now; `until` null when only an administrator lifts it. */
export function lockView(lockedUntil: number, nowMs: number): { until: number | null } | null {
  if (lockedUntil <= nowMs) return null;
  return { until: lockedUntil >= LOCKED_UNTIL_UNLOCKED ? null : lockedUntil };
}
