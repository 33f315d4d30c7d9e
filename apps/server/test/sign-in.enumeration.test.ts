import assert from 'node:assert/strict';
import { SignInThrottle, makeDecoyHash, signIn } from '@lingpai/domain';
import { Browser, openManagement, refusalOf, signedIn } from './management.ts';
import { testOnEveryEngine } from './system.ts';

testOnEveryEngine(
  'POST /session gives an unknown login and a wrong password one and the same answer',
  async (system, t) => {
    const management = await openManagement(system, t);
    await signedIn(management);
    const stranger = new Browser(management);
    const known = await stranger.call('POST', '/session', { login: 'boss', password: 'wrong' });
    const unknown = await stranger.call('POST', '/session', { login: 'nobody', password: 'wrong' });
    assert.equal(known.status, 401);
    assert.deepEqual(unknown.body, known.body);
    const shape = ({ response }: typeof known) => Object.keys(response.headers).toSorted();
    assert.deepEqual(shape(unknown), shape(known));
  },
);

testOnEveryEngine(
  'signIn() hashes once for an unknown login as for a known one, at the same cost',
  async (system, t) => {
    const management = await openManagement(system, t);
    await signedIn(management);
    const { passwordHasher } = management.context;
    const costs: string[] = [];
    const counting = {
      hash: (password: string) => passwordHasher.hash(password),
      verify: (password: string, stored: string) => {
        costs.push(stored.split('$').slice(0, 3).join('$'));
        return passwordHasher.verify(password, stored);
      },
    };
    const world = {
      ...management.context,
      passwordHasher: counting,
      throttle: new SignInThrottle(),
      decoyHash: makeDecoyHash(management.context),
    };
    for (const login of ['boss', 'nobody'])
      assert.equal(
        await refusalOf(signIn({ login, password: 'wrong', source: '' }, world)),
        'session.refused',
      );
    assert.equal(costs.length, 2);
    assert.equal(costs[0], costs[1]);
  },
);

testOnEveryEngine('POST /session slows an unknown login down exactly like a known one', async (system, t) => {
  const management = await openManagement(system, t);
  await signedIn(management);
  const answersFor = async (login: string, remoteAddress: string) => {
    const stranger = new Browser(management);
    stranger.remoteAddress = remoteAddress;
    const answers = [];
    for (let tries = 0; tries < 7; tries += 1) {
      const { status, body } = await stranger.call('POST', '/session', { login, password: 'wrong' });
      answers.push([status, body]);
    }
    return answers;
  };
  const known = await answersFor('boss', '192.0.2.1');
  assert.deepEqual(await answersFor('nobody', '192.0.2.2'), known);
  assert.deepEqual(
    known.map(([status]) => status),
    [401, 401, 401, 401, 401, 429, 429],
  );
});

testOnEveryEngine(
  'the audit log has failed sign-ins, but no login that nobody has: it may be a password',
  async (system, t) => {
    const management = await openManagement(system, t);
    const browser = await signedIn(management);
    await browser.call('POST', '/session', { login: 'hunter2-in-the-wrong-field', password: 'x' });
    await browser.call('POST', '/session', { login: 'Boss', password: 'x' });
    const { items } = await browser.ok('GET', '/audit?action=admin.sign-in&succeeded=false');
    assert.deepEqual(
      items.map((item: { actor: string; reason: string }) => [item.actor, item.reason]),
      [
        ['boss', 'wrong-password'],
        ['', 'unknown-login'],
      ],
    );
    const rows = await system.database.read.selectFrom('audit_events').selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes('hunter2'));
  },
);
