import { createTransport } from 'nodemailer';
import type { EmailTarget } from '@lingpai/contract';
import type { EventBatch } from '@lingpai/domain';
import { mailText } from './mail-text.ts';
import type { EventSender } from './sender.ts';

/** Of silence. The whole mail has a deadline of its own. */
const PATIENCE_MS = 10_000;

/** Sends a batch as one mail. A password, and the mail itself, go over verified TLS, unless the administrator chose none. */
export function openEmail(config: EmailTarget, password: string | undefined): EventSender {
  const { host, port, security, user, caPem } = config;
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(caPem !== '' && { ca: caPem }) },
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
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
