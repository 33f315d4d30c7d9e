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
/** No attempt with less of `timeoutMs` left than this: it would put a healthy server aside for being out of time. */
const SHORTEST_ATTEMPT = 1 / 4;

interface Turn {
  readonly server: PooledServer;
  readonly notBeforeMs: number;
}

/**
 * Asks the servers in turn until one decides. Every attempt of one call carries the same idempotency key: a server that
 * decided and whose answer got lost gives the same verdict again instead of "this OTP was used before".
 *
 * @returns the verdict; 18 when the servers gave nothing but answers that cannot be read, 9 when none answered in
 *   `timeoutMs` × (number of servers, at most 3)
 */
export async function callServers(calling: Calling, call: AgentCall): Promise<CallOutcome> {
  const { pool, config } = calling;
  const deadlineAtMs = performance.now() + config.timeoutMs * Math.min(pool.size, MAX_TIMEOUTS_PER_CALL);
  const lastStartAtMs = deadlineAtMs - config.timeoutMs * SHORTEST_ATTEMPT;
  const idempotencyKey = randomBytes(16).toString('hex');
  const failures = new Map<string, Reading & { kind: 'failed' | 'busy' }>();
  const turns: Turn[] = pool.order(performance.now()).map((server) => ({ server, notBeforeMs: 0 }));

  for (let turn = takeEarliest(turns); turn !== undefined; turn = takeEarliest(turns)) {
    const waitMs = turn.notBeforeMs - performance.now();
    if (Math.max(turn.notBeforeMs, performance.now()) > lastStartAtMs) break;
    if (waitMs > 0) await delay(waitMs);
    const { server } = turn;
    const reading = await attempt(calling, call, { server, idempotencyKey, deadlineAtMs });
    if (reading.kind === 'verdict') return reading;
    failures.set(server.address, reading);
    if (reading.retryAfterMs !== undefined) {
      turns.push({ server, notBeforeMs: performance.now() + reading.retryAfterMs });
    }
  }
  return concludeFailure(failures);
}

function takeEarliest(turns: Turn[]): Turn | undefined {
  const earliest = turns.reduce<Turn | undefined>(
    (found, turn) => (found === undefined || turn.notBeforeMs < found.notBeforeMs ? turn : found),
    undefined,
  );
  if (earliest !== undefined) turns.splice(turns.indexOf(earliest), 1);
  return earliest;
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

function concludeFailure(failures: ReadonlyMap<string, Reading & { kind: 'failed' | 'busy' }>): CallOutcome {
  const readings = [...failures.values()];
  const isMalformed =
    readings.length > 0 && readings.every((reading) => reading.kind === 'failed' && reading.isMalformed);
  const reason = [...failures].map(([address, reading]) => `${address}: ${reading.reason}`).join('; ');
  return {
    code: isMalformed ? ResultCode.OTPR_ACK_INVALID : ResultCode.OTPR_RECV_ACK,
    fields: {},
    reason: reason === '' ? 'no server was reached in time' : reason,
  };
}
