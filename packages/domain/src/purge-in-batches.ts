import type { Pause } from './ports/world.ts';

const BATCH_ROWS = 2000;

/**
 * Removes rows in small transactions: verifications wait for each of them.
 *
 * @param purge removes this many rows at the most, in a transaction of its own; returns how many there were
 * @param signal ends it between two of them
 */
export async function purgeInBatches(
  purge: (limit: number) => Promise<number>,
  { pause, signal }: { readonly pause: Pause; readonly signal: AbortSignal },
): Promise<void> {
  let purged = BATCH_ROWS;
  while (purged === BATCH_ROWS && !signal.aborted) {
    purged = await purge(BATCH_ROWS);
    await pause();
  }
}
