import assert from 'node:assert/strict';
import { computeOtp, pureJsPrimitives } from '@lingpai/algorithms';
import { createTokens, issueSetupTicket } from '@lingpai/domain';
import { ADMIN, Browser, checkCounters, openManagement, signedIn } from './management.ts';
import { testOnEveryEngine } from './system.ts';

testOnEveryEngine(
  'the management interface leads through organisation, user, token, binding and back',
  async (system, t) => {
    const management = await openManagement(system, t);
    const browser = await signedIn(management);
    const top = (await browser.ok('GET', '/organizations')).items[0];
    assert.deepEqual([top.path, top.userCount, top.tokenCount, top.childCount], ['总公司', 0, 0, 0]);
    const child = await browser.ok('POST', '/organizations', { parentId: top.id, name: '研发' });
    assert.equal(child.path, '总公司/研发');
    assert.equal((await browser.ok('PATCH', `/organizations/${child.id}`, { name: 'R' })).path, '总公司/R');

    const user = await browser.ok('POST', '/users', {
      login: 'alice',
      organizationId: child.id,
      staticPasswordRule: null,
    });
    assert.deepEqual([user.login, user.tokens, user.lock], ['alice', [], null]);
    const { serials, count } = await browser.ok('POST', '/tokens', { organizationId: child.id, count: 3 });
    assert.equal(count, 3);
    const bound = await browser.ok('POST', `/tokens/${serials[0]}/bindings`, { login: 'alice' });
    assert.deepEqual([bound.boundUserCount, bound.bindings[0].userId], [1, user.id]);
    assert.equal((await browser.ok('GET', `/users/${user.id}`)).tokens[0].serial, serials[0]);
    const acted = await browser.ok('POST', '/token-actions', {
      serials: [serials[1], 'nope'],
      action: 'report-lost',
    });
    assert.deepEqual(acted.results, [
      { serial: serials[1], errorCode: null, message: null },
      { serial: 'nope', errorCode: 'token.not-found', message: '没有令牌“nope”' },
    ]);
    const refused = await browser.call('POST', `/tokens/${serials[1]}/actions`, { action: 'enable' });
    assert.deepEqual(
      [refused.status, refused.body.error.code, refused.body.error.message],
      [409, 'token.transition-refused', `令牌“${serials[1]}”当前为“挂失”，不能执行“启用”`],
    );
    const lost = await browser.ok('GET', `/tokens?status=lost&organizationId=${top.id}`);
    assert.deepEqual(
      [lost.items.map((token: { serial: string }) => token.serial), lost.nextCursor],
      [[serials[1]], null],
    );
    const page = await browser.ok('GET', '/tokens?limit=2');
    const rest = await browser.ok('GET', `/tokens?limit=2&cursor=${page.nextCursor}`);
    assert.equal(page.items.length + rest.items.length, 3);
    const found = await browser.ok('GET', '/tokens?q=ali');
    assert.deepEqual(found.items[0].boundUsers, [{ id: user.id, login: 'alice', name: '' }]);

    const overview = await browser.ok('GET', '/overview');
    assert.deepEqual(
      [
        overview.organizations,
        overview.users,
        overview.tokens,
        overview.tokensEnabled,
        overview.tokensBound,
        overview.agents,
      ],
      [2, 1, 3, 2, 1, 0],
    );
    await browser.ok('DELETE', `/tokens/${serials[0]}/bindings/${user.id}`);
    await browser.ok('PATCH', `/users/${user.id}`, { status: 'disabled' });
    await browser.ok('POST', `/users/${user.id}/unlock`);
    assert.equal((await browser.ok('GET', '/users?status=disabled')).items.length, 1);
    await browser.ok('DELETE', `/users/${user.id}`);
    assert.equal(await browser.errorOf('GET', `/users/${user.id}`), 'user.not-found');
    assert.equal(await browser.errorOf('DELETE', `/organizations/${child.id}`), 'organization.not-empty');
    assert.equal((await browser.ok('GET', '/audit?serial=' + serials[0])).items[0].action, 'token.unbind');
    assert.deepEqual((await browser.ok('POST', '/audit/verify')).isIntact, true);
    await checkCounters(system.database);
    assert.deepEqual(management.failures, []);
  },
);

testOnEveryEngine(
  'agents: the key is shown once, a new one replaces it, and the list never has it',
  async (system, t) => {
    const browser = await signedIn(await openManagement(system, t));
    const made = await browser.ok('POST', '/agents', { name: 'VPN', allow: ['10.0.0.0/8'] });
    assert.match(made.file.key, /^lpa_[A-Za-z0-9_-]{43}$/);
    assert.deepEqual(made.file.servers, ['http://localhost:8080']);
    const found = await system.context.store.read.agentAccess.findAgentByKeyHash(hashOf(made.file.key));
    assert.equal(found?.name, 'VPN');
    assert.equal(await browser.errorOf('POST', '/agents', { name: 'vpn' }), 'agent.name-taken');
    assert.equal(
      await browser.errorOf('POST', '/agents', { name: 'x', allow: ['10.0.0.0/33'] }),
      'agent.allow-invalid',
    );
    const renewed = await browser.ok('POST', `/agents/${made.agent.id}/key`, {
      servers: ['https://otp.example'],
    });
    assert.notEqual(renewed.file.key, made.file.key);
    assert.equal(renewed.file.agentId, made.file.agentId);
    assert.equal(
      await system.context.store.read.agentAccess.findAgentByKeyHash(hashOf(made.file.key)),
      undefined,
    );
    const changed = await browser.ok('PATCH', `/agents/${made.agent.id}`, { isEnabled: false, allow: [] });
    assert.deepEqual([changed.isEnabled, changed.allow], [false, []]);
    assert.ok(!JSON.stringify(await browser.ok('GET', '/agents')).includes('lpa_'));
    // Some clients name a content type for a body that is none.
    browser.headers['content-type'] = 'application/json';
    await browser.ok('DELETE', `/agents/${made.agent.id}`);
    assert.equal(await browser.errorOf('POST', '/agents'), 'request.malformed');
    assert.equal(await browser.errorOf('DELETE', `/agents/${made.agent.id}`), 'agent.not-found');
    const audit = JSON.stringify((await browser.ok('GET', '/audit?action=agent.')).items);
    assert.ok(!audit.includes('lpa_'));
  },
);

testOnEveryEngine('settings: checked against each other, and logged by name alone', async (system, t) => {
  const browser = await signedIn(await openManagement(system, t));
  const settings = await browser.ok('GET', '/settings');
  settings.lockout.temporarySeconds = 120;
  settings.activation.defaultPassword = 'secret-of-activation';
  assert.deepEqual(await browser.ok('PUT', '/settings', settings), settings);
  assert.deepEqual(await browser.ok('GET', '/settings'), settings);
  const { items } = await browser.ok('GET', '/audit?action=settings.update');
  assert.deepEqual(items[0].detail, { changed: 'lockout.temporarySeconds, activation.defaultPassword' });
  settings.lockout.temporaryMaxSeconds = 60;
  const refused = await browser.call('PUT', '/settings', settings);
  assert.deepEqual(
    [refused.body.error.code, refused.body.error.field],
    ['settings.invalid', 'lockout.temporaryMaxSeconds'],
  );
});

testOnEveryEngine(
  'test and sync by an administrator use the OTP up, and answer with its code',
  async (system, t) => {
    const browser = await signedIn(await openManagement(system, t));
    const seed = new TextEncoder().encode('12345678901234567890');
    const [top] = (await browser.ok('GET', '/organizations')).items;
    const [serial] = await createTokens(
      { organizationId: top.id, count: 1, type: 'hotp', requester: ADMIN },
      system.context,
    );
    const sealed = system.context.vault.seal({ purpose: 'token-seed', recordId: serial! }, seed);
    await system.database.read
      .updateTable('tokens')
      .set({ sealed_seed: sealed, activation: 'activated' })
      .execute();
    const spec = { type: 'hotp', hash: 'sha1', digits: 6, periodSeconds: undefined } as const;
    const otp = (counter: number) =>
      computeOtp({ spec, seed, movingFactor: counter, primitives: pureJsPrimitives });
    const code = async (path: string, body: object) =>
      (await browser.ok('POST', `/tokens/${serial}/${path}`, body)).code;
    assert.equal(await code('test', { otp: otp(0) }), 0);
    assert.equal(await code('test', { otp: otp(0) }), 22);
    assert.equal(await code('test', { otp: otp(60) }), 13);
    assert.equal(await code('sync', { otp: otp(60), nextOtp: otp(61) }), 0);
    assert.equal(await code('test', { otp: otp(61) }), 22);
    assert.equal(await browser.errorOf('POST', '/tokens/nope/test', { otp: '123456' }), 'token.not-found');
  },
);

testOnEveryEngine('what is malformed is refused with the field, and never echoed', async (system, t) => {
  const management = await openManagement(system, t);
  const browser = await signedIn(management);
  for (const path of [
    '/tokens?cursor=x',
    '/tokens?limit=999',
    '/users?cursor=%00',
    '/audit?cursor=WyJ4Il0',
    '/tokens?status=nonsense',
  ])
    assert.equal(await browser.errorOf('GET', path), 'request.malformed', path);
  const answer = await browser.call('POST', '/users', { organizationId: 1, staticPassword: 'hunter2' });
  assert.deepEqual([answer.status, answer.body.error.field], [400, 'login']);
  assert.ok(!answer.response.body.includes('hunter2'));
  // PostgreSQL takes no U+0000.
  for (const path of [
    '/tokens?q=%00',
    '/tokens/%00',
    '/users?q=a%00',
    '/audit?userLogin=%00',
    '/audit?serial=%00',
    '/audit?action=%00',
  ])
    assert.equal(await browser.errorOf('GET', path), 'request.malformed', path);
  assert.equal(
    await browser.errorOf('POST', '/users', { login: 'a\0', organizationId: 1 }),
    'request.malformed',
  );
  assert.equal(await browser.errorOf('POST', '/tokens/x/bindings', { login: 'a\0' }), 'request.malformed');
  assert.equal(
    await browser.errorOf('POST', '/token-actions', { serials: ['1', '\0'], action: 'enable' }),
    'request.malformed',
  );
  const nul = await browser.call('POST', '/session', { login: 'a\0', password: 'x' });
  assert.deepEqual([nul.body.error.code, nul.body.error.field], ['request.malformed', 'login']);
  assert.deepEqual(management.failures, []);
});

testOnEveryEngine('the one-time link sets the first administrator up, within 24 hours', async (system, t) => {
  const management = await openManagement(system, t);
  const browser = new Browser(management);
  const fields = { login: 'boss', password: 'plum-Tram-4471', organizationName: '总公司' };
  const former = await issueSetupTicket(management.context);
  const late = await issueSetupTicket(management.context);
  assert.equal(
    await browser.errorOf('POST', '/setup', { ...fields, ticket: former }),
    'setup.ticket-invalid',
  );
  management.clock.advanceMs(24 * 3_600_000);
  assert.equal(await browser.errorOf('POST', '/setup', { ...fields, ticket: late }), 'setup.ticket-invalid');
  const ticket = await issueSetupTicket(management.context);
  assert.equal(
    await browser.errorOf('POST', '/setup', { ...fields, ticket, password: 'short' }),
    'password.too-weak',
  );
  assert.deepEqual(await browser.ok('GET', '/setup'), { needed: true });
  const admin = await browser.ok('POST', '/setup', { ...fields, ticket });
  assert.deepEqual([admin.login, admin.mustChangePassword], ['boss', false]);
  assert.equal((await browser.ok('GET', '/session')).login, 'boss');
  assert.deepEqual(await browser.ok('GET', '/setup'), { needed: false });
  assert.equal(await issueSetupTicket(management.context), undefined);
});

function hashOf(key: string): Uint8Array {
  return pureJsPrimitives.hash('sha256', new TextEncoder().encode(key));
}
