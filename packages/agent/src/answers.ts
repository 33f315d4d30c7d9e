import type { Exchange } from './transport.ts';
import { ResultCode } from './result-codes.ts';

/** What a call makes of one server's answer. */
export type Reading =
  /** the server decided: the call ends with this */
  | {
      readonly kind: 'verdict';
      readonly code: number;
      readonly fields: Readonly<Record<string, unknown>>;
      readonly reason?: string;
    }
  /** this server cannot serve the call now: another may */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly isMalformed: boolean;
      readonly retryAfterMs?: number;
      /** it may have decided all the same */
      readonly isAnswerLost?: boolean;
    }
  /** this server is well and asks for patience */
  | { readonly kind: 'busy'; readonly reason: string; readonly retryAfterMs: number };

const DEFAULT_RETRY_AFTER_MS = 1_000;
/** also where a server says 0: a call never spins */
const SHORTEST_RETRY_AFTER_MS = 100;
const NOT_HERE = 'request.not-found';

const BUSY: ReadonlySet<number> = new Set([409, 429]);
const OUT_OF_SERVICE: ReadonlySet<number> = new Set([408, 502, 503, 504]);
/** Statuses that decide by themselves, whatever the body says. */
const FIXED_VERDICTS: Readonly<Record<number, readonly [code: number, reason: string]>> = {
  400: [ResultCode.OTPR_PARAM_INVALID, 'the server refused the request as malformed (HTTP 400)'],
  401: [ResultCode.OTPR_SECRET_INVALID, "the agent's key is wrong, or the agent is disabled (HTTP 401)"],
  403: [ResultCode.OTPR_NOT_AGENTCONF, 'this address may not use the agent (HTTP 403)'],
  413: [ResultCode.OTPR_PARAM_INVALID, 'the server refused the request as too large (HTTP 413)'],
  500: [ResultCode.OTPR_ERR, 'the server failed inside (HTTP 500): see its log'],
};

/**
 * Reads one server's answer. Only HTTP 200 with a JSON object whose `code` is a whole number from 0 is a verdict of the
 * system; everything unexpected is a failure, never a success.
 *
 * @param absentCode the code for "this release of the server does not have this call yet" (404), where the call knows one
 */
export function readAnswer(exchange: Exchange, absentCode: number | undefined): Reading {
  if (exchange.kind === 'no-answer')
    return { ...failed(exchange.reason, false), isAnswerLost: exchange.isAnswerLost };
  if (exchange.kind === 'garbled') return failed(exchange.reason, true);
  const { status, headers, text } = exchange;
  const fixed = FIXED_VERDICTS[status];
  if (fixed !== undefined) return verdict(...fixed);
  if (status === 200) return readVerdict(headers['content-type'], text);
  if (status === 404) return readAbsence(text, absentCode);
  const retryAfterMs = parseRetryAfter(headers['retry-after']);
  const reason = `HTTP ${status}`;
  if (BUSY.has(status)) return { kind: 'busy', reason, retryAfterMs: retryAfterMs ?? DEFAULT_RETRY_AFTER_MS };
  if (OUT_OF_SERVICE.has(status)) {
    return { ...failed(reason, false), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  return failed(`unexpected HTTP ${status}: is this address a Lingpai server?`, true);
}

function readVerdict(contentType: string | undefined, text: string | undefined): Reading {
  if (text === undefined) return failed('the answer is larger than 64 KB or not UTF-8', true);
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) return failed('the answer is not JSON', true);
  const fields = parseObject(text);
  if (fields === undefined) return failed('the answer is not a JSON object', true);
  const { code } = fields;
  if (!Number.isSafeInteger(code) || (code as number) < 0 || Object.is(code, -0)) {
    return failed('the answer has no result code', true);
  }
  return { kind: 'verdict', code: code as number, fields };
}

/** 404 comes from a server that does not know the call, and from anything that is no Lingpai server at all. */
function readAbsence(text: string | undefined, absentCode: number | undefined): Reading {
  const error = parseObject(text ?? '')?.['error'];
  const isOurs = typeof error === 'object' && error !== null && 'code' in error && error.code === NOT_HERE;
  return isOurs && absentCode !== undefined
    ? verdict(absentCode, 'this release of the server does not offer this call yet (HTTP 404)')
    : failed('unexpected HTTP 404: is this address a Lingpai server?', true);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Retry-After as delay in whole seconds or as HTTP date (RFC 9110 §10.2.3). */
function parseRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const delayMs = /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(delayMs) ? undefined : Math.max(delayMs, SHORTEST_RETRY_AFTER_MS);
}

function verdict(code: number, reason: string): Reading {
  return { kind: 'verdict', code, fields: {}, reason };
}

function failed(reason: string, isMalformed: boolean): Reading & { kind: 'failed' } {
  return { kind: 'failed', reason, isMalformed };
}
