import type { UnitOfWork } from '../ports/stores.ts';
import type { DriftGroup } from '../ports/token-clock-store.ts';
import type { Pause } from '../ports/world.ts';

/** Ids looked at between two rests: a few milliseconds. */
const CHUNK_IDS = 4000;
/** Upper ends of the ranges of drift, in seconds, to either side; beyond the last: the rest. */
const EDGES_SECONDS = [30, 60, 120, 300, 600, 1800, 3600, 86_400];

/** Tokens whose clock is off by so much. Ends are inclusive; null: without end. */
export interface DriftRange {
  readonly fromSeconds: number | null;
  readonly toSeconds: number | null;
  readonly count: number;
}

/** How far the clocks of the enabled time tokens are off. */
export interface FleetDrift {
  /** those that were accepted once, so that their drift is known */
  readonly usedCount: number;
  readonly neverUsedCount: number;
  /** in seconds; 0 when none was used */
  readonly meanSeconds: number;
  /** from behind to ahead, without empty ones */
  readonly ranges: readonly DriftRange[];
}

/**
 * Counts drifts over all enabled time tokens, in small bites: at a million tokens it takes seconds, and nobody waits meanwhile. Tokens that
 * change while it runs are counted before or after their change.
 */
export async function readFleetDrift(world: {
  readonly store: UnitOfWork;
  readonly pause: Pause;
}): Promise<FleetDrift> {
  const { tokenClocks } = world.store.read;
  const lastId = await tokenClocks.lastId();
  const tally = new DriftTally();
  for (let from = 1; from <= lastId; from += CHUNK_IDS) {
    for (const group of await tokenClocks.countDrifts({ from, to: from + CHUNK_IDS - 1 })) tally.add(group);
    await world.pause();
  }
  return tally.result();
}

class DriftTally {
  /** by the place of their range: 0 exact, 1 up to the first edge ahead, −1 the same behind … */
  readonly #counts = new Map<number, number>();
  #usedCount = 0;
  #neverUsedCount = 0;
  #sumSeconds = 0;

  add({ driftSteps, periodSeconds, isUsed, count }: DriftGroup): void {
    if (!isUsed) {
      this.#neverUsedCount += count;
      return;
    }
    const seconds = driftSteps * periodSeconds;
    const place = placeOf(seconds);
    this.#usedCount += count;
    this.#sumSeconds += seconds * count;
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + count);
  }

  result(): FleetDrift {
    const ranges = [...this.#counts]
      .sort(([a], [b]) => a - b)
      .map(([place, count]) => ({ ...rangeAt(place), count }));
    return {
      usedCount: this.#usedCount,
      neverUsedCount: this.#neverUsedCount,
      meanSeconds: this.#usedCount === 0 ? 0 : Math.round(this.#sumSeconds / this.#usedCount),
      ranges,
    };
  }
}

function placeOf(seconds: number): number {
  if (seconds === 0) return 0;
  const edge = EDGES_SECONDS.findIndex((toSeconds) => Math.abs(seconds) <= toSeconds);
  return Math.sign(seconds) * (edge < 0 ? EDGES_SECONDS.length + 1 : edge + 1);
}

function rangeAt(place: number): Omit<DriftRange, 'count'> {
  if (place === 0) return { fromSeconds: 0, toSeconds: 0 };
  const distance = Math.abs(place);
  const near = (EDGES_SECONDS[distance - 2] ?? 0) + 1;
  const far = EDGES_SECONDS[distance - 1] ?? null;
  if (place > 0) return { fromSeconds: near, toSeconds: far };
  return { fromSeconds: far === null ? null : -far, toSeconds: -near };
}
