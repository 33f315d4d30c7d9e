import { type Socket, connect, isIP } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { createTransport } from 'nodemailer';
import type { EmailTarget } from '@lingpai/contract';
import { hostLookup } from '@lingpai/directory';
import type { EventBatch } from '@lingpai/domain';
import { mailText } from './mail-text.ts';
import type { EventSender } from './sender.ts';

/** Of silence. The whole mail has a deadline of its own. */
const PATIENCE_MS = 10_000;

/** Sends a batch as one mail. A password, and the mail itself, go over verified TLS, unless the administrator chose none. */
export function openEmail(config: EmailTarget, password: string | undefined): EventSender {
  const { host, port, security, user } = config;
  const isSecure = security === 'tls';
  const transport = createTransport({
    host,
    port,
    secure: isSecure,
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: tlsOptions(config),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    // By ourselves, for the sake of the look-up of its name.
    getSocket: (_, done) =>
      openSocket(config, (error, connection) =>
        error === undefined ? done(null, { connection, secured: isSecure }) : done(error),
      ),
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user !== '' && password !== undefined && { auth: { user, pass: password } }),
  });
  return {
    send: async (batch, signal) => {
      const { rejected } = await transport.sendMail({ ...mailOf(batch, config), signal });
      return rejected.length > 0 ? 'mail-recipients-refused' : undefined;
    },
    close: () => transport.close(),
  };
}

/** Connects, TLS and all where the connection begins with it. */
function openSocket(config: EmailTarget, done: (error: Error | undefined, socket: Socket) => void): void {
  const { host, port, security } = config;
  const to = { host, port, lookup: hostLookup.lookup };
  const isTls = security === 'tls';
  const socket = isTls ? connectTls({ ...to, ...tlsOptions(config) }) : connect(to);
  const tooSlow = setTimeout(
    () => socket.destroy(Object.assign(new Error('Cannot connect: no answer'), { code: 'ETIMEDOUT' })),
    PATIENCE_MS,
  );
  const onError = (error: Error) => {
    clearTimeout(tooSlow);
    done(error, socket);
  };
  socket.once('error', onError);
  socket.once(isTls ? 'secureConnect' : 'connect', () => {
    clearTimeout(tooSlow);
    socket.removeListener('error', onError);
    done(undefined, socket);
  });
}

function tlsOptions({ host, caPem }: EmailTarget): ConnectionOptions {
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(isIP(host) === 0 && { servername: host }),
    ...(caPem !== '' && { ca: caPem }),
  };
}

function mailOf(batch: EventBatch, { from, to, language }: EmailTarget) {
  return {
    from: { name: language === 'zh-CN' ? '令牌' : 'Lingpai', address: from },
    to: to.map((address) => ({ name: '', address })),
    // The same at each try: who gets a mail twice knows it by this.
    messageId: `<${batch.messageId}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    // Of a machine: no out-of-office notes, please (RFC 3834 §5).
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...mailText(batch, language),
  };
}
