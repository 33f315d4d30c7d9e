import { BusyError } from '@lingpai/domain';
import { FairQueue, type Origin } from '../crypto/fair-queue.ts';

/** More than anybody has programs that log in at the same time. */
const MAX_WAITING = 32;

/** Whose turn it is to ask about a login. */
export interface TurnClaim extends Origin {
  /** login and back-end */
  readonly key: string;
  /** Has the caller hung up? */
  readonly isGone?: (() => boolean) | undefined;
}

/** The right to ask, until it is ended. */
export interface Turn {
  /**
   * `at-once`: nobody was before; `waited`: others were, and what they found out may have changed everything; `unanswered`: the back-end left one of
   * the same source without an answer just now, and need not be asked again
   */
  readonly kind: 'at-once' | 'waited' | 'unanswered';
  /** @param isUnanswered the back-end said nothing */
  end(isUnanswered: boolean): void;
}

interface Waiting {
  readonly claim: TurnClaim;
  readonly resolve: (turn: Turn) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One question at a time about one login, from asking the back-end until its answer is counted: tries at the same time must not ask a
 * directory more often than the lock allows, nor take the places of others. In this process; nothing is kept of a login nobody asks about.
 */
export class LoginTurns {
  readonly #lines = new Map<string, FairQueue<Waiting>>();

  /** @throws {BusyError} when too many are waiting, or the caller has hung up */
  take(claim: TurnClaim): Promise<Turn> {
    const line = this.#lines.get(claim.key);
    if (line === undefined) {
      this.#lines.set(claim.key, new FairQueue(MAX_WAITING));
      return Promise.resolve(this.#turnOf(claim, 'at-once'));
    }
    return new Promise((resolve, reject) => {
      line.push({ claim, resolve, reject }, claim)?.reject(busy());
    });
  }

  #turnOf(claim: TurnClaim, kind: 'at-once' | 'waited'): Turn {
    return {
      kind,
      end: (isUnanswered) => {
        if (isUnanswered) this.#tellSource(claim);
        this.#passOn(claim.key);
      },
    };
  }

  #passOn(key: string): void {
    const line = this.#lines.get(key)!;
    for (let next = line.shift(); next !== undefined; next = line.shift()) {
      if (next.claim.isGone?.() !== true) return next.resolve(this.#turnOf(next.claim, 'waited'));
      next.reject(busy());
    }
    this.#lines.delete(key);
  }

  /** Those of other sources ask themselves: nobody is refused for what a stranger typed. */
  #tellSource({ key, group, source }: TurnClaim): void {
    const line = this.#lines.get(key)!;
    const rest: Waiting[] = [];
    for (let next = line.shift(); next !== undefined; next = line.shift()) {
      const isSame = next.claim.group === group && next.claim.source === source;
      if (isSame) next.resolve({ kind: 'unanswered', end: () => undefined });
      else rest.push(next);
    }
    for (const waiting of rest) line.push(waiting, waiting.claim);
  }
}

function busy(): BusyError {
  return new BusyError('Cannot ask the back-end: too many are waiting to log in by this name');
}
