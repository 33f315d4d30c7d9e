import { createHmac, randomBytes } from 'node:crypto';

export const MAX_PAUSE_MS = 60_000;
/** More logins than this are not kept apart: whose failure is the longest ago is forgotten first. */
const MAX_LOGINS = 10_000;
/** So long after its last question without an answer a login is like any other. */
const FORGET_AFTER_MS = 10 * 60_000;

interface Failed {
  /** the period in which it failed first since it was answered last */
  readonly period: number;
  readonly at: number;
  readonly pauseMs: number;
  /** not to be asked before, while the back-end is left alone; epoch ms */
  readonly notBefore: number;
}

/**
 * Logins about which a back-end did not answer lately. What one of them does shall not count against all: a password that makes a back-end
 * hang can be typed as often as one likes. Names are kept as keyed digests.
 */
export class LoginFailures {
  readonly #key = randomBytes(32);
  readonly #firstPauseMs: number;
  /** whose failure is the longest ago comes first */
  readonly #logins = new Map<string, Failed>();
  /** goes up with each answer to anybody */
  #period = 0;
  #distinct = 0;
  #total = 0;

  /** @param firstPauseMs of a login that failed again; doubles */
  constructor(firstPauseMs: number) {
    this.#firstPauseMs = firstPauseMs;
  }

  /** How many different logins there was no answer about since the last answer. One that failed before that, too, is none of them. */
  get distinct(): number {
    return this.#distinct;
  }
  /** How often there was no answer about these. */
  get total(): number {
    return this.#total;
  }

  hasFailed(login: string, nowMs: number): boolean {
    return this.#find(this.#digest(login), nowMs) !== undefined;
  }

  /** May it be asked about while the back-end is left alone? */
  mayProbe(login: string, nowMs: number): boolean {
    return (this.#find(this.#digest(login), nowMs)?.notBefore ?? 0) <= nowMs;
  }

  /** There was no answer. @param isProbe it was asked to see whether the back-end is back */
  fail(login: string, isProbe: boolean, nowMs: number): void {
    const digest = this.#digest(login);
    const before = this.#find(digest, nowMs);
    const { period, pauseMs, notBefore } = before ?? this.#fresh();
    if (period === this.#period) this.#total += 1;
    if (before === undefined) this.#distinct += 1;
    const pause = isProbe
      ? { pauseMs: Math.min(MAX_PAUSE_MS, pauseMs * 2), notBefore: nowMs + pauseMs }
      : { pauseMs, notBefore };
    this.#logins.delete(digest);
    this.#logins.set(digest, { period, at: nowMs, ...pause });
    if (this.#logins.size > MAX_LOGINS) this.#logins.delete(this.#logins.keys().next().value!);
  }

  /** There was an answer: the back-end is well, and what comes counts anew. */
  answer(login: string): void {
    this.#logins.delete(this.#digest(login));
    this.#period += 1;
    this.#distinct = 0;
    this.#total = 0;
  }

  #fresh(): Omit<Failed, 'at'> {
    return { period: this.#period, pauseMs: this.#firstPauseMs, notBefore: 0 };
  }

  #find(digest: string, nowMs: number): Failed | undefined {
    const found = this.#logins.get(digest);
    return found !== undefined && nowMs - found.at < FORGET_AFTER_MS ? found : undefined;
  }

  #digest(login: string): string {
    return createHmac('sha256', this.#key).update(login).digest('base64url');
  }
}
