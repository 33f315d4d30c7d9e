import type { Clock } from '@lingpai/domain';
import { type BackendAnswer, type PasswordBackend, unavailable, wrong } from './password-backend.ts';

export interface Patience {
  readonly deadlineMs: number;
  readonly openAfterFailures: number;
  /** the first pause; doubles up to `MAX_PAUSE_MS` */
  readonly pauseMs: number;
  readonly maxInFlight: number;
}

/** `closed`: asked; `open`: not asked for a while; `probing`: one question is out, to see whether it is back. */
export type Circuit = 'closed' | 'open' | 'probing';

export interface GuardState {
  readonly circuit: Circuit;
  /** without an answer, one after the other */
  readonly failures: number;
  readonly inFlight: number;
  /** when it will be asked again; epoch ms, 0 when closed */
  readonly retryAt: number;
}

export const MAX_PAUSE_MS = 60_000;

/**
 * A back-end that can hang, lie or fall, and never keeps anybody waiting longer than the deadline: after some failures it is left alone
 * for a while, and there are never more than so many questions at a time.
 */
export class GuardedBackend {
  readonly #backend: PasswordBackend;
  readonly #patience: Patience;
  readonly #clock: Clock;
  #failures = 0;
  #inFlight = 0;
  #retryAt = 0;
  #pauseMs: number;
  #isOpen = false;
  #isProbing = false;
  readonly #cuts = new Set<() => void>();

  constructor(backend: PasswordBackend, patience: Patience, clock: Clock) {
    this.#backend = backend;
    this.#patience = patience;
    this.#clock = clock;
    this.#pauseMs = patience.pauseMs;
  }

  get state(): GuardState {
    const circuit = this.#isProbing ? 'probing' : this.#isOpen ? 'open' : 'closed';
    return { circuit, failures: this.#failures, inFlight: this.#inFlight, retryAt: this.#retryAt };
  }

  /** @returns within the deadline; at once when it is not asked */
  async check({
    login,
    password,
  }: {
    readonly login: string;
    readonly password: string;
  }): Promise<BackendAnswer> {
    if (password === '') return wrong('password-empty');
    if (this.#isOpen && (this.#isProbing || this.#clock.nowMs() < this.#retryAt))
      return unavailable('circuit-open');
    if (this.#inFlight >= this.#patience.maxInFlight) return unavailable('overloaded');
    const isProbe = this.#isOpen;
    if (isProbe) this.#isProbing = true;
    this.#inFlight += 1;
    try {
      const answer = await this.#askWithinDeadline(login, password);
      this.#learn(answer, isProbe);
      return answer;
    } finally {
      this.#inFlight -= 1;
      if (isProbe) this.#isProbing = false;
    }
  }

  /** Questions that are out end as unavailable, and their sockets are destroyed. */
  close(): void {
    for (const cut of this.#cuts) cut();
  }

  /** The deadline holds even where a back-end does not heed its signal. */
  async #askWithinDeadline(login: string, password: string): Promise<BackendAnswer> {
    const { deadlineMs } = this.#patience;
    const abort = new AbortController();
    const { promise, resolve } = Promise.withResolvers<BackendAnswer>();
    const cut = () => resolve(unavailable('timed-out'));
    const timer = setTimeout(cut, deadlineMs);
    this.#cuts.add(cut);
    const asked = this.#backend
      .check({ login, password, deadlineMs, signal: abort.signal })
      .catch(() => unavailable('garbled'));
    const answer = await Promise.race([asked, promise]);
    clearTimeout(timer);
    this.#cuts.delete(cut);
    abort.abort();
    return answer;
  }

  /** A wrong filter says nothing of the servers: they were not asked. */
  #learn({ verdict }: BackendAnswer, isProbe: boolean): void {
    if (verdict === 'right' || verdict === 'wrong') return this.#close();
    if (verdict !== 'unavailable') return;
    this.#failures += 1;
    if (isProbe) this.#pauseMs = Math.min(MAX_PAUSE_MS, this.#pauseMs * 2);
    // Questions that were out when it opened do not make the pause longer.
    else if (this.#isOpen || this.#failures < this.#patience.openAfterFailures) return;
    this.#isOpen = true;
    this.#retryAt = this.#clock.nowMs() + this.#pauseMs;
  }

  #close(): void {
    this.#failures = 0;
    this.#isOpen = false;
    this.#retryAt = 0;
    this.#pauseMs = this.#patience.pauseMs;
  }
}
