import { createHmac } from 'node:crypto';
import {
  type ClientRequest,
  type IncomingMessage,
  Agent as HttpAgent,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { WebhookTarget } from '@lingpai/contract';
import { hostLookup } from '@lingpai/directory';
import { type EventBatch, readSigningSecret } from '@lingpai/domain';
import { toDeliveredEvent } from './delivered-event.ts';
import { DeliveryFailure } from './delivery-error.ts';
import type { EventSender } from './sender.ts';

/** Of an answer nobody reads: so much is let in, so that the connection can be used again. */
const MAX_ANSWER_BYTES = 16 * 1024;
/** So long it may take, because the next batch waits for it. */
const MAX_ANSWER_MS = 1000;
const MAX_ANSWER_HEADER_BYTES = 16 * 1024;

/**
 * Signs a message as Standard Webhooks says, so that receivers find code for it in any language.
 *
 * @param message.timestampSeconds of this try, not of the events
 * @returns the header `webhook-signature`
 * @see https://www.standardwebhooks.com
 */
function signWebhook(
  key: Uint8Array,
  message: { readonly id: string; readonly timestampSeconds: number; readonly body: string },
): string {
  const signed = `${message.id}.${message.timestampSeconds}.${message.body}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

/**
 * Posts batches as JSON. Only 2xx means that the receiver has it; a redirect is an answer like any other.
 *
 * @throws {DeliveryFailure} secret-unreadable
 */
export function openWebhook(config: WebhookTarget, secret: string, clock: { nowMs(): number }): EventSender {
  const key = readSigningSecret(secret);
  if (key === undefined) throw new DeliveryFailure('secret-unreadable');
  const connection = connectTo(config);
  return {
    send: async (batch, signal) => {
      const body = JSON.stringify({ events: batch.events.map(toDeliveredEvent) });
      const headers = headersOf(batch, body, { key, nowMs: clock.nowMs() });
      const post = () => postOnce(connection.open(headers, signal), body);
      const status = await post().catch((error: unknown) => {
        // The receiver closed an idle connection in the very moment it was used again: it has read nothing.
        if (error instanceof ReusedConnectionLost) return post();
        throw error;
      });
      if (status < 200 || status > 299) throw new DeliveryFailure(`http-${status}`);
      return undefined;
    },
    close: () => connection.close(),
  };
}

interface Connection {
  open(headers: Record<string, string>, signal: AbortSignal): ClientRequest;
  close(): void;
}

function connectTo({ url, caPem }: WebhookTarget): Connection {
  const shared = {
    method: 'POST',
    maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
    lookup: hostLookup.lookup,
  };
  if (new URL(url).protocol === 'http:') {
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });
    return {
      open: (headers, signal) => httpRequest(url, { ...shared, agent, headers, signal }),
      close: () => agent.destroy(),
    };
  }
  const agent = new HttpsAgent({ keepAlive: true, maxSockets: 1, ...(caPem !== '' && { ca: caPem }) });
  return {
    open: (headers, signal) => httpsRequest(url, { ...shared, agent, headers, signal }),
    close: () => agent.destroy(),
  };
}

function headersOf(
  { messageId: id }: EventBatch,
  body: string,
  { key, nowMs }: { readonly key: Uint8Array; readonly nowMs: number },
): Record<string, string> {
  const timestampSeconds = Math.floor(nowMs / 1000);
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'Lingpai',
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signWebhook(key, { id, timestampSeconds, body }),
  };
}

class ReusedConnectionLost extends Error {}

/** @returns the status of the answer: with it, the receiver has said all that counts */
function postOnce(request: ClientRequest, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      readAway(response);
    });
    request.on('error', (error) => {
      if (request.reusedSocket && 'code' in error && error.code === 'ECONNRESET')
        reject(new ReusedConnectionLost('', { cause: error }));
      else reject(error);
    });
    request.end(body);
  });
}

function readAway(response: IncomingMessage): void {
  let readBytes = 0;
  const tooSlow = setTimeout(() => response.destroy(), MAX_ANSWER_MS);
  response.on('data', (chunk: Buffer) => {
    readBytes += chunk.length;
    if (readBytes > MAX_ANSWER_BYTES) response.destroy();
  });
  response.on('close', () => clearTimeout(tooSlow));
  response.on('error', () => clearTimeout(tooSlow));
}
