import type { BackendReason } from '@lingpai/contract/phrases/backends';
import type { Clock } from '@lingpai/domain';
import { LoginFailures, MAX_PAUSE_MS } from './login-failures.ts';
import { type BackendAnswer, type PasswordBackend, unavailable, wrong } from './password-backend.ts';

export interface Patience {
  readonly deadlineMs: number;
  /** without an answer, about `MIN_LOGINS` different logins at least */
  readonly openAfterFailures: number;
  /** the first pause; doubles up to `MAX_PAUSE_MS` */
  readonly pauseMs: number;
  readonly maxInFlight: number;
}

/** `closed`: asked; `open`: not asked for a while; `probing`: questions are out, to see whether it is back. */
export type Circuit = 'closed' | 'open' | 'probing';

export interface GuardState {
  readonly circuit: Circuit;
  /** without an answer since the last one; of logins that had been answered before */
  readonly failures: number;
  readonly inFlight: number;
  /** when it will be asked again; epoch ms, 0 when closed */
  readonly retryAt: number;
}

/** One person cannot make us believe that a back-end is away. */
const MIN_LOGINS = 3;
/** Probes at the same time, each about another login: one that hangs does not keep the others from finding out. */
const MAX_PROBES = 3;
/** It said something, and so is there: what was typed may have made it say so. Nobody waits for such answers, so it need not be left alone. */
const ANSWERS: ReadonlySet<BackendReason> = new Set(['server-failed', 'garbled', 'bind-name-wrong']);

/**
 * A back-end that can hang, lie or fall, and never keeps anybody waiting longer than the deadline: when it left several logins without an
 * answer it is left alone for a while, and there are never more than so many questions at a time.
 */
export class GuardedBackend {
  readonly #backend: PasswordBackend;
  readonly #patience: Patience;
  readonly #clock: Clock;
  readonly #failures: LoginFailures;
  #inFlight = 0;
  #retryAt = 0;
  #pauseMs: number;
  #isOpen = false;
  /** logins the probes are about that are out */
  readonly #probes = new Set<string>();
  readonly #cuts = new Set<() => void>();

  constructor(backend: PasswordBackend, patience: Patience, clock: Clock) {
    this.#backend = backend;
    this.#patience = patience;
    this.#clock = clock;
    this.#pauseMs = patience.pauseMs;
    this.#failures = new LoginFailures(patience.pauseMs);
  }

  get state(): GuardState {
    const circuit = this.#probes.size > 0 ? 'probing' : this.#isOpen ? 'open' : 'closed';
    return { circuit, failures: this.#failures.total, inFlight: this.#inFlight, retryAt: this.#retryAt };
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
    if (this.#isOpen && !this.#mayProbe(login)) return unavailable('circuit-open');
    if (this.#inFlight >= this.#patience.maxInFlight) return unavailable('overloaded');
    const probeOf = this.#isOpen ? this.#retryAt : undefined;
    if (probeOf !== undefined) this.#probes.add(login);
    this.#inFlight += 1;
    try {
      const answer = await this.#askWithinDeadline(login, password);
      this.#learn(answer, login, probeOf);
      return answer;
    } finally {
      this.#inFlight -= 1;
      if (probeOf !== undefined) this.#probes.delete(login);
    }
  }

  #mayProbe(login: string): boolean {
    const nowMs = this.#clock.nowMs();
    if (nowMs < this.#retryAt || this.#probes.size >= MAX_PROBES || this.#probes.has(login)) return false;
    return this.#failures.mayProbe(login, nowMs);
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

  /**
   * A wrong filter says nothing of the servers: they were not asked.
   *
   * @param probeOf the end of the pause it was a probe after
   */
  #learn({ verdict, reason }: BackendAnswer, login: string, probeOf: number | undefined): void {
    if (verdict === 'right' || verdict === 'wrong') return this.#close(login);
    if (verdict !== 'unavailable' || ANSWERS.has(reason)) return;
    const nowMs = this.#clock.nowMs();
    const isNews = !this.#failures.hasFailed(login, nowMs);
    this.#failures.fail(login, probeOf !== undefined, nowMs);
    if (probeOf !== undefined) {
      // Who failed before says nothing about the others: they find out themselves. Several probes of one time make the pause longer once.
      if (!isNews || probeOf !== this.#retryAt) return;
      this.#pauseMs = Math.min(MAX_PAUSE_MS, this.#pauseMs * 2);
      // Questions that were out when it opened do not make the pause longer.
    } else if (this.#isOpen || !this.#isAway()) return;
    this.#isOpen = true;
    this.#retryAt = nowMs + this.#pauseMs;
  }

  #isAway(): boolean {
    const { openAfterFailures } = this.#patience;
    const { distinct, total } = this.#failures;
    return total >= openAfterFailures && distinct >= Math.min(MIN_LOGINS, openAfterFailures);
  }

  #close(login: string): void {
    this.#failures.answer(login);
    this.#isOpen = false;
    this.#retryAt = 0;
    this.#pauseMs = this.#patience.pauseMs;
  }
}
