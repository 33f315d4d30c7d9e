import { sha256 } from '@lingpai/algorithms';
import type { Clock, Random } from '@lingpai/domain';
import { NEW_YEAR_MS } from './verification.ts';

/** A clock that stands still until it is told to go on. */
export class FixedClock implements Clock {
  #nowMs: number;

  constructor(nowMs: number = NEW_YEAR_MS) {
    this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  advanceMs(ms: number): void {
    this.#nowMs += ms;
  }
}

/** "Random" bytes that are the same in each run: SHA-256 over a counter. */
export class SeededRandom implements Random {
  #counter: number;

  constructor(seed = 1) {
    this.#counter = seed * 1_000_000;
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count; at += 32) {
      this.#counter += 1;
      const block = sha256(new TextEncoder().encode(String(this.#counter)));
      bytes.set(block.subarray(0, Math.min(32, count - at)), at);
    }
    return bytes;
  }
}
