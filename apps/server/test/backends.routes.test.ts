import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { createUser } from '@lingpai/domain';
import { BackendPool } from '../src/backends/backend-pool.ts';
import { certificateFor } from './event-sinks.ts';
import { ADMIN, PASSWORD, openManagement, signedIn } from './management.ts';
import { type TestSystem, testOnEveryEngine } from './system.ts';

const SECRET = 'a-very-secret-Secret';
const RADIUS = { servers: ['127.0.0.1:1'] };

/** A service that knows one password. */
async function startService(t: TestContext, password = 'right-1'): Promise<string> {
  const server = createHttpServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const asked = JSON.parse(body) as { password: string };
      response.end(JSON.stringify({ accepted: asked.password === password }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/check`;
}

/** Takes connections, and answers nothing. */
async function startHangingService(t: TestContext): Promise<string> {
  const server = createServer((socket) => void socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/check`;
}

function poolOf({ context }: TestSystem, t: TestContext): BackendPool {
  const pool = new BackendPool({ ...context, freshMs: 0 });
  t.after(() => pool.close());
  return pool;
}
const query = (password: string, backendId: number | null = null) => ({
  backendId,
  login: 'zhang',
  password,
});

testOnEveryEngine(
  'a back-end is added, shown, changed and deleted, and its secret never comes back',
  async (system, t) => {
    const management = await openManagement(system, t);
    const boss = await signedIn(management);
    const added = await boss.ok('POST', '/backends', { name: 'AD', radius: RADIUS, secret: SECRET });
    assert.equal(added.kind, 'radius');
    assert.equal(added.isDefault, true);
    assert.equal(added.hasSecret, true);
    assert.equal(added.problem, null);
    assert.deepEqual(added.radius, {
      ...RADIUS,
      deadlineMs: 3000,
      openAfterFailures: 5,
      pauseSeconds: 10,
      maxInFlight: 64,
      nasIdentifier: 'lingpai',
      resendAfterMs: 700,
      isMessageAuthenticatorOptional: false,
    });
    const filter = { urls: ['ldaps://dc.example.com'], searchFilter: '(uid={login}' };
    const second = await boss.ok('POST', '/backends', { name: 'LDAP', ldap: filter });
    assert.deepEqual([second.isDefault, second.problem], [false, 'filter-wrong']);
    await boss.ok('PATCH', `/backends/${second.id}`, { isDefault: true, name: 'LDAP 2', isEnabled: false });
    const { items } = await boss.ok('GET', '/backends');
    assert.deepEqual(
      items.map((item: { name: string; isDefault: boolean; isEnabled: boolean }) => [
        item.name,
        item.isDefault,
        item.isEnabled,
      ]),
      [
        ['AD', false, true],
        ['LDAP 2', true, false],
      ],
    );
    assert.equal((await boss.ok('PATCH', `/backends/${added.id}`, { secret: null })).hasSecret, false);
    await boss.ok('DELETE', `/backends/${second.id}`);
    assert.equal(await boss.errorOf('GET', `/backends/${second.id}`), 'backend.not-found');
    const events = await system.database.read
      .selectFrom('audit_events')
      .select(['action', 'detail'])
      .orderBy('id')
      .execute();
    assert.deepEqual(
      events.map(({ action }) => action).filter((action) => action.startsWith('backend')),
      ['backend.create', 'backend.create', 'backend.update', 'backend.update', 'backend.delete'],
    );
    assert.ok(!JSON.stringify([items, events]).includes(SECRET));
  },
);

testOnEveryEngine('what cannot be is refused', async (system, t) => {
  const boss = await signedIn(await openManagement(system, t));
  const { caPem, server } = certificateFor(t);
  const withKey = `${caPem}${server.key.toString('utf8')}`;
  const { id } = await boss.ok('POST', '/backends', { name: 'AD', radius: RADIUS, secret: SECRET });
  const http = { url: 'https://sso.example.com/check' };
  const cases: [string, 'POST' | 'PATCH', string, unknown][] = [
    ['backend.name-taken', 'POST', '/backends', { name: 'ad', http }],
    ['backend.settings-needed', 'POST', '/backends', { name: 'x' }],
    ['backend.settings-needed', 'POST', '/backends', { name: 'x', http, radius: RADIUS }],
    ['backend.settings-invalid', 'POST', '/backends', { name: 'x', http: { ...http, caPem: 'nonsense' } }],
    ['backend.settings-invalid', 'POST', '/backends', { name: 'x', http: { ...http, caPem: withKey } }],
    [
      'backend.settings-invalid',
      'POST',
      '/backends',
      { name: 'x', ldap: { urls: ['ldaps://a'], caPem: withKey } },
    ],
    ['backend.settings-invalid', 'POST', '/backends', { name: 'x', radius: { servers: ['a:70000'] } }],
    [
      'backend.settings-invalid',
      'POST',
      '/backends',
      { name: 'x', ldap: { urls: ['ldap://a'], bindName: 'cn=admin' } },
    ],
    ['request.malformed', 'POST', '/backends', { name: 'x', ldap: { urls: ['http://a'] } }],
    ['backend.kind-fixed', 'PATCH', `/backends/${id}`, { http }],
    ['backend.secret-needed', 'PATCH', `/backends/${id}`, { radius: { servers: ['evil.example'] } }],
    ['backend.not-found', 'PATCH', '/backends/999', { isEnabled: false }],
  ];
  for (const [code, method, path, body] of cases)
    assert.equal(await boss.errorOf(method, path, body), code, JSON.stringify(body));
  await boss.ok('POST', '/backends', { name: 'x', http: { ...http, caPem } });
  await boss.ok('PATCH', `/backends/${id}`, { radius: { servers: ['other.example'] }, secret: 'another' });
  await boss.ok('PATCH', `/backends/${id}`, { radius: { servers: ['other.example'], deadlineMs: 1000 } });
});

testOnEveryEngine('a back-end that users name is not deleted', async (system, t) => {
  const boss = await signedIn(await openManagement(system, t));
  const { id } = await boss.ok('POST', '/backends', { name: 'AD', radius: RADIUS });
  const { organizationId, context, database } = system;
  await createUser({ login: 'zhang', name: '', organizationId, requester: ADMIN }, context);
  await database.read.updateTable('users').set({ backend_id: id }).execute();
  assert.equal(await boss.errorOf('DELETE', `/backends/${id}`), 'backend.in-use');
  await database.read.updateTable('users').set({ backend_id: null }).execute();
  await boss.ok('DELETE', `/backends/${id}`);
});

testOnEveryEngine(
  'POST /backends/:id/test says what happened, in the language of the reader',
  async (system, t) => {
    const boss = await signedIn(await openManagement(system, t));
    const url = await startService(t);
    const { id } = await boss.ok('POST', '/backends', {
      name: 'SSO',
      http: { url },
      secret: SECRET,
      isEnabled: false,
    });
    const test = (password: string) => boss.ok('POST', `/backends/${id}/test`, { login: 'zhang', password });
    boss.headers = { ...boss.headers, 'accept-language': 'en' };
    const right = await test('right-1');
    assert.deepEqual(
      [right.verdict, right.reason, right.message],
      ['right', 'accepted', 'The password is right'],
    );
    assert.ok(Number.isInteger(right.tookMs));
    boss.headers = { ...boss.headers, 'accept-language': 'zh-CN' };
    assert.equal((await test('x-secret-guess')).message, '后端认证服务器拒绝了用户名或密码');
    await boss.ok('PATCH', `/backends/${id}`, { http: { url: 'http://127.0.0.1:1/' }, secret: SECRET });
    assert.deepEqual((await test('right-1')).verdict, 'unavailable');
    const events = await system.database.read
      .selectFrom('audit_events')
      .selectAll()
      .where('action', '=', 'backend.test')
      .execute();
    assert.equal(events.length, 3);
    assert.ok(!JSON.stringify(events).includes('x-secret-guess'));
    assert.equal(
      await boss.errorOf('POST', '/backends/999/test', { login: 'a', password: 'b' }),
      'backend.not-found',
    );
  },
);

testOnEveryEngine(
  'BackendPool asks the back-end of the user, else the default one, if it is enabled',
  async (system, t) => {
    const boss = await signedIn(await openManagement(system, t));
    const pool = poolOf(system, t);
    assert.equal(await pool.check(query('right-1')), 'not-configured');
    const first = await boss.ok('POST', '/backends', {
      name: 'a',
      http: { url: await startService(t) },
      secret: SECRET,
    });
    const second = await boss.ok('POST', '/backends', {
      name: 'b',
      http: { url: await startService(t, 'two') },
      secret: SECRET,
    });
    assert.equal(await pool.check(query('right-1')), 'right');
    assert.equal(await pool.check(query('two')), 'wrong');
    assert.equal(await pool.check(query('two', second.id)), 'right');
    assert.equal(await pool.check(query('two', 999)), 'not-configured');
    await boss.ok('PATCH', `/backends/${first.id}`, { isEnabled: false });
    assert.equal(await pool.check(query('right-1')), 'not-configured');
    await boss.ok('PATCH', `/backends/${second.id}`, { isDefault: true });
    assert.equal(await pool.check(query('two')), 'right');
  },
);

testOnEveryEngine(
  'BackendPool remembers that a back-end is down until its settings change',
  async (system, t) => {
    const boss = await signedIn(await openManagement(system, t));
    const pool = poolOf(system, t);
    const down = { url: 'http://127.0.0.1:1/', openAfterFailures: 1 };
    const { id } = await boss.ok('POST', '/backends', { name: 'a', http: down, secret: SECRET });
    const heard: string[] = [];
    pool.listen(({ name, verdict }) => heard.push(`${name} ${verdict}`));
    assert.equal(await pool.check(query('right-1')), 'unavailable');
    await boss.ok('PATCH', `/backends/${id}`, { name: 'renamed' });
    assert.equal(await pool.check(query('right-1')), 'unavailable');
    assert.deepEqual(
      pool.states().map(({ name, state }) => [name, state.circuit]),
      [['renamed', 'open']],
    );
    const up = { ...down, url: await startService(t) };
    await boss.ok('PATCH', `/backends/${id}`, { http: up, secret: SECRET });
    assert.equal(await pool.check(query('right-1')), 'right');
    assert.deepEqual(heard, ['a unavailable', 'renamed unavailable', 'renamed right']);
    // Its row is another's, or damaged.
    await system.database.read
      .updateTable('backends')
      .set({ sealed_secret: Buffer.alloc(60, 1) })
      .execute();
    assert.equal(await pool.check(query('right-1')), 'unavailable');
  },
);

testOnEveryEngine('administrators sign in while the default back-end hangs', async (system, t) => {
  const management = await openManagement(system, t);
  const boss = await signedIn(management);
  const http = { url: await startHangingService(t), deadlineMs: 30_000 };
  await boss.ok('POST', '/backends', { name: 'hangs', http, secret: SECRET });
  let hasEnded = false;
  const { thirdParty, backends } = management.context;
  const asked = Promise.all(Array.from({ length: 64 }, () => thirdParty.check(query('right-1')))).then(
    (verdicts) => {
      hasEnded = true;
      return verdicts;
    },
  );
  while ((backends.states()[0]?.state.inFlight ?? 0) < 64)
    await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await thirdParty.check(query('right-1')), 'unavailable');
  await boss.ok('DELETE', '/session');
  await boss.ok('POST', '/session', { login: 'boss', password: PASSWORD });
  assert.equal(hasEnded, false);
  backends.close();
  assert.deepEqual(new Set(await asked), new Set(['unavailable']));
});
