import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock, Pause } from '../ports/world.ts';
import { purgeInBatches } from '../purge-in-batches.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * Removes sources that are known no more and failures that are forgotten, a small transaction at a time: verifications wait for each. What
 * never succeeded is remembered for its failures alone: strangers with many addresses leave rows for no longer than that.
 *
 * @param signal ends it between two of them
 */
export async function forgetOldFailures(
  { store, clock, pause }: { readonly store: UnitOfWork; readonly clock: Clock; readonly pause: Pause },
  signal: AbortSignal,
): Promise<void> {
  const { knownSourceDays, forgetAfterHours } = (await store.read.settings.read()).lockout;
  const nowMs = clock.nowMs();
  // A source is remembered for its failures as well, and these may be remembered for longer.
  const keptMs = Math.max(knownSourceDays * DAY_MS, forgetAfterHours * HOUR_MS);
  const forgotten = { before: nowMs - forgetAfterHours * HOUR_MS, nowMs };
  const how = { pause, signal };
  for (const sources of [
    { which: 'unknown', ...forgotten },
    { which: 'all', before: nowMs - keptMs, nowMs },
  ] as const)
    await purgeInBatches(
      (limit) => store.transaction(({ failures }) => failures.purgeSources({ ...sources, limit })),
      how,
    );
  await purgeInBatches(
    (limit) => store.transaction(({ failures }) => failures.purgeClients({ ...forgotten, limit })),
    how,
  );
}
