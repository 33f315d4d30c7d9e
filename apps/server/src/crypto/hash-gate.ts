import { availableParallelism } from 'node:os';
import { BusyError, type PasswordHasher } from '@lingpai/domain';
import { FairQueue, type Origin } from './fair-queue.ts';

/** Who signs in to the centre waits for no login, and a flood of logins cannot get in the way. */
export type HashLane = 'login' | 'admin';
export const HASH_LANES: readonly HashLane[] = ['login', 'admin'];

export interface LaneSize {
  /** hashes at the same time, 1 or more */
  readonly atOnce: number;
  /** how many may wait */
  readonly waiting: number;
}

/**
 * Node's thread pool has four threads: three for logins where there are as many cores, one for administrators. More waiting than these
 * take about two seconds; whoever comes then had better come again.
 */
const SIZES: Readonly<Record<HashLane, LaneSize>> = {
  login: { atOnce: Math.min(3, availableParallelism()), waiting: 128 },
  admin: { atOnce: 1, waiting: 64 },
};

/** Who wants a hash. */
export interface HashClaim extends Origin {
  readonly lane: HashLane;
  /** Has the caller hung up? Asked when the turn comes: nobody waits for the hash then. */
  readonly isGone?: () => boolean;
}
interface Waiting {
  readonly claim: HashClaim;
  readonly start: () => void;
  readonly refuse: () => void;
}
interface Lane {
  readonly size: LaneSize;
  readonly queue: FairQueue<Waiting>;
  running: number;
  refused: number;
}
export interface LaneState {
  readonly lane: HashLane;
  readonly running: number;
  readonly waiting: number;
  /** since the start */
  readonly refused: number;
}

/**
 * Stands before Argon2id, which takes 19 MiB and tens of milliseconds of a core each time: so many at once, so many waiting, in fair
 * turns; the rest hears at once that the server is busy.
 */
export class HashGate {
  readonly #hasher: PasswordHasher;
  readonly #lanes: Readonly<Record<HashLane, Lane>>;

  /** @param hasher what does the work */
  constructor(hasher: PasswordHasher, sizes: Readonly<Record<HashLane, LaneSize>> = SIZES) {
    this.#hasher = hasher;
    this.#lanes = { login: openLane(sizes.login), admin: openLane(sizes.admin) };
  }

  /** @returns a hasher whose hashes wait their turn, and are refused (BusyError) when there is no room */
  hasherFor(claim: HashClaim): PasswordHasher {
    return {
      hash: (password) => this.#run(claim, () => this.#hasher.hash(password)),
      verify: (password, stored) => this.#run(claim, () => this.#hasher.verify(password, stored)),
    };
  }

  states(): LaneState[] {
    return HASH_LANES.map((name) => {
      const { running, queue, refused } = this.#lanes[name];
      return { lane: name, running, waiting: queue.size, refused };
    });
  }

  async #run<T>(claim: HashClaim, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes[claim.lane];
    await this.#enter(lane, claim);
    try {
      return await work();
    } finally {
      this.#leave(lane);
    }
  }

  #enter(lane: Lane, claim: HashClaim): Promise<void> | undefined {
    if (lane.running < lane.size.atOnce) {
      lane.running += 1;
      return undefined;
    }
    return new Promise<void>((resolve, reject) => {
      const refuse = () => reject(new BusyError('Cannot check the password: too many are waiting'));
      const dropped = lane.queue.push({ claim, start: resolve, refuse }, claim);
      if (dropped === undefined) return;
      lane.refused += 1;
      dropped.refuse();
    });
  }

  /** The place goes to the next one that still waits. */
  #leave(lane: Lane): void {
    for (let next = lane.queue.shift(); next !== undefined; next = lane.queue.shift()) {
      if (next.claim.isGone?.() !== true) return next.start();
      next.refuse();
    }
    lane.running -= 1;
  }
}

function openLane(size: LaneSize): Lane {
  return { size, queue: new FairQueue(size.waiting), running: 0, refused: 0 };
}
