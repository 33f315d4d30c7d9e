import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmailTarget, EventFilter, SyslogTarget, WebhookTarget } from '@lingpai/contract';
import { SeededRandom } from '@lingpai/testing';
import { Refusal } from '../refusal.ts';
import { parseEventFilter } from './event-filter.ts';
import { describeTarget, parseTarget } from './event-target.ts';
import { retryDelayMs } from './retry-delay.ts';
import { newSigningSecret, readSigningSecret } from './sink-secret.ts';

const WEBHOOK: WebhookTarget = { url: 'https://hooks.example.com/a?b=c', allowHttp: false, caPem: '' };
const SYSLOG: SyslogTarget = {
  host: 'log.example.com',
  port: 6514,
  transport: 'tls',
  facility: 10,
  caPem: '',
};
const EMAIL: EmailTarget = {
  host: 'mail.example.com',
  port: 587,
  security: 'starttls',
  user: '',
  from: 'otp@example.com',
  to: ['ops@example.com'],
  language: 'zh-CN',
  digestMinutes: 5,
  caPem: '',
};
const ALL: EventFilter = { actions: ['*'], outcome: 'any', reasons: [] };

function refused(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return `${error.code} ${error.field ?? ''}`.trim();
  }
  return 'taken';
}

test('parseEventFilter() takes actions, areas and reasons that can happen, and nothing else', () => {
  const filter = { ...ALL, actions: ['auth', ' token.* ', 'auth'], reasons: ['replayed', 'binding.exists'] };
  assert.deepEqual(parseEventFilter(filter), { ...filter, actions: ['auth', 'token.*'] });
  for (const action of ['aut', 'auth.*', 'token', 'token.*.*', '*.*', '', 'constructor', "auth' OR '1"])
    assert.equal(
      refused(() => parseEventFilter({ ...ALL, actions: [action] })),
      'event-sink.filter-unknown filter',
    );
  assert.equal(
    refused(() => parseEventFilter({ ...ALL, actions: [] })),
    'event-sink.filter-unknown filter',
  );
  assert.equal(
    refused(() => parseEventFilter({ ...ALL, reasons: ['toString'] })),
    'event-sink.filter-unknown filter',
  );
});

test('parseTarget() refuses http to another machine unless it is allowed', () => {
  const http = (url: string, allowHttp = false) =>
    refused(() => parseTarget({ webhook: { ...WEBHOOK, url, allowHttp } }));
  assert.equal(http('http://hooks.example.com/'), 'event-sink.http-refused webhook.url');
  assert.equal(http('http://hooks.example.com/', true), 'taken');
  for (const host of ['127.0.0.1:9', '[::1]:9', 'localhost']) assert.equal(http(`http://${host}/`), 'taken');
  for (const host of ['127.0.0.1.example.com', 'localhost.example.com', '10.0.0.1'])
    assert.equal(http(`http://${host}/`), 'event-sink.http-refused webhook.url');
});

test('parseTarget() refuses what could carry a secret, another header or a private key', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
  const wrong: [Parameters<typeof parseTarget>[0], string][] = [
    [{ webhook: { ...WEBHOOK, url: 'https://user:secret@example.com/' } }, 'request.malformed webhook.url'],
    [{ webhook: { ...WEBHOOK, url: 'ftp://example.com/' } }, 'request.malformed webhook.url'],
    [{ webhook: { ...WEBHOOK, url: 'https://' } }, 'request.malformed webhook.url'],
    [{ webhook: { ...WEBHOOK, caPem: key } }, 'request.malformed webhook.caPem'],
    [{ syslog: { ...SYSLOG, host: 'a b' } }, 'request.malformed syslog.host'],
    [{ syslog: { ...SYSLOG, host: 'a\nb' } }, 'request.malformed syslog.host'],
    [{ email: { ...EMAIL, from: 'a@example.com\r\nBcc: x@example.com' } }, 'request.malformed email.from'],
    [
      { email: { ...EMAIL, to: ['a@example.com', '<b@example.com>, c@example.com'] } },
      'request.malformed email.to',
    ],
    [{ email: { ...EMAIL, user: 'a\r\nb' } }, 'request.malformed email.user'],
    [{ email: { ...EMAIL, security: 'none', user: 'otp' } }, 'event-sink.password-in-clear email.security'],
    [{ webhook: WEBHOOK, syslog: SYSLOG }, 'event-sink.target-needed'],
  ];
  for (const [fields, code] of wrong)
    assert.equal(
      refused(() => parseTarget(fields)),
      code,
    );
  assert.equal(parseTarget({}), undefined);
});

test('describeTarget() says nothing of a path or query, which may be secret', () => {
  assert.equal(describeTarget({ kind: 'webhook', config: WEBHOOK }), 'https://hooks.example.com');
  assert.equal(describeTarget({ kind: 'syslog', config: SYSLOG }), 'log.example.com:6514');
});

test('readSigningSecret() reads what newSigningSecret() makes, and no weaker secret', () => {
  const secret = newSigningSecret(new SeededRandom());
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.equal(readSigningSecret(secret)?.length, 32);
  for (const text of ['', 'whsec_', secret.slice(6), 'whsec_c2hvcnQ=', `${secret}!`])
    assert.equal(readSigningSecret(text), undefined);
});

test('retryDelayMs() grows from the first to the longest delay, and no two sinks come back at once', () => {
  const pace = { firstRetryMs: 1000, longestRetryMs: 600_000 };
  const random = new SeededRandom();
  const seen = new Set<number>();
  for (let tryCount = 0; tryCount < 2000; tryCount += 1) {
    const delayMs = retryDelayMs(tryCount, pace, random);
    const fullMs = Math.min(600_000, 1000 * 2 ** tryCount);
    assert.ok(delayMs >= fullMs / 2 && delayMs <= fullMs, `${tryCount}: ${delayMs}`);
    seen.add(delayMs);
  }
  assert.ok(seen.size > 100);
});
