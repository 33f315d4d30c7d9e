import { type Socket, createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { checkReply } from './authenticators.ts';
import { RADIUS_CODE, type RadiusPacket, decodePacket } from './packet.ts';

export interface RadiusServer {
  readonly host: string;
  /** 1812 usually */
  readonly port: number;
  readonly secret: Uint8Array;
}

/** Finds the address of a host. @param signal ends the waiting @throws when there is none */
export type ResolveHost = (
  host: string,
  signal: AbortSignal,
) => Promise<{ readonly address: string; readonly family: number }>;

export const resolveBySystem: ResolveHost = (host) => lookup(host);

export interface Exchange {
  readonly server: RadiusServer;
  /** the request */
  readonly bytes: Uint8Array;
  /** the request's, 16 bytes */
  readonly authenticator: Uint8Array;
  readonly resendAfterMs: number;
  readonly isMessageAuthenticatorOptional: boolean;
  readonly resolveHost: ResolveHost;
  readonly signal: AbortSignal;
}
export type Reply =
  | { readonly packet: RadiusPacket; readonly problem?: never }
  | { readonly packet?: never; readonly problem: 'silent' | 'forged' | 'refused' | 'unknown-host' };

const REPLIES: ReadonlySet<number> = new Set([
  RADIUS_CODE.accessAccept,
  RADIUS_CODE.accessReject,
  RADIUS_CODE.accessChallenge,
]);

/**
 * Sends one request over a socket of its own, again and again, until its reply comes or the signal ends it. What is no reply to it, or is
 * not proved to be, is ignored: somebody else may have sent it, and the right one may still come.
 */
export async function exchange(task: Exchange): Promise<Reply> {
  const address = await addressOf(task);
  if (address === 'unknown-host' || address === 'silent') return { problem: address };
  const socket = createSocket(address.family === 6 ? 'udp6' : 'udp4');
  try {
    return await converse(socket, address.address, task);
  } finally {
    socket.close();
  }
}

/** A name service that hangs is left behind. */
async function addressOf({ server, resolveHost, signal }: Exchange) {
  const aborted = new Promise<'silent'>((resolve) => {
    if (signal.aborted) resolve('silent');
    signal.addEventListener('abort', () => resolve('silent'), { once: true });
  });
  const resolved = resolveHost(server.host, signal).catch(() => (signal.aborted ? 'silent' : 'unknown-host'));
  return Promise.race([aborted, resolved]);
}

/** Connected: the system lets no other sender's datagrams through, and tells when nobody listens there. */
function converse(socket: Socket, address: string, task: Exchange): Promise<Reply> {
  const { server, bytes, signal } = task;
  return new Promise((resolve) => {
    let problem: 'silent' | 'forged' = 'silent';
    let resend: NodeJS.Timeout | undefined;
    const end = (reply: Reply) => {
      clearTimeout(resend);
      signal.removeEventListener('abort', onAbort);
      resolve(reply);
    };
    const onAbort = () => end({ problem });
    const send = (waitMs: number) => {
      socket.send(bytes);
      resend = setTimeout(() => send(waitMs * 2), waitMs);
    };
    socket.on('error', () => end({ problem: 'refused' }));
    socket.on('message', (message) => {
      const reply = readReply(message, task);
      if (reply === 'forged') problem = 'forged';
      else if (reply !== 'other') end({ packet: reply });
    });
    socket.connect(server.port, address, () => {
      if (!signal.aborted) send(task.resendAfterMs);
    });
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function readReply(message: Uint8Array, task: Exchange): RadiusPacket | 'forged' | 'other' {
  const { packet } = decodePacket(message);
  if (packet === undefined) return 'forged';
  if (packet.identifier !== task.bytes[1] || !REPLIES.has(packet.code)) return 'other';
  const check = checkReply(message, task, task.server.secret);
  const isProved = check === 'right' || (check === 'absent' && task.isMessageAuthenticatorOptional);
  return isProved ? packet : 'forged';
}
