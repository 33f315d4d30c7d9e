/** How often one address may call: `burst` calls at once, then one every `refillMs`. */
export interface ThrottleRate {
  readonly burst: number;
  readonly refillMs: number;
}

/** More addresses than this are not kept apart: who has been quiet the longest is forgotten. */
const MAX_SOURCES = 20_000;

/** A token bucket for each source address, in this process's memory. */
export class SourceThrottle {
  readonly #rate: ThrottleRate;
  /** when the bucket of a source is full again, epoch ms; the oldest call first */
  readonly #fullAt = new Map<string, number>();

  constructor(rate: ThrottleRate) {
    this.#rate = rate;
  }

  /**
   * @param source address of the caller
   * @returns 0 when the call may go on, else after how many seconds it may come again
   */
  take(source: string, nowMs: number): number {
    const { burst, refillMs } = this.#rate;
    const fullAt = Math.max(this.#fullAt.get(source) ?? 0, nowMs) + refillMs;
    const excessMs = fullAt - nowMs - burst * refillMs;
    if (excessMs > 0) return Math.ceil(excessMs / 1000);
    this.#fullAt.delete(source);
    this.#fullAt.set(source, fullAt);
    if (this.#fullAt.size > MAX_SOURCES) this.#fullAt.delete(this.#fullAt.keys().next().value!);
    return 0;
  }
}
