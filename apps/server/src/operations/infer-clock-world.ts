import { setImmediate } from 'node:timers/promises';
import { type Primitives, pureJsPrimitives } from '@lingpai/algorithms';
import { type ClockWorld, InferenceSlots } from '@lingpai/domain';
import type { AppContext } from '../context.ts';

/** One for the whole process: its searches share one thread. */
const slots = new InferenceSlots();

/** What inferring a token's clock works with: it computes in this thread, and lets the event loop turn every few milliseconds. */
export function clockWorld({ store, vault, clock, primitives }: AppContext): ClockWorld {
  return { store, vault, clock, primitives: forManyOtps(primitives), pause: () => setImmediate(), slots };
}

/** One block of SM3 or SM4 costs OpenSSL more to be called for than to compute: our own code is two to four times as fast at it. */
function forManyOtps(primitives: Primitives): Primitives {
  const { sm3, sm4Encrypt } = pureJsPrimitives;
  return { ...primitives, sm3, sm4Encrypt };
}
