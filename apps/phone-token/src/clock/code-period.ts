/** How urgent the present code is: `ending` in its last 5 s, `closing` in its last 10 s (the next code may be shown). */
export type CodeStage = 'fresh' | 'closing' | 'ending';

/** Where in its life the present code of a time token is. */
export interface CodePeriod {
  /** whole seconds the code still lives, at least 1 */
  readonly remainingSeconds: number;
  /** 1 at the start of the period, towards 0 at its end */
  readonly remainingShare: number;
  readonly stage: CodeStage;
  /** until `remainingSeconds` changes */
  readonly nextTickMs: number;
}

export const NEXT_CODE_SECONDS = 10;
export const ENDING_SECONDS = 5;

/**
 * Derives the countdown from the clock, so that a throttled timer can delay it but never make it wrong.
 *
 * @param nowMs epoch ms of the clock the token follows
 * @param periodSeconds length of a time step
 */
export function codePeriodAt(nowMs: number, periodSeconds: number): CodePeriod {
  const periodMs = periodSeconds * 1_000;
  const intoMs = ((nowMs % periodMs) + periodMs) % periodMs;
  const remainingMs = periodMs - intoMs;
  const remainingSeconds = Math.ceil(remainingMs / 1_000);
  return {
    remainingSeconds,
    remainingShare: remainingMs / periodMs,
    stage: stageOf(remainingSeconds, periodSeconds),
    nextTickMs: remainingMs - (remainingSeconds - 1) * 1_000,
  };
}

function stageOf(remainingSeconds: number, periodSeconds: number): CodeStage {
  // a period of 10 s or less would be closing all the time
  const scale = Math.min(1, periodSeconds / 30);
  if (remainingSeconds <= ENDING_SECONDS * scale) return 'ending';
  return remainingSeconds <= NEXT_CODE_SECONDS * scale ? 'closing' : 'fresh';
}

/**
 * Groups a code for the eye: 6 digits as 3+3, 8 as 4+4, others in threes and fours with the longer group first.
 *
 * @example
 * groupDigits('81409512'); // '8140 9512'
 */
export function groupDigits(code: string): string {
  if (code.length <= 4) return code;
  const groups = Math.ceil(code.length / 4);
  const parts: string[] = [];
  let from = 0;
  for (let left = groups; left > 0; left--) {
    const length = Math.ceil((code.length - from) / left);
    parts.push(code.slice(from, from + length));
    from += length;
  }
  return parts.join(' ');
}

/** What a screen reader says: digit by digit, not a number. */
export function spellDigits(code: string): string {
  return Array.from(code).join(' ');
}
