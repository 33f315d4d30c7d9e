import { createHmac } from 'node:crypto';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { HttpConfig } from '@lingpai/contract';
import { isLoopbackHost } from '@lingpai/domain';
import { BackendFault, faultOf } from './backend-fault.ts';
import { hostLookup } from './host-lookup.ts';
import {
  type BackendAnswer,
  type PasswordBackend,
  type PasswordQuery,
  right,
  unavailable,
  wrong,
} from './password-backend.ts';

/** Far more than the answer needs. */
const MAX_ANSWER_BYTES = 4096;
/** The whole answer: no second key, no key twice. */
const ANSWER = /^\s*\{\s*"accepted"\s*:\s*(true|false)\s*\}\s*$/;

/**
 * A service of the company's own. It gets POST `{"login", "password"}` with `X-Lingpai-Timestamp` (seconds since 1970) and
 * `X-Lingpai-Signature: v1=` + hex HMAC-SHA256(secret, timestamp + "." + body), and answers 200 `{"accepted": true}` or
 * `{"accepted": false}`. Anything else is no answer.
 */
export class HttpBackend implements PasswordBackend {
  readonly #config: HttpConfig;
  readonly #secret: string;
  readonly #nowMs: () => number;
  readonly #url: URL;

  constructor(config: HttpConfig, secret: string, nowMs: () => number) {
    this.#config = config;
    this.#secret = secret;
    this.#nowMs = nowMs;
    this.#url = new URL(config.url);
  }

  async check({ login, password, signal }: PasswordQuery): Promise<BackendAnswer> {
    if (password === '') return wrong('password-empty');
    if (this.#secret === '') return unavailable('secret-missing');
    if (!this.#mayBeAsked()) return unavailable('plain-refused');
    try {
      const text = await this.#post(JSON.stringify({ login, password }), signal);
      const [, accepted] = ANSWER.exec(text) ?? [];
      if (accepted === undefined) return unavailable('garbled');
      return accepted === 'true' ? right : wrong('refused');
    } catch (error) {
      return unavailable(signal.aborted ? 'timed-out' : faultOf(error).reason);
    }
  }

  #mayBeAsked(): boolean {
    const { protocol, hostname } = this.#url;
    return protocol === 'https:' || this.#config.isPlainAllowed || isLoopbackHost(hostname);
  }

  #post(body: string, signal: AbortSignal): Promise<string> {
    const timestamp = String(Math.floor(this.#nowMs() / 1000));
    const signature = createHmac('sha256', this.#secret).update(`${timestamp}.${body}`).digest('hex');
    const isTls = this.#url.protocol === 'https:';
    const { caPem } = this.#config;
    const options = {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        accept: 'application/json',
        'x-lingpai-timestamp': timestamp,
        'x-lingpai-signature': `v1=${signature}`,
      },
      signal,
      lookup: hostLookup.lookup,
      // A connection that is kept may be closed by the other side just when it is used again.
      agent: isTls ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false }),
      ...(isTls && caPem !== '' && { ca: caPem }),
    };
    return new Promise((resolve, reject) => {
      const request = (isTls ? requestHttps : requestHttp)(this.#url, options, (response) => {
        readAnswer(response).then(resolve, (error: unknown) => {
          request.destroy();
          reject(error instanceof Error ? error : new BackendFault('garbled'));
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}

/** Redirects are not followed: they are another status. */
async function readAnswer(response: IncomingMessage): Promise<string> {
  if (response.statusCode !== 200)
    throw new BackendFault((response.statusCode ?? 0) >= 500 ? 'server-failed' : 'garbled');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new BackendFault('garbled');
    chunks.push(chunk);
  }
  if (!response.complete) throw new BackendFault('connection-lost');
  return Buffer.concat(chunks).toString('utf8');
}
