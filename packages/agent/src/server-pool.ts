const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 60_000;

/** One authentication server, and what is known of its health. */
export interface PooledServer {
  /** base address without a trailing slash */
  readonly address: string;
  /** failures since the last answer */
  failCount: number;
  /** monotonic ms of the failure that put it aside */
  failedAtMs: number;
  /** monotonic ms until which others are preferred */
  asideUntilMs: number;
}

/** A failed attempt. */
export interface Failure {
  readonly startedAtMs: number;
  readonly nowMs: number;
  /** for the operator, without secrets */
  readonly reason: string;
}

/**
 * The servers of a configuration, in the order in which a call should try them. A server that failed is put aside for
 * 1 s, 2 s, 4 s … 60 s: it comes last until then, and takes its turn again after. No call is refused without trying: when
 * all are aside, all are tried.
 */
export class ServerPool {
  readonly #servers: readonly PooledServer[];
  readonly #warn: (message: string) => void;
  #lastGoodIndex = 0;

  constructor(addresses: readonly string[], warn: (message: string) => void) {
    this.#servers = addresses.map((address) => ({ address, failCount: 0, failedAtMs: 0, asideUntilMs: 0 }));
    this.#warn = warn;
  }

  get size(): number {
    return this.#servers.length;
  }

  /** All servers: from the last good one round; then those put aside, the soonest due first. */
  order(nowMs: number): PooledServer[] {
    const ring = [
      ...this.#servers.slice(this.#lastGoodIndex),
      ...this.#servers.slice(0, this.#lastGoodIndex),
    ];
    const aside = ring.filter((server) => server.asideUntilMs > nowMs);
    if (aside.length === 0) return ring;
    aside.sort((a, b) => a.asideUntilMs - b.asideUntilMs);
    return [...ring.filter((server) => server.asideUntilMs <= nowMs), ...aside];
  }

  /** The server answered: later calls begin with it. */
  markGood(server: PooledServer): void {
    this.#lastGoodIndex = this.#servers.indexOf(server);
    if (server.failCount === 0) return;
    server.failCount = 0;
    server.asideUntilMs = 0;
    this.#warn(`${server.address} answers again`);
  }

  /** The server failed. Attempts that began before it was put aside count once together. */
  markFailed(server: PooledServer, { startedAtMs, nowMs, reason }: Failure): void {
    if (server.failCount > 0 && startedAtMs < server.failedAtMs) return;
    server.failCount += 1;
    server.failedAtMs = nowMs;
    const backOffMs = Math.min(
      FIRST_BACK_OFF_MS * 2 ** Math.min(server.failCount - 1, 10),
      LONGEST_BACK_OFF_MS,
    );
    server.asideUntilMs = nowMs + backOffMs;
    this.#warn(`${server.address} is put aside for ${backOffMs / 1000} s: ${reason}`);
  }
}
