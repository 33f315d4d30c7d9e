import { type Socket as UdpSocket, createSocket } from 'node:dgram';
import { type Socket, connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SyslogTarget } from '@lingpai/contract';
import { hostLookup } from '@lingpai/directory';
import type { EventBatch } from '@lingpai/domain';
import { DeliveryFailure } from './delivery-error.ts';
import type { EventSender } from './sender.ts';
import { syslogMessage } from './syslog-message.ts';

/** Sends each event as one message, over a connection of its own for each batch. */
export function openSyslog(config: SyslogTarget): EventSender {
  const send = config.transport === 'udp' ? sendDatagrams : sendStream;
  return {
    send: async (batch, signal) => {
      signal.throwIfAborted();
      await send(config, messagesOf(batch, config.facility), signal);
      return undefined;
    },
    close: () => undefined,
  };
}

function messagesOf({ events }: EventBatch, facility: number): Buffer[] {
  return events.map((event) => Buffer.from(syslogMessage(event, facility)));
}

/** One message a datagram (RFC 5426 §3.1). Nobody says whether they arrive: it is delivered when it is sent. */
async function sendDatagrams(
  { host, port }: SyslogTarget,
  messages: readonly Buffer[],
  signal: AbortSignal,
): Promise<void> {
  const { address, family } = await hostLookup.resolveOne(host, signal);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    // A connected socket hears that nobody listens there; the rest of the batch does not go out then.
    await untilDone(socket, (done) => socket.connect(port, address, done));
    for (const message of messages) {
      signal.throwIfAborted();
      await untilDone(socket, (done) => socket.send(message, done));
    }
  } finally {
    socket.close();
  }
}

function untilDone(socket: UdpSocket, start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    start((error) => {
      socket.removeListener('error', reject);
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}

/**
 * Octet counting (RFC 6587 §3.4.1, RFC 5425 §4.3). Syslog has no receipts; but a receiver that closes its side after we have closed ours
 * has read everything, and one that hangs has not: so that is what is waited for.
 */
function sendStream(config: SyslogTarget, messages: readonly Buffer[], signal: AbortSignal): Promise<void> {
  const frames = messages.flatMap((message) => [Buffer.from(`${message.length} `), message]);
  return new Promise((resolve, reject) => {
    const socket = openSocket(config, () => socket.end(Buffer.concat(frames)));
    const onAbort = () => socket.destroy(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    let hasSentAll = false;
    let hasBeenRead = false;
    socket.on('finish', () => (hasSentAll = true));
    socket.on('end', () => (hasBeenRead = hasSentAll));
    socket.on('error', reject);
    socket.on('close', () => {
      signal.removeEventListener('abort', onAbort);
      if (hasBeenRead) resolve();
      else reject(new DeliveryFailure('connection-lost'));
    });
    // Nothing is expected; but without reading, the end would not be heard.
    socket.resume();
  });
}

function openSocket({ host, port, transport, caPem }: SyslogTarget, onReady: () => void): Socket {
  const { lookup } = hostLookup;
  if (transport === 'tcp') return connect({ host, port, lookup }, onReady);
  return connectTls(
    {
      host,
      port,
      lookup,
      minVersion: 'TLSv1.2',
      ...(isIP(host) === 0 && { servername: host }),
      ...(caPem !== '' && { ca: caPem }),
    },
    onReady,
  );
}
