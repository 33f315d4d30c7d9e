import type { EmailTarget, SyslogTarget, WebhookTarget } from '@lingpai/contract';
import { isCertificatesAlone } from '../certificates.ts';
import { Refusal } from '../refusal.ts';

/** Where events go, and how. Without secrets. */
export type EventTarget =
  | { readonly kind: 'webhook'; readonly config: WebhookTarget }
  | { readonly kind: 'syslog'; readonly config: SyslogTarget }
  | { readonly kind: 'email'; readonly config: EmailTarget };
export type EventSinkKind = EventTarget['kind'];

export interface TargetFields {
  readonly webhook?: WebhookTarget | undefined;
  readonly syslog?: SyslogTarget | undefined;
  readonly email?: EmailTarget | undefined;
}

const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$|^[0-9a-fA-F:.]+$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;
/** RFC 5321's Dot-string and Domain; nothing that means something in a header. */
const MAIL_ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/**
 * The one target that was given, if any.
 *
 * @throws {Refusal} request.malformed, event-sink.target-needed when there are several, event-sink.http-refused,
 * event-sink.password-in-clear
 */
export function parseTarget({ webhook, syslog, email }: TargetFields): EventTarget | undefined {
  const found: EventTarget[] = [];
  if (webhook !== undefined) found.push({ kind: 'webhook', config: parseWebhook(webhook) });
  if (syslog !== undefined) found.push({ kind: 'syslog', config: parseSyslog(syslog) });
  if (email !== undefined) found.push({ kind: 'email', config: parseEmail(email) });
  if (found.length > 1) throw new Refusal('event-sink.target-needed');
  return found[0];
}

/** Is what is sent to this host seen by this machine alone? */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.test(host);
}

/** What the audit log may hear of a target: where it is, not a path or query that may be secret. */
export function describeTarget(target: EventTarget): string {
  if (target.kind === 'webhook') return new URL(target.config.url).origin;
  return `${target.config.host}:${target.config.port}`;
}

function parseWebhook(config: WebhookTarget): WebhookTarget {
  const { url, allowHttp, caPem } = config;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // A password in the address would be shown wherever the address is.
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || parsed.username + parsed.password !== '')
    throw malformed('webhook.url');
  if (parsed.protocol === 'http:' && !allowHttp && !isLoopbackHost(parsed.hostname))
    throw new Refusal('event-sink.http-refused', {}, 'webhook.url');
  parsed.hash = '';
  return { url: parsed.href, allowHttp, caPem: parseCa(caPem, 'webhook.caPem') };
}

function parseSyslog(config: SyslogTarget): SyslogTarget {
  const { host, port, transport, facility, caPem } = config;
  return {
    host: parseHost(host, 'syslog.host'),
    port,
    transport,
    facility,
    caPem: parseCa(caPem, 'syslog.caPem'),
  };
}

function parseEmail(config: EmailTarget): EmailTarget {
  const { host, port, security, user, from, to, language, digestMinutes, caPem } = config;
  if (/\p{Cc}/u.test(user)) throw malformed('email.user');
  if (security === 'none' && user !== '' && !isLoopbackHost(host))
    throw new Refusal('event-sink.password-in-clear', {}, 'email.security');
  if (!MAIL_ADDRESS.test(from)) throw malformed('email.from');
  if (to.length === 0 || !to.every((address) => MAIL_ADDRESS.test(address))) throw malformed('email.to');
  return {
    host: parseHost(host, 'email.host'),
    port,
    security,
    user,
    from,
    to: [...new Set(to)],
    language,
    digestMinutes,
    caPem: parseCa(caPem, 'email.caPem'),
  };
}

function parseHost(host: string, field: string): string {
  if (!HOST.test(host)) throw malformed(field);
  return host;
}

function parseCa(pem: string, field: string): string {
  if (!isCertificatesAlone(pem)) throw malformed(field);
  return pem;
}

function malformed(field: string): Refusal {
  return new Refusal('request.malformed', { detail: field }, field);
}
