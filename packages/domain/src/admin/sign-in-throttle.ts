import { loginKey } from '../user/login-key.ts';

/** Failures in a row that cost nothing: people mistype. */
const FREE_FAILURES = 5;
/** What a login, from addresses it never came from, waits at most: a stranger cannot keep its owner out for long. */
const MAX_LOGIN_DELAY_MS = 30_000;
/** What one address waits at most: it may be that of a proxy, with the owner behind it. */
const MAX_SOURCE_DELAY_MS = 60_000;
/** For the same reason it has more tries than one login. */
const SOURCE_FREE_FAILURES = 20;
/** Without a further failure for so long, all is forgotten. */
const FORGET_AFTER_MS = 60 * 60_000;
/** Most things remembered of each kind: who has been quiet the longest is forgotten first. */
const MAX_REMEMBERED = 10_000;

interface Failures {
  count: number;
  lastAt: number;
  blockedUntil: number;
}
interface Rule {
  readonly freeFailures: number;
  readonly maxDelayMs: number;
}

/**
 * Slows guessing down: each failure beyond the free ones doubles the delay, for the login and for the address, whether or not such a login
 * exists. A login that has signed in from an address before is slowed there by its own failures alone. In this process's memory: a
 * restart forgets, and an attacker cannot cause one.
 */
export class SignInThrottle {
  readonly #logins = new Map<string, Failures>();
  readonly #sources = new Map<string, Failures>();
  readonly #pairs = new Map<string, Failures>();
  readonly #trusted = new Set<string>();

  /**
   * Lets a try begin, and counts it as failed until `succeed` is told: so that tries at the same time count too.
   *
   * @returns 0, or after how many seconds it may be tried again; nothing was counted then
   */
  begin(login: string, source: string, nowMs: number): number {
    const rules = this.#rulesFor(login, source);
    const waitMs = Math.max(...rules.map(({ map, key }) => (map.get(key)?.blockedUntil ?? 0) - nowMs));
    if (waitMs > 0) return Math.ceil(waitMs / 1000);
    for (const { map, key, rule } of rules) countFailure(map, key, { rule, nowMs });
    return 0;
  }

  /** The try that was begun did not take place: no password was looked at. */
  takeBack(login: string, source: string): void {
    for (const { map, key, rule } of this.#rulesFor(login, source)) uncountFailure(map, key, rule);
  }

  succeed(login: string, source: string): void {
    const key = loginKey(login);
    const pair = pairKey(key, source);
    for (const { map, key: failed } of this.#rulesFor(login, source)) map.delete(failed);
    this.#trusted.delete(pair);
    this.#trusted.add(pair);
    forgetOldest(this.#trusted);
  }

  #rulesFor(login: string, source: string): { map: Map<string, Failures>; key: string; rule: Rule }[] {
    const key = loginKey(login);
    const pair = pairKey(key, source);
    const rule = { freeFailures: FREE_FAILURES, maxDelayMs: MAX_LOGIN_DELAY_MS };
    if (this.#trusted.has(pair)) return [{ map: this.#pairs, key: pair, rule }];
    return [
      { map: this.#logins, key, rule },
      {
        map: this.#sources,
        key: source,
        rule: { freeFailures: SOURCE_FREE_FAILURES, maxDelayMs: MAX_SOURCE_DELAY_MS },
      },
    ];
  }
}

function pairKey(key: string, source: string): string {
  return `${source}\n${key}`;
}

function countFailure(
  map: Map<string, Failures>,
  key: string,
  { rule, nowMs }: { rule: Rule; nowMs: number },
): void {
  const before = map.get(key);
  const isFresh = before === undefined || nowMs - before.lastAt > FORGET_AFTER_MS;
  const count = isFresh ? 1 : before.count + 1;
  map.delete(key);
  map.set(key, { count, lastAt: nowMs, blockedUntil: nowMs + delayMsAfter(count, rule) });
  forgetOldest(map);
}

function uncountFailure(map: Map<string, Failures>, key: string, rule: Rule): void {
  const found = map.get(key);
  if (found === undefined) return;
  found.count -= 1;
  found.blockedUntil = found.lastAt + delayMsAfter(found.count, rule);
  if (found.count === 0) map.delete(key);
}

function delayMsAfter(count: number, { freeFailures, maxDelayMs }: Rule): number {
  const beyond = count - freeFailures;
  return beyond < 0 ? 0 : Math.min(maxDelayMs, 1000 * 2 ** Math.min(beyond, 30));
}

/** Maps and sets keep the order things were put in. */
function forgetOldest(kept: { size: number; keys(): Iterator<string>; delete(key: string): boolean }): void {
  if (kept.size > MAX_REMEMBERED) kept.delete(kept.keys().next().value as string);
}
