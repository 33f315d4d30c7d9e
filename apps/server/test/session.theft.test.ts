import assert from 'node:assert/strict';
import { resetAdmin } from '@lingpai/domain';
import { ADMIN, Browser, PASSWORD, openManagement, refusalOf, signedIn } from './management.ts';
import { testOnEveryEngine } from './system.ts';

const MINUTE_MS = 60_000;
const NEW_PASSWORD = 'other-Plum-9902';

testOnEveryEngine(
  "the session's cookie is out of reach of scripts, other sites, and plain HTTP when there is TLS",
  async (system, t) => {
    const browser = await signedIn(await openManagement(system, t, true));
    const { response } = await browser.call('POST', '/session', { login: 'boss', password: PASSWORD });
    const cookie = response.cookies.find(({ name }) => name === 'lingpai_session');
    assert.deepEqual(
      [cookie?.httpOnly, cookie?.sameSite, cookie?.secure, cookie?.path],
      [true, 'Strict', true, '/'],
    );
    assert.match(cookie!.value, /^[A-Za-z0-9_-]{43}$/);
    assert.equal(response.headers['cache-control'], 'no-store');
  },
);

testOnEveryEngine(
  'the store has the hash of a session alone: who reads it cannot use it',
  async (system, t) => {
    const browser = await signedIn(await openManagement(system, t));
    const [row] = await system.database.read.selectFrom('admin_sessions').selectAll().execute();
    const thief = browser.cookie!;
    assert.notEqual(Buffer.from(row!.id_hash).toString('base64url'), thief);
    browser.cookie = Buffer.from(row!.id_hash).toString('base64url');
    assert.equal(await browser.errorOf('GET', '/session'), 'session.none');
  },
);

testOnEveryEngine(
  'a session ends after 60 minutes without a call, and after 12 hours whatever happens',
  async (system, t) => {
    const management = await openManagement(system, t);
    const idle = await signedIn(management);
    management.clock.advanceMs(60 * MINUTE_MS);
    assert.equal(await idle.errorOf('GET', '/session'), 'session.none');
    const busy = new Browser(management);
    await busy.ok('POST', '/session', { login: 'boss', password: PASSWORD });
    for (let minutes = 0; minutes < 12 * 60 - 30; minutes += 30) {
      management.clock.advanceMs(30 * MINUTE_MS);
      await busy.ok('GET', '/session');
    }
    management.clock.advanceMs(30 * MINUTE_MS);
    assert.equal(await busy.errorOf('GET', '/session'), 'session.none');
  },
);

testOnEveryEngine(
  'signing out ends the session for whoever holds a copy of the cookie',
  async (system, t) => {
    const management = await openManagement(system, t);
    const browser = await signedIn(management);
    const thief = new Browser(management);
    thief.cookie = browser.cookie;
    await thief.ok('GET', '/session');
    await browser.ok('DELETE', '/session');
    assert.equal(browser.cookie, undefined);
    assert.equal(await thief.errorOf('GET', '/session'), 'session.none');
  },
);

testOnEveryEngine(
  'changing the password ends every other session, and needs the old one',
  async (system, t) => {
    const management = await openManagement(system, t);
    const browser = await signedIn(management);
    const thief = new Browser(management);
    thief.cookie = browser.cookie;
    const change = (oldPassword: string, newPassword: string) =>
      browser.call('POST', '/session/password', { oldPassword, newPassword });
    assert.equal((await change('wrong', NEW_PASSWORD)).body.error.code, 'session.old-password-wrong');
    assert.equal((await change(PASSWORD, PASSWORD)).body.error.code, 'password.same-as-old');
    const weak = await change(PASSWORD, 'password123');
    assert.deepEqual([weak.body.error.code, weak.body.error.field], ['password.too-weak', 'newPassword']);
    assert.equal((await change(PASSWORD, NEW_PASSWORD)).status, 200);
    await browser.ok('GET', '/session');
    assert.equal(await thief.errorOf('GET', '/session'), 'session.none');
    assert.equal(
      await thief.errorOf('POST', '/session', { login: 'boss', password: PASSWORD }),
      'session.refused',
    );
    await thief.ok('POST', '/session', { login: 'boss', password: NEW_PASSWORD });
  },
);

testOnEveryEngine('an open session is no place to guess the password at', async (system, t) => {
  const browser = await signedIn(await openManagement(system, t));
  const codes = [];
  for (let tries = 0; tries < 7; tries += 1)
    codes.push(
      await browser.errorOf('POST', '/session/password', {
        oldPassword: `guess ${tries}`,
        newPassword: NEW_PASSWORD,
      }),
    );
  assert.ok(codes.includes('session.locked'));
});

testOnEveryEngine(
  'resetAdmin() ends all sessions; its password opens nothing but the way to a new one',
  async (system, t) => {
    const management = await openManagement(system, t);
    const browser = await signedIn(management);
    const password = await resetAdmin(
      { login: 'BOSS', requester: { ...ADMIN, kind: 'cli' } },
      management.context,
    );
    assert.equal(await browser.errorOf('GET', '/session'), 'session.none');
    const admin = await browser.ok('POST', '/session', { login: 'boss', password });
    assert.equal(admin.mustChangePassword, true);
    for (const path of ['/overview', '/tokens', '/settings', '/audit'])
      assert.equal(await browser.errorOf('GET', path), 'session.password-change-needed');
    assert.equal(
      await browser.errorOf('POST', '/organizations', { parentId: null, name: 'x' }),
      'session.password-change-needed',
    );
    assert.equal((await browser.ok('GET', '/session')).mustChangePassword, true);
    const changed = await browser.ok('POST', '/session/password', {
      oldPassword: password,
      newPassword: NEW_PASSWORD,
    });
    assert.equal(changed.mustChangePassword, false);
    await browser.ok('GET', '/overview');
    assert.equal(
      await refusalOf(resetAdmin({ login: 'nobody', requester: ADMIN }, management.context)),
      'admin.not-found',
    );
  },
);

testOnEveryEngine('without a session nothing is answered, and no body is read', async (system, t) => {
  const management = await openManagement(system, t);
  await signedIn(management);
  const stranger = new Browser(management);
  for (const path of [
    '/session',
    '/overview',
    '/organizations',
    '/users',
    '/tokens',
    '/agents',
    '/audit',
    '/settings',
    '/tokens/x',
  ])
    assert.equal(await stranger.errorOf('GET', path), 'session.none', path);
  assert.equal(await stranger.errorOf('POST', '/users', { nonsense: true }), 'session.none');
  assert.equal(await stranger.errorOf('POST', '/imports', { nonsense: true }), 'session.none');
  const head = await management.app.inject({ method: 'HEAD', url: '/api/v1/settings' });
  assert.equal(head.statusCode, 401);
});
