import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '@lingpai/testing';
import {
  EVIL_LOGIN,
  aBatch,
  aSink,
  anEvent,
  certificateFor,
  emailTo,
  openSenders,
  outcomeOf,
  syslogTo,
  until,
  webhookTo,
} from './event-sinks.ts';
import { MailServer, SyslogReceiver, WebhookReceiver, isSignedBy } from './event-receivers.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const HANG_MS = 300;

test('a webhook gets signed JSON, and only 2xx is a receipt', async (t) => {
  const receiver = await WebhookReceiver.start(t);
  const senders = openSenders(t);
  const sink = aSink(webhookTo(receiver.url), SECRET);
  assert.equal(await outcomeOf(senders, sink, aBatch(anEvent({ userLogin: EVIL_LOGIN }))), 'delivered');
  const [post] = receiver.posts;
  assert.ok(isSignedBy(SECRET, post!));
  assert.ok(!isSignedBy(`whsec_${Buffer.alloc(32, 8).toString('base64')}`, post!));
  assert.equal(post!.headers['webhook-id'], 'lingpai-1-abc-7-9');
  assert.ok(Math.abs(Number(post!.headers['webhook-timestamp']) - Date.now() / 1000) < 60);
  assert.deepEqual(JSON.parse(post!.body), {
    events: [
      {
        id: 7,
        at: '2026-01-01T08:00:00.000Z',
        node: 'node-1',
        action: 'auth',
        actor: { kind: 'agent', name: 'bank' },
        succeeded: false,
        resultCode: 22,
        reason: 'no-match',
        userLogin: EVIL_LOGIN,
        serial: '0012345',
        source: '10.1.2.3',
      },
    ],
  });
  for (const status of [200, 202, 299]) {
    receiver.answer = (response) => void response.writeHead(status).end('x'.repeat(1_000_000));
    assert.equal(await outcomeOf(senders, sink), 'delivered');
  }
  for (const status of [301, 302, 307, 400, 401, 404, 410, 429, 500, 503]) {
    receiver.answer = (response) => void response.writeHead(status, { location: receiver.url }).end();
    const before = receiver.posts.length;
    assert.equal(await outcomeOf(senders, sink), `http-${status}`);
    assert.equal(receiver.posts.length, before + 1, 'a redirect is not followed');
  }
});

test('a webhook that hangs, drops or is not there fails with a word, in time', async (t) => {
  const receiver = await WebhookReceiver.start(t);
  const senders = openSenders(t, HANG_MS);
  const sink = aSink(webhookTo(receiver.url), SECRET);
  receiver.answer = () => undefined;
  assert.equal(await outcomeOf(senders, sink), 'timeout');
  receiver.answer = (response) => response.socket!.destroy();
  assert.equal(await outcomeOf(senders, sink), 'connection-lost');
  receiver.answer = (response) => void response.writeHead(200).write('and then nothing');
  assert.equal(await outcomeOf(senders, sink), 'delivered');
  receiver.answer = (response) => void response.writeHead(200, { big: 'x'.repeat(100_000) }).end();
  assert.notEqual(await outcomeOf(senders, sink), 'delivered');
  const nobody = aSink(webhookTo(`http://127.0.0.1:${await freePort()}/`), SECRET);
  assert.equal(await outcomeOf(openSenders(t), nobody), 'connection-refused');
  const unknown = aSink(webhookTo('https://nowhere.invalid/'), SECRET);
  assert.equal(await outcomeOf(openSenders(t), unknown), 'host-unknown');
  assert.equal(
    await outcomeOf(openSenders(t), aSink(webhookTo(receiver.url), 'not a secret')),
    'secret-unreadable',
  );
});

test('a webhook over TLS is believed by its certificate alone', async (t) => {
  const { server, caPem } = certificateFor(t);
  const receiver = await WebhookReceiver.start(t, server);
  assert.equal(await outcomeOf(openSenders(t), aSink(webhookTo(receiver.url, caPem), SECRET)), 'delivered');
  assert.equal(await outcomeOf(openSenders(t), aSink(webhookTo(receiver.url), SECRET)), 'tls-untrusted');
  const other = certificateFor(t, ['elsewhere.example']);
  const elsewhere = await WebhookReceiver.start(t, other.server);
  const sink = aSink(webhookTo(elsewhere.url, other.caPem), SECRET);
  assert.equal(await outcomeOf(openSenders(t), sink), 'tls-wrong-name');
  assert.equal(elsewhere.posts.length, 0);
});

const LINE =
  /^<84>1 2026-01-01T08:00:00\.000Z node-1 lingpai - auth \[lingpai@32473( \w+="(\\["\\\]]|[^"\\\]])*")+\] \uFEFFauth refused \(no-match\) [^\r\n\p{Cc}]*$/u;

for (const transport of ['udp', 'tcp', 'tls'] as const)
  test(`syslog over ${transport}: one message for each event, whatever a login holds`, async (t) => {
    const { server, caPem } = transport === 'tls' ? certificateFor(t) : { server: undefined, caPem: '' };
    const receiver =
      transport === 'udp' ? await SyslogReceiver.startUdp(t) : await SyslogReceiver.startStream(t, server);
    const sink = aSink(syslogTo(receiver.port, { transport, caPem }));
    const events = Array.from({ length: 100 }, (_, index) =>
      anEvent({ id: index, userLogin: `${index}${EVIL_LOGIN}` }),
    );
    assert.equal(await outcomeOf(openSenders(t), sink, aBatch(...events)), 'delivered');
    await until(() => receiver.messages.length === 100);
    for (const [index, message] of receiver.messages.entries()) {
      assert.match(message, LINE);
      assert.ok(message.includes(`user="${index}eve\\"\\] x=1#015#012<80>1 `), message);
      assert.ok(message.includes(`id="${index}"`));
    }
  });

test('syslog tells refusals from the rest by severity, and knows its facility', async (t) => {
  const receiver = await SyslogReceiver.startStream(t);
  const sink = aSink(syslogTo(receiver.port, { facility: 4 }));
  const events = [anEvent(), anEvent({ succeeded: true, reason: '', userLogin: '', serial: '' })];
  await outcomeOf(openSenders(t), sink, aBatch(...events));
  assert.deepEqual(
    receiver.messages.map((message) => message.slice(0, message.indexOf(' '))),
    ['<36>1', '<38>1'],
  );
});

test('a syslog server that hangs, drops, is not there or not itself has nothing', async (t) => {
  const receiver = await SyslogReceiver.startStream(t);
  const sink = aSink(syslogTo(receiver.port));
  receiver.onConnection = () => 'leave';
  assert.equal(await outcomeOf(openSenders(t, HANG_MS), sink), 'timeout');
  receiver.onConnection = (socket) => {
    socket.resetAndDestroy();
    return 'leave';
  };
  assert.equal(await outcomeOf(openSenders(t), sink), 'connection-lost');
  const nobody = aSink(syslogTo(await freePort()));
  assert.equal(await outcomeOf(openSenders(t), nobody), 'connection-refused');
  const encrypted = await SyslogReceiver.startStream(t, certificateFor(t).server);
  const untrusted = aSink(syslogTo(encrypted.port, { transport: 'tls' }));
  assert.equal(await outcomeOf(openSenders(t), untrusted), 'tls-untrusted');
  assert.equal(encrypted.messages.length, 0);
  const plain = aSink(syslogTo(receiver.port, { transport: 'tls' }));
  receiver.onConnection = () => 'read';
  assert.notEqual(await outcomeOf(openSenders(t, 1000), plain), 'delivered');
});

test('mail goes over verified TLS, with a password that nobody else gets', async (t) => {
  const { server: certificate, caPem } = certificateFor(t);
  const starttls = await MailServer.start(t, { certificate, password: 'geheim' });
  const change = { security: 'starttls', user: 'otp', caPem } as const;
  assert.equal(await outcomeOf(openSenders(t), aSink(emailTo(starttls.port, change), 'geheim')), 'delivered');
  const [mail] = starttls.mails;
  assert.deepEqual(
    [mail!.isEncrypted, mail!.login, mail!.from, mail!.to],
    [true, 'otp:geheim', 'otp@example.com', ['ops@example.com', 'boss@example.com']],
  );
  assert.equal(
    await outcomeOf(openSenders(t), aSink(emailTo(starttls.port, change), 'wrong')),
    'mail-login-refused',
  );
  const untrusting = aSink(emailTo(starttls.port, { ...change, caPem: '' }), 'geheim');
  assert.equal(await outcomeOf(openSenders(t), untrusting), 'tls-untrusted');
  const direct = await MailServer.start(t, { certificate, isTls: true });
  assert.equal(
    await outcomeOf(openSenders(t), aSink(emailTo(direct.port, { security: 'tls', caPem }))),
    'delivered',
  );
  assert.equal(direct.mails[0]!.isEncrypted, true);
  // A server that offers no encryption (or somebody who strikes it out on the way) gets nothing.
  const bare = await MailServer.start(t, { password: 'geheim' });
  assert.notEqual(await outcomeOf(openSenders(t), aSink(emailTo(bare.port, change), 'geheim')), 'delivered');
  assert.deepEqual([bare.mails.length, starttls.mails.length], [0, 1]);
});

test('mail that is refused, or hangs, comes again; one refused recipient is told of', async (t) => {
  const server = await MailServer.start(t);
  const sink = aSink(emailTo(server.port));
  server.refuse = { MAIL: '451 4.7.1 Greylisted' };
  assert.equal(await outcomeOf(openSenders(t), sink), 'smtp-451');
  server.refuse = { RCPT: '550 5.1.1 Who?' };
  assert.equal(await outcomeOf(openSenders(t), sink), 'smtp-550');
  server.refuse = { DATA: undefined };
  assert.equal(await outcomeOf(openSenders(t, HANG_MS), sink), 'timeout');
  server.refuse = {};
  assert.equal(await outcomeOf(openSenders(t), sink), 'delivered');
  const nobody = aSink(emailTo(await freePort()));
  assert.equal(await outcomeOf(openSenders(t), nobody), 'connection-refused');
});

test('a login in a mail adds no header, ends no line and opens no element', async (t) => {
  const server = await MailServer.start(t);
  for (const language of ['en', 'zh-CN'] as const) {
    const sink = aSink(emailTo(server.port, { language }));
    const actor = 'x\r\nBcc: victim@example.com\r\n\r\n<img src=x>';
    const events = [
      anEvent({ userLogin: EVIL_LOGIN, actor }),
      anEvent({ id: 8, succeeded: true, reason: '' }),
    ];
    assert.equal(await outcomeOf(openSenders(t), sink, aBatch(...events)), 'delivered');
    const { data } = server.mails.at(-1)!;
    const [head = '', ...rest] = data.split('\r\n\r\n');
    const unfolded = head.replace(/\r\n[ \t]+/g, ' ');
    assert.deepEqual(
      unfolded
        .split('\r\n')
        .map((line) => line.split(':')[0]!.toLowerCase())
        .toSorted(),
      ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'],
    );
    assert.match(unfolded, /^Message-ID: <lingpai-1-abc-7-9@example\.com>$/m);
    const parts = decodeParts(rest.join('\r\n\r\n'));
    const html = parts.find((part) => part.includes('<!doctype html>'))!;
    assert.doesNotMatch(html, /<script|<img|<80>/);
    assert.ok(html.includes('&lt;script&gt;alert(1)'));
    for (const part of parts) {
      assert.doesNotMatch(part, /^(<80>1|Bcc:)/m);
      assert.doesNotMatch(part, /[\u2028\u202E]/);
    }
    const text = parts.find((part) => part.includes('<script>'))!;
    assert.ok(text.includes(language === 'en' ? 'Authenticate user' : '用户认证'));
    if (language === 'en')
      assert.match(unfolded, /^Subject: \[Lingpai\] 2 events: Authenticate user refused \(1\), /m);
  }
});

/** Both parts of a multipart mail, as a reader's program decodes them. */
function decodeParts(body: string): string[] {
  const decode = (part: string) => {
    const [head = '', ...rest] = part.split('\r\n\r\n');
    const text = rest.join('\r\n\r\n');
    if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString();
    if (!/quoted-printable/i.test(head)) return text;
    const bytes = text
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return Buffer.from(bytes, 'latin1').toString();
  };
  return body.split(/\r\n--[^\r\n]+/).map(decode);
}
