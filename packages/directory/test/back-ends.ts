import type { TestContext } from 'node:test';
import { type Server, type Socket, createServer } from 'node:net';
import type { HttpConfig, LdapConfig, RadiusConfig } from '@lingpai/contract';
import type { BackendAnswer, PasswordBackend } from '../src/index.ts';

const PATIENCE = { deadlineMs: 3000, openAfterFailures: 5, pauseSeconds: 10, maxInFlight: 64 };

export function ldapConfig(change: Partial<LdapConfig> & Pick<LdapConfig, 'urls'>): LdapConfig {
  const names = {
    bindName: '',
    searchName: '',
    searchBase: 'dc=example,dc=com',
    searchFilter: '(uid={login})',
  };
  return { ...PATIENCE, security: 'start-tls', caPem: '', ...names, ...change };
}

export function radiusConfig(change: Partial<RadiusConfig> & Pick<RadiusConfig, 'servers'>): RadiusConfig {
  const rest = { nasIdentifier: 'lingpai', resendAfterMs: 100, isMessageAuthenticatorOptional: false };
  return { ...PATIENCE, ...rest, ...change };
}

export function httpConfig(change: Partial<HttpConfig> & Pick<HttpConfig, 'url'>): HttpConfig {
  return { ...PATIENCE, isPlainAllowed: false, caPem: '', ...change };
}

/** Asks without a guard. */
export async function ask(
  backend: PasswordBackend,
  query: { readonly login: string; readonly password: string },
  deadlineMs = 5000,
): Promise<BackendAnswer> {
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), deadlineMs);
  try {
    return await backend.check({ ...query, deadlineMs, signal: cut.signal });
  } finally {
    clearTimeout(timer);
    cut.abort();
  }
}

/** A server on loopback that does with each connection what a test says. */
export async function listenTcp(
  t: TestContext,
  onConnection: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly sockets: ReadonlySet<Socket> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    onConnection(socket);
    // Who does not read does not hear that the other side has closed.
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as { port: number }).port, sockets };
}
