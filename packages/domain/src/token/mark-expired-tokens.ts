import type { TokenWorld } from './act-on-token.ts';

/** Tokens marked per transaction. */
const BATCH_TOKENS = 1000;

/**
 * Marks the tokens whose time is over, so that lists find them. The server calls it every minute; verification looks at the time itself.
 *
 * @returns how many were marked
 */
export async function markExpiredTokens(world: TokenWorld, signal?: AbortSignal): Promise<number> {
  let total = 0;
  for (;;) {
    const nowMs = world.clock.nowMs();
    const marked = await world.store.transaction(({ tokens }) => tokens.markExpired(nowMs, BATCH_TOKENS));
    total += marked;
    if (marked < BATCH_TOKENS || signal?.aborted === true) return total;
  }
}
