import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { readAnswer } from './answers.ts';
import type { Reading } from './answers.ts';
import type { AgentConfig } from './config-file.ts';
import { ResultCode } from './result-codes.ts';
import type { PooledServer, ServerPool } from './server-pool.ts';
import type { Transport } from './transport.ts';

/** One call of the agent interface. */
export interface AgentCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** below the server's base address */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** what 404 means for this call; absent where every server has the call */
  readonly absentCode?: number;
}

/** How a call ended. */
export interface CallOutcome {
  readonly code: number;
  /** the fields of the answer beside `code` */
  readonly fields: Readonly<Record<string, unknown>>;
  /** for logs, without secrets; absent when the server's verdict says it all */
  readonly reason?: string;
}

/** What a call is made with. */
export interface Calling {
  readonly config: AgentConfig;
  readonly pool: ServerPool;
  readonly transport: Transport;
}

/** More servers than these do not make a call wait longer. */
const MAX_TIMEOUTS_PER_CALL = 3;
/** After an answer got lost: the first pause before the same server is asked what it was. It doubles up to the longest. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
/** No attempt with less of `timeoutMs` left than this: it would put a healthy server aside for being out of time. */
const SHORTEST_ATTEMPT = 1 / 4;

interface Turn {
  readonly server: PooledServer;
  readonly notBeforeMs: number;
}

/**
 * Asks the servers in turn until one decides. Every attempt of one call carries the same idempotency key: a server that
 * decided and whose answer got lost gives the same verdict again instead of "this OTP was used before". From a lost answer on,
 * servers that fail are asked again as long as there is time: the OTP may be used up, so giving up early would waste it.
 *
 * @returns the verdict; 18 when the servers gave nothing but answers that cannot be read, 9 when none answered in
 *   `timeoutMs` × (number of servers, at most 3)
 */
export async function callServers(calling: Calling, call: AgentCall): Promise<CallOutcome> {
  const { pool, config } = calling;
  const deadlineAtMs = performance.now() + config.timeoutMs * Math.min(pool.size, MAX_TIMEOUTS_PER_CALL);
  const lastStartAtMs = deadlineAtMs - config.timeoutMs * SHORTEST_ATTEMPT;
  const idempotencyKey = randomBytes(16).toString('hex');
  const failures = new Map<string, Failed>();
  const turns = new Turns(pool.order(performance.now()));

  for (let turn = turns.take(); turn !== undefined; turn = turns.take()) {
    const waitMs = turn.notBeforeMs - performance.now();
    if (Math.max(turn.notBeforeMs, performance.now()) > lastStartAtMs) break;
    if (waitMs > 0) await delay(waitMs);
    const { server } = turn;
    const reading = await attempt(calling, call, { server, idempotencyKey, deadlineAtMs });
    if (reading.kind === 'verdict') return reading;
    failures.set(server.address, reading);
    turns.askAgain(server, reading);
  }
  return concludeFailure(failures);
}

/** Which server is asked next, and not before when. */
class Turns {
  readonly #turns: Turn[];
  /** how long a server that failed is left alone; undefined: it is not asked again, as no answer got lost yet */
  #pauseMs: number | undefined;

  constructor(servers: readonly PooledServer[]) {
    this.#turns = servers.map((server) => ({ server, notBeforeMs: 0 }));
  }

  take(): Turn | undefined {
    const earliest = this.#turns.reduce<Turn | undefined>(
      (found, turn) => (found === undefined || turn.notBeforeMs < found.notBeforeMs ? turn : found),
      undefined,
    );
    if (earliest !== undefined) this.#turns.splice(this.#turns.indexOf(earliest), 1);
    return earliest;
  }

  /** Where the server says when, or where it may have decided what nobody heard. */
  askAgain(server: PooledServer, reading: Failed): void {
    if (isAnswerLost(reading)) this.#pauseMs ??= FIRST_PAUSE_MS;
    const afterMs = reading.retryAfterMs ?? (isMalformed(reading) ? undefined : this.#pauseMs);
    if (afterMs !== undefined) this.#turns.push({ server, notBeforeMs: performance.now() + afterMs });
    if (this.#pauseMs !== undefined) this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
  }
}

interface Attempt {
  readonly server: PooledServer;
  readonly idempotencyKey: string;
  readonly deadlineAtMs: number;
}

async function attempt(
  calling: Calling,
  call: AgentCall,
  { server, idempotencyKey, deadlineAtMs }: Attempt,
): Promise<Reading> {
  const { config, pool, transport } = calling;
  const startedAtMs = performance.now();
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const send = (isFresh: boolean) =>
    transport.send({
      url: `${server.address}${call.path}`,
      method: call.method,
      headers: makeHeaders(config, idempotencyKey, body),
      body,
      timeoutMs: Math.max(1, Math.min(config.timeoutMs, deadlineAtMs - performance.now())),
      isFresh,
    });
  let exchange = await send(false);
  if (exchange.kind === 'no-answer' && exchange.isStaleSocket) exchange = await send(true);
  const reading = readAnswer(exchange, call.absentCode);
  if (reading.kind === 'verdict') pool.markGood(server);
  if (reading.kind === 'failed') {
    pool.markFailed(server, { startedAtMs, nowMs: performance.now(), reason: reading.reason });
  }
  return reading;
}

function makeHeaders(
  config: AgentConfig,
  idempotencyKey: string,
  body: string | undefined,
): Record<string, string | number> {
  return {
    authorization: `Bearer ${config.key}`,
    accept: 'application/json',
    'user-agent': 'lingpai-agent',
    'idempotency-key': idempotencyKey,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  };
}

type Failed = Reading & { kind: 'failed' | 'busy' };

function isAnswerLost(reading: Failed): boolean {
  return reading.kind === 'failed' && reading.isAnswerLost === true;
}

function isMalformed(reading: Failed): boolean {
  return reading.kind === 'failed' && reading.isMalformed;
}

function concludeFailure(failures: ReadonlyMap<string, Failed>): CallOutcome {
  const readings = [...failures.values()];
  const reason = [...failures].map(([address, reading]) => `${address}: ${reading.reason}`).join('; ');
  return {
    code:
      readings.length > 0 && readings.every(isMalformed)
        ? ResultCode.OTPR_ACK_INVALID
        : ResultCode.OTPR_RECV_ACK,
    fields: {},
    reason: reason === '' ? 'no server was reached in time' : reason,
  };
}
