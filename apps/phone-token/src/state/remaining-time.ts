/** Whole seconds until then, at least 1. */
export function secondsUntil(untilMs: number): number {
  return Math.max(1, Math.ceil((untilMs - Date.now()) / 1_000));
}
