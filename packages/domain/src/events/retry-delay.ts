import type { Random } from '../ports/world.ts';

export interface RetryPace {
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
}

/** Keeps 2 to its power within what a number holds exactly. */
const MAX_DOUBLINGS = 40;

/**
 * How long to wait before the next try, in ms: twice as long each time, and by chance up to half of that less, so that receivers that come
 * back are not called by everybody at once.
 *
 * @param tryCount tries that failed before this one
 */
export function retryDelayMs(tryCount: number, pace: RetryPace, random: Random): number {
  const longest = Math.min(pace.longestRetryMs, pace.firstRetryMs * 2 ** Math.min(tryCount, MAX_DOUBLINGS));
  const [chance = 0] = random.bytes(1);
  return Math.round(longest * (0.5 + chance / 255 / 2));
}
