import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { AgentConfig } from '../src/config-file.ts';
import type { Certificate } from '@lingpai/testing';

/** One request as the server got it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** parsed JSON; undefined for an empty body */
  readonly body: unknown;
  readonly socket: Socket;
}

export type Script = (received: Received, response: ServerResponse) => void;

/** A real HTTP(S) server on loopback whose answers a test writes. */
export interface ScriptedServer extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly received: Received[];
  readonly sockets: Set<Socket>;
  script: Script;
}

/** Starts a server; dispose of it to end it. `port` 0 takes a free one. */
export async function startServer(
  script: Script,
  { certificate, port = 0 }: { certificate?: Certificate; port?: number } = {},
): Promise<ScriptedServer> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      const { method = '', url = '', headers, socket } = request;
      received.push({ method, path: url, headers, body, socket });
      running.script(received.at(-1)!, response);
    });
  };
  const server: Server =
    certificate === undefined
      ? createServer(onRequest)
      : createTlsServer({ cert: certificate.pem, key: certificate.keyPem }, onRequest);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;
  const running: ScriptedServer = {
    address: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${bound}`,
    port: bound,
    received,
    sockets,
    script,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return running;
}

/** A port on which nothing listens. */
export async function findClosedPort(): Promise<number> {
  const server = await startServer(() => {});
  await server[Symbol.asyncDispose]();
  return server.port;
}

/** Answers every request with this JSON. */
export function answer(content: unknown, status = 200, headers: Record<string, string> = {}): Script {
  return (_received, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(content));
  };
}

/** Configuration of an agent for these servers. */
export function configFor(servers: readonly { readonly address: string }[], timeoutMs = 10_000): AgentConfig {
  return {
    version: 1,
    agentId: 'bank',
    key: 'key-that-must-stay-secret',
    servers: servers.map(({ address }) => address),
    timeoutMs,
  };
}
