import type { KeyRing } from '../crypto/key-ring.ts';

/** How often a process looks whether keys were changed, in ms: three rows of a table. */
export const RELOAD_KEYS_EVERY_MS = 1000;
/** While the changed keys cannot be opened, it asks for the master key less and less often. */
const MAX_SKIPPED_LOOKS = 60;

/**
 * Takes over keys that `lingpai keys rotate` has changed, for as long as the process runs: the server as well as a long command.
 *
 * @param onFailure told once for each time it begins to fail
 */
export function startKeyReload(
  keyRing: KeyRing,
  onFailure: (error: unknown) => void,
): { stop(): Promise<void> } {
  let run: Promise<void> | undefined;
  let failures = 0;
  let looksToSkip = 0;
  const look = async () => {
    try {
      await keyRing.reload();
      failures = 0;
    } catch (error) {
      if (failures === 0) onFailure(error);
      looksToSkip = Math.min(MAX_SKIPPED_LOOKS, 2 ** failures);
      failures += 1;
    }
  };
  const timer = setInterval(() => {
    if (run !== undefined) return;
    if (looksToSkip > 0) {
      looksToSkip -= 1;
      return;
    }
    run = look().finally(() => (run = undefined));
  }, RELOAD_KEYS_EVERY_MS).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await run;
    },
  };
}
