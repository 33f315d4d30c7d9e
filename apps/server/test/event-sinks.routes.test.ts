import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cliOn, tempFolder } from './cli.ts';
import { ALL, certificateFor } from './event-sinks.ts';
import { SyslogReceiver, WebhookReceiver, isSignedBy } from './event-receivers.ts';
import { actionsIn, openManagement, signedIn } from './management.ts';
import { testOnEveryEngine } from './system.ts';

testOnEveryEngine(
  'the routes of event sinks keep secrets to themselves, and say what goes wrong',
  async (system, t) => {
    const management = await openManagement(system, t);
    const browser = await signedIn(management);
    const receiver = await WebhookReceiver.start(t);
    const webhook = { url: receiver.url, allowHttp: false, caPem: '' };
    const filter = { ...ALL, actions: ['auth'], outcome: 'refused' };
    const { sink, secret } = await browser.ok('POST', '/event-sinks', { name: 'hook', webhook, filter });
    assert.match(secret, /^whsec_/);
    assert.deepEqual(
      [sink.kind, sink.webhook.url, sink.filter, sink.hasSecret, sink.isEnabled, sink.lagEvents],
      ['webhook', receiver.url, filter, true, true, 0],
    );
    const path = `/event-sinks/${sink.id}`;
    assert.deepEqual(await browser.ok('POST', `${path}/test`), { isDelivered: true, error: '', message: '' });
    assert.ok(isSignedBy(secret, receiver.posts[0]!));
    receiver.answer = (response) => void response.writeHead(503).end('<secret of the receiver>');
    browser.headers['accept-language'] = 'en';
    assert.deepEqual(await browser.ok('POST', `${path}/test`), {
      isDelivered: false,
      error: 'http-503',
      message: 'the receiver answers HTTP 503',
    });
    const given = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;
    const changed = await browser.ok('PATCH', path, { name: 'Hook', secret: given, isEnabled: false });
    assert.deepEqual([changed.name, changed.isEnabled], ['Hook', false]);
    receiver.answer = (response) => void response.writeHead(200).end();
    await browser.ok('POST', `${path}/test`);
    assert.ok(isSignedBy(given, receiver.posts.at(-1)!));
    const errors: [object, string][] = [
      [{ name: 'hook', webhook, filter }, 'event-sink.name-taken'],
      [{ name: 'x', filter }, 'event-sink.target-needed'],
      [{ name: 'x', filter: { ...filter, actions: ['aut'] }, webhook }, 'event-sink.filter-unknown'],
      [{ name: 'x', filter, webhook: { ...webhook, url: 'http://example.com/' } }, 'event-sink.http-refused'],
      [{ name: 'x', filter, webhook, secret: 'short' }, 'event-sink.secret-invalid'],
      [{ name: 'x', filter, webhook: { ...webhook, url: 'gopher://x' } }, 'request.malformed'],
    ];
    for (const [body, code] of errors)
      assert.equal(await browser.errorOf('POST', '/event-sinks', body), code);
    const syslog = { host: 'log.example.com', port: 6514, transport: 'tls', facility: 10, caPem: '' };
    assert.equal(await browser.errorOf('PATCH', path, { syslog }), 'event-sink.kind-fixed');
    const listed = await browser.ok('GET', '/event-sinks');
    assert.equal(listed.items.length, 1);
    const row = await system.database.read.selectFrom('event_sinks').selectAll().executeTakeFirstOrThrow();
    const audit = await system.database.read.selectFrom('audit_events').select('detail').execute();
    const seen = JSON.stringify([
      listed,
      row.config,
      Buffer.from(row.sealed_secret!).toString('latin1'),
      audit,
    ]);
    for (const hidden of [secret, given, given.slice(6)]) assert.ok(!seen.includes(hidden));
    assert.ok(!JSON.stringify(audit).includes('/hook'));
    await browser.ok('DELETE', path);
    assert.equal(await browser.errorOf('GET', path), 'event-sink.not-found');
    const actions = (await actionsIn(system.database)).filter((action) => action.startsWith('event-sink.'));
    assert.deepEqual(
      actions,
      ['create', 'test', 'test', 'update', 'test', 'delete'].map((act) => `event-sink.${act}`),
    );
    assert.deepEqual(management.failures, []);
  },
);

testOnEveryEngine('the password of a mail server is sent to no other server', async (system, t) => {
  const browser = await signedIn(await openManagement(system, t));
  const email = {
    host: 'mail.example.com',
    port: 587,
    security: 'starttls',
    user: 'otp',
    from: 'otp@example.com',
    to: ['ops@example.com'],
    language: 'en',
    digestMinutes: 5,
    caPem: '',
  };
  const body = { name: 'mail', email, filter: ALL };
  assert.equal(await browser.errorOf('POST', '/event-sinks', body), 'event-sink.secret-needed');
  const { sink, secret } = await browser.ok('POST', '/event-sinks', { ...body, secret: 'geheim' });
  assert.equal(secret, null);
  const patch = (change: object) => ({ email: { ...email, ...change } });
  const path = `/event-sinks/${sink.id}`;
  for (const change of [
    { host: 'evil.example.com' },
    { port: 25 },
    { user: 'x' },
    { caPem: '', security: 'tls' },
  ])
    assert.equal(await browser.errorOf('PATCH', path, patch(change)), 'event-sink.secret-needed');
  assert.equal(
    (await browser.ok('PATCH', path, patch({ to: ['boss@example.com'] }))).email.to[0],
    'boss@example.com',
  );
  await browser.ok('PATCH', path, { ...patch({ host: 'mail2.example.com' }), secret: 'another' });
});

test('lingpai events adds, lists, tests, disables and deletes sinks', async (t) => {
  const cli = cliOn(join(tempFolder(t), 'data'));
  const receiver = await WebhookReceiver.start(t);
  const syslog = await SyslogReceiver.startStream(t);
  await cli.ok('org', 'add', '总公司');
  const [sink, secret] = Object.values(
    await cli.json('events', 'add-webhook', 'hook', receiver.url, '--action', 'auth,token.*'),
  ) as [{ filter: unknown }, string];
  assert.deepEqual(sink.filter, { actions: ['auth', 'token.*'], outcome: 'any', reasons: [] });
  const choice = ['--action', '*', '--outcome', 'refused', '--reason', 'replayed'];
  await cli.ok(
    'events',
    'add-syslog',
    'log',
    '127.0.0.1',
    '--transport',
    'tcp',
    '--port',
    String(syslog.port),
    ...choice,
  );
  const password = join(cli.dataDir, 'password');
  writeFileSync(password, 'geheim\n');
  const caFile = join(cli.dataDir, 'ca.pem');
  writeFileSync(caFile, certificateFor(t).caPem);
  const mail = [
    '--from',
    'otp@example.com',
    '--to',
    'a@example.com',
    '--to',
    'b@example.com',
    '--user',
    'otp',
  ];
  await cli.ok(
    'events',
    'add-email',
    'mail',
    'mail.example.com',
    ...mail,
    '--secret-file',
    password,
    '--action',
    'auth',
    '--ca-file',
    caFile,
  );
  await cli.ok('events', 'test', 'hook');
  assert.ok(isSignedBy(secret, receiver.posts[0]!));
  await cli.ok('events', 'test', 'LOG');
  assert.match(syslog.messages[0]!, /event-sink\.test/);
  receiver.answer = (response) => void response.writeHead(500).end();
  assert.match(await cli.refused('events', 'test', 'hook'), /HTTP 500/);
  await cli.ok('events', 'disable', 'hook');
  const { stdout } = await cli.ok('events', 'list');
  assert.match(stdout, /^hook\twebhook\tdisabled\t0\nlog\tsyslog\tok\t0\nmail\temail\tok\t0\n$/);
  assert.doesNotMatch(JSON.stringify(await cli.json('events', 'show', 'mail')), /geheim/);
  const shown = (await cli.ok('events', 'show', 'mail')).stdout;
  assert.match(shown, /^createdAt\t\d{4}-\d\d-\d\dT[\d:.]+Z$/m);
  assert.match(shown, /^email\t.*"caPem":"PEM, 1 × CERTIFICATE"/m);
  assert.doesNotMatch(shown, /-----BEGIN/);
  await cli.ok('events', 'enable', 'hook');
  await cli.ok('events', 'delete', 'hook');
  assert.match(await cli.refused('events', 'show', 'hook'), /event sink/);
  assert.equal(
    (await cli.run(['events', 'add-syslog', 'x', 'h', '--action', 'auth', '--port', '0'])).exitCode,
    2,
  );
  assert.match(
    await cli.refused('events', 'add-syslog', 'x', 'h', '--action', 'aut'),
    /"aut".*docs\/audit-codes\.md/,
  );
});
