import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

/** Largest answer that is read. Real ones have some hundred bytes. */
const MAX_ANSWER_BYTES = 65_536;
const MAX_SOCKETS_PER_SERVER = 256;
const IDLE_SOCKET_MS = 60_000;

/** One HTTP request to one server. */
export interface Outgoing {
  /** complete address */
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string | undefined;
  /** for connecting, sending and the complete answer together */
  readonly timeoutMs: number;
  /** use a new connection, not one kept alive */
  readonly isFresh: boolean;
}

/** How one request ended. */
export type Exchange =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: IncomingMessage['headers'];
      /** undefined: larger than 64 KB, or not UTF-8 */
      readonly text: string | undefined;
    }
  /** what came is not HTTP */
  | { readonly kind: 'garbled'; readonly reason: string }
  | {
      readonly kind: 'no-answer';
      readonly reason: string;
      /** a connection kept alive was closed by the server just as it was used: the server may be well */
      readonly isStaleSocket: boolean;
      /** the connection broke when the server may have had the request: it may have decided, and nobody heard what */
      readonly isAnswerLost: boolean;
    };

/** Sends requests over connections kept alive. TLS certificates are always verified, whatever the environment says. */
export class Transport {
  readonly #tls: { readonly rejectUnauthorized: true; readonly minVersion: 'TLSv1.2'; readonly ca?: string };
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  /** @param caPem certificates to trust instead of the system's */
  constructor(caPem: string | undefined) {
    const pooling = {
      keepAlive: true,
      maxSockets: MAX_SOCKETS_PER_SERVER,
      maxFreeSockets: MAX_SOCKETS_PER_SERVER,
      timeout: IDLE_SOCKET_MS,
    };
    // Said out loud: without it NODE_TLS_REJECT_UNAUTHORIZED=0 would switch the verification off.
    this.#tls = {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(caPem === undefined ? {} : { ca: caPem }),
    };
    this.#http = new HttpAgent(pooling);
    this.#https = new HttpsAgent({ ...pooling, ...this.#tls });
  }

  /** Sends one request and reads the whole answer. Never rejects. Redirects are answers like any other. */
  send(outgoing: Outgoing): Promise<Exchange> {
    return new Promise((resolve) => {
      const request = this.#open(outgoing);
      let phase = 'connecting';
      const finish = (exchange: Exchange): void => {
        clearTimeout(timer);
        if (exchange.kind !== 'answer' || exchange.text === undefined) request.destroy();
        resolve(exchange);
      };
      const fail = (error: Error): void => finish(explainFailure(error, request, phase));
      const timer = setTimeout(() => {
        finish(noAnswer(`no complete answer within ${Math.ceil(outgoing.timeoutMs)} ms (${phase})`));
      }, outgoing.timeoutMs);
      request.once('socket', (socket) => {
        if (!socket.connecting) phase = 'waiting for the answer';
        else socket.once('connect', () => (phase = 'waiting for the answer'));
      });
      request.on('error', fail);
      request.once('response', (response) => {
        phase = 'reading the answer';
        collectAnswer(response, finish, fail);
      });
      request.end(outgoing.body);
    });
  }

  /** Closes every connection, also those in use. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #open({ url, method, headers, isFresh }: Outgoing): ClientRequest {
    const options = { method, headers };
    if (url.startsWith('https:')) {
      return requestHttps(url, { ...options, ...this.#tls, agent: isFresh ? false : this.#https });
    }
    return requestHttp(url, { ...options, agent: isFresh ? false : this.#http });
  }
}

function collectAnswer(
  response: IncomingMessage,
  finish: (exchange: Exchange) => void,
  fail: (error: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  const answer = (text: string | undefined): Exchange => ({
    kind: 'answer',
    status: response.statusCode ?? 0,
    headers: response.headers,
    text,
  });
  response.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_ANSWER_BYTES) finish(answer(undefined));
    else chunks.push(chunk);
  });
  response.once('end', () => finish(answer(decodeUtf8(Buffer.concat(chunks)))));
  // A connection that breaks in the middle of the answer arrives here, not at 'end'.
  response.on('error', fail);
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function noAnswer(reason: string, lost = { isStaleSocket: false, isAnswerLost: false }): Exchange {
  return { kind: 'no-answer', reason, ...lost };
}

/** Only the error's code goes into the reason: the code is one of a known set, a message may quote what was sent. */
function explainFailure(error: Error, request: ClientRequest, phase: string): Exchange {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  if (code.startsWith('HPE_')) return { kind: 'garbled', reason: `the answer is not HTTP (${code})` };
  const isClosed = code === 'ECONNRESET' || code === 'EPIPE';
  return noAnswer(FAILURES[code] ?? `${explainTls(code)} (${code})`, {
    isStaleSocket: isClosed && request.reusedSocket && phase === 'waiting for the answer',
    isAnswerLost: isClosed && phase !== 'connecting',
  });
}

const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  ECONNRESET: 'the connection was closed before the answer was complete',
  EPIPE: 'the connection was closed before the answer was complete',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be resolved now',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'the network is unreachable',
  ETIMEDOUT: 'the connection timed out',
  EPROTO: 'no TLS connection: is the server really behind https?',
};

function explainTls(code: string): string {
  return /CERT|SIGNATURE|ISSUER/.test(code)
    ? 'the TLS certificate of the server is not trusted: see "caPem" in the .acf, and the host name'
    : 'the connection failed';
}
