import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { OTPAgent } from '@lingpai/agent';
import { CODES_THAT_NEVER_HAPPEN, RESULT_CODES } from '@lingpai/contract';
import { createAgent, createBackend, issueEmergencyPassword, updateUser } from '@lingpai/domain';
import { freePort } from '@lingpai/testing';
import { findSettingsFault } from '@lingpai/directory';
import { ADMIN } from './activation.ts';
import { AgentWorld, type TestUser } from './agent-world.ts';
import { wrongOtpOf } from './kill-load.ts';
import { QN08, addOcraUser, openSdk } from './ocra-world.ts';

/** Every code that can happen does happen here, as an application sees it: through the SDK, over HTTP, from a real server. */
const world = await AgentWorld.open({ after });
await world.setSettings({
  lockout: { temporaryAfterFailures: 3, permanentAfterFailures: 4, clientAfterFailures: 3 },
});
const server = await world.serve();
const agent = await openSdk(world, [server]);
after(() => agent.unInit());
const happened = new Set<number>();
const PAST = 1;
const FUTURE = Date.now() + 3_600_000;

/** Takes note of a code. */
function heard(code: number): number {
  happened.add(code);
  return code;
}
async function hears(code: number, call: Promise<number>, what = ''): Promise<void> {
  assert.equal(heard(await call), code, `${what} ${agent.lastError}`);
}
const oneUser = async (): Promise<TestUser> => (await world.addUsers(1))[0]!;
const setToken = ({ serial }: { serial: string }, set: object) =>
  world.db.updateTable('tokens').set(set).where('serial', '=', serial).execute();
const idOf = async ({ login }: { login: string }) =>
  (await world.db.selectFrom('users').select('id').where('login', '=', login).executeTakeFirstOrThrow()).id;
const change = async (user: TestUser, changes: Parameters<typeof updateUser>[0]['change']) =>
  updateUser({ id: await idOf(user), change: changes, requester: ADMIN }, world.context);

test('codes of OTPs, and of the states of tokens and users', async () => {
  const user = await oneUser();
  await hears(0, agent.auth(user.login, user.otpAt(0)));
  await hears(22, agent.auth(user.login, user.otpAt(0)));
  await hears(13, agent.auth(user.login, user.otpAt(40)));
  await hears(71, agent.sync(user.login, user.otpAt(50), user.otpAt(60)));
  const other = await oneUser();
  await hears(58, agent.auth(other.login, '12345'));
  await hears(27, agent.auth('nobody', '123456'));
  await hears(24, agent.authToken('NOTHING', '123456'));
  const states: [number, object][] = [
    [16, { sealed_seed: new Uint8Array(64) }],
    [20, { status: 'lost' }],
    [37, { status: 'disabled' }],
    [38, { status: 'revoked' }],
    [50, { type: 'ocra', ocra_suite: QN08 }],
    [52, { expires_at: PAST }],
    [56, { starts_at: FUTURE }],
  ];
  for (const [code, set] of states) {
    const one = await oneUser();
    await setToken(one, set);
    await hears(code, agent.auth(one.login, one.otpAt(0)), JSON.stringify(set));
  }
  const disabled = await oneUser();
  await change(disabled, { status: 'disabled' });
  await hears(36, agent.auth(disabled.login, disabled.otpAt(0)));
  const empty = await oneUser();
  await world.run('token', 'unbind', empty.serial, empty.login);
  await hears(80, agent.auth(empty.login, empty.otpAt(0)));
});

test('codes of locks', async () => {
  const user = await oneUser();
  const guess = () => agent.auth(user.login, wrongOtpOf(user));
  for (let tries = 0; tries < 3; tries += 1) await hears(22, guess());
  await hears(54, agent.auth(user.login, user.otpAt(0)));
  await world.endSourceLocks();
  await hears(22, guess());
  await hears(55, agent.auth(user.login, user.otpAt(0)));
  const token = await oneUser();
  const guessToken = () => agent.authToken(token.serial, wrongOtpOf(token));
  for (let tries = 0; tries < 3; tries += 1) await hears(22, guessToken());
  await hears(72, guessToken());
  await world.endSourceLocks();
  await hears(22, guessToken());
  await hears(73, guessToken());
  const from = { clientAddress: '203.0.113.9' };
  for (let tries = 0; tries < 3; tries += 1) await hears(27, agent.auth(`nobody-${tries}`, '123456', from));
  const third = await oneUser();
  await hears(23, agent.auth(third.login, third.otpAt(0), from));
});

test('codes of static passwords', async () => {
  const user = await oneUser();
  await change(user, { staticPasswordRule: 'required', staticPassword: 'first-1' });
  await hears(31, agent.auth(user.login, user.otpAt(0)));
  await hears(14, agent.auth(user.login, `first-2${user.otpAt(0)}`));
  await hears(63, agent.changeStaticPassword(user.login, 'first-2', 'second-1'));
  await hears(64, agent.changeStaticPassword(user.login, 'first-1', 'first-1'));
  await hears(74, agent.changeStaticPassword(user.login, 'first-1', '123'));
  await hears(0, agent.changeStaticPassword(user.login, 'first-1', 'second-1'));
  await hears(17, agent.changeStaticPassword(user.login, 'second-1', 'first-1'));
  await change(user, { staticPassword: 'third-1', staticPasswordMustChange: true });
  await hears(57, agent.auth(user.login, `third-1${user.otpAt(0)}`));
  const none = await oneUser();
  await world.db
    .updateTable('users')
    .set({ static_rule: 'required' })
    .where('login', '=', none.login)
    .execute();
  await hears(33, agent.auth(none.login, none.otpAt(0)));
});

test('codes of emergency passwords', async () => {
  const user = await oneUser();
  const { password } = await issueEmergencyPassword(
    { id: await idOf(user), validHours: 1, requester: ADMIN },
    world.context,
  );
  await hears(0, agent.auth(user.login, password));
  const wrong = `${password.slice(0, -1)}${password.endsWith('0') ? '1' : '0'}`;
  await hears(70, agent.auth(user.login, wrong));
  await world.db
    .updateTable('users')
    .set({ emergency_expires_at: PAST })
    .where('login', '=', user.login)
    .execute();
  await hears(69, agent.auth(user.login, password));
});

test('codes of third-party passwords', async (t) => {
  const user = await oneUser();
  await change(user, { thirdPartyRule: 'required' });
  const password = `dir-pass${user.otpAt(0)}`;
  await hears(81, agent.auth(user.login, password));
  const service = createServer((_, response) => response.end('{"accepted": false}'));
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  t.after(() => service.close());
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`;
  const backends = { ...world.context, findFault: findSettingsFault };
  const patience = { deadlineMs: 3000, openAfterFailures: 5, pauseSeconds: 10, maxInFlight: 64, caPem: '' };
  const http = { ...patience, url, isPlainAllowed: false };
  const add = (name: string, settings: object) =>
    createBackend({ name, ...settings, secret: 'a-very-secret-Secret', requester: ADMIN }, backends);
  const { id } = await add('service', { http });
  await change(user, { backendId: id });
  await settled(82, () => agent.auth(user.login, password));
  const ldap = { ...patience, urls: ['ldaps://127.0.0.1:1'], security: 'start-tls', bindName: '' };
  const search = { searchName: 'cn=x', searchBase: 'dc=x', searchFilter: '(uid={login}' };
  const broken = await add('broken', { ldap: { ...ldap, ...search } });
  await change(user, { backendId: broken.id });
  await settled(103, () => agent.auth(user.login, password));
});

/** Back-ends are read again after a moment. */
async function settled(code: number, call: () => Promise<number>): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until;) {
    const found = await call();
    if (found === code) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await hears(code, call());
}

test('codes of sessions and challenges', async () => {
  const { login, serial } = await addOcraUser(world, QN08);
  await hears(42, agent.sessionVerifyOtp('123456'), 'no session yet');
  await hears(0, agent.sessionInit());
  await hears(45, agent.sessionVerifyOtp('123456'));
  await hears(0, agent.sessionSetUserName(login));
  await hears(46, agent.sessionAuth('123456'));
  await hears(50, agent.sessionVerifyOtp('123456'));
  const challenge = await agent.sessionGenChallenge();
  assert.equal(heard(challenge.getResultCode()), 0);
  heard((await agent.sessionGenChallenge('x')).getResultCode());
  await setToken({ serial }, { ocra_suite: 'OCRA-1:HOTP-SHA1-6:QN08-PSHA1' });
  heard((await agent.sessionGenChallenge()).getResultCode());
  await world.db.updateTable('agent_sessions').set({ expires_at: PAST }).execute();
  await hears(44, agent.sessionVerifyOtp('123456'));
  const two = await addOcraUser(world, QN08);
  const second = await addOcraUser(world, QN08);
  await world.run('token', 'bind', second.serial, two.login);
  await agent.sessionInit();
  await agent.sessionSetUserName(two.login);
  assert.equal(heard((await agent.sessionGenChallenge()).getResultCode()), 91);
  await agent.sessionUnInit();
});

test('codes of signatures', async () => {
  const suite = 'OCRA-1:HOTP-SHA1-6:QN08-T1M';
  const { login } = await addOcraUser(world, suite);
  const sign = async (value: string) =>
    heard(
      (
        await agent.genSignature({ userId: login, fields: [{ label: 'amount', value }], form: 'typed' })
      ).getResultCode(),
    );
  assert.equal(await sign('123456'), 0);
  assert.equal(await sign('123456'), 104, 'the same transaction again');
  assert.equal(await sign('1234567'), 101, 'with its length, too long for the suite');
  const plain = await addOcraUser(world, QN08);
  const typed = await agent.genSignature({
    userId: plain.login,
    fields: [{ label: 'amount', value: '1234' }],
    form: 'typed',
  });
  assert.equal(heard(typed.getResultCode()), 51, 'nothing in the suite changes');
});

test('a token that has answered everything it can be asked has no question left', async () => {
  const suite = 'OCRA-1:HOTP-SHA1-6:QN04';
  const { login, serial } = await addOcraUser(world, suite);
  const agentId = (await world.db.selectFrom('agents').select('id').executeTakeFirstOrThrow()).id;
  const asked = Array.from({ length: 10_000 }, (_, n) => String(n).padStart(4, '0'));
  await world.db.transaction().execute(async (trx) => {
    for (let at = 0; at < asked.length; at += 500)
      await trx
        .insertInto('challenges')
        .values(
          asked.slice(at, at + 500).map((question) => ({
            key_hash: `asked-${question}`,
            agent_id: agentId,
            kind: 'challenge' as const,
            serial,
            suite,
            question,
            created_at: PAST,
            expires_at: FUTURE,
            used_at: PAST,
            forget_at: FUTURE,
          })),
        )
        .execute();
  });
  await agent.sessionInit();
  await agent.sessionSetUserName(login);
  assert.equal(heard((await agent.sessionGenChallenge()).getResultCode()), 67);
  await agent.sessionUnInit();
});

test('codes of the agent itself', async (t) => {
  await hears(2, agent.auth('', '123456'));
  const file = (name: string, config: object) => {
    const path = join(world.place.dataDir, `${name}.acf`);
    writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
    return path;
  };
  const base = { version: 1, agentId: world.agentId, key: world.agentKey, timeoutMs: 10_000 };
  const loaded = async (name: string, config: object) => {
    const one = new OTPAgent();
    await one.setConfig(file(name, config));
    t.after(() => one.unInit());
    return one;
  };
  const none = new OTPAgent();
  await hears(39, none.auth('a', 'b'));
  await hears(19, none.setConfig(join(world.place.dataDir, 'no-such.acf')));
  const stranger = await loaded('stranger', { ...base, servers: [server.url], key: 'x'.repeat(43) });
  await hears(12, stranger.auth('a', 'b'));
  const away = await createAgent({ name: 'away', allow: ['192.0.2.1'], requester: ADMIN }, world.context);
  const elsewhere = await loaded('elsewhere', { ...base, key: away.key, servers: [server.url] });
  await hears(68, elsewhere.auth('a', 'b'));
  const lonely = await loaded('lonely', { ...base, servers: [`http://127.0.0.1:${await freePort()}`] });
  await hears(9, lonely.auth('a', 'b'));
  const garbler = createServer((_, response) => response.end('<html>'));
  await new Promise<void>((resolve) => garbler.listen(0, '127.0.0.1', resolve));
  t.after(() => garbler.close());
  const url = `http://127.0.0.1:${(garbler.address() as AddressInfo).port}`;
  await hears(18, (await loaded('garbled', { ...base, servers: [url] })).auth('a', 'b'));
  assert.equal(
    heard((await agent.getAssertionId()).getResultCode()),
    102,
    'no scan-to-login in this release',
  );
});

test('a server that fails inside says 1, and never that an OTP is wrong', async (t) => {
  const broken = await AgentWorld.open(t);
  const [user] = await broken.addUsers(1);
  const failing = await broken.serve();
  const sdk = await openSdk(broken, [failing]);
  t.after(() => sdk.unInit());
  // The thread that verifies has the store open by now.
  assert.equal(await sdk.auth(user!.login, wrongOtpOf(user!)), 22);
  await broken.db.schema.alterTable('subject_sources').renameTo('mislaid').execute();
  const code = heard(await sdk.auth(user!.login, user!.otpAt(0)));
  assert.equal(code, 1, `${sdk.lastError}\n${failing.output()}`);
  await broken.db.schema.alterTable('mislaid').renameTo('subject_sources').execute();
  await hears(0, sdk.auth(user!.login, user!.otpAt(0)));
});

test('what has not happened by now is known never to happen', () => {
  const all = Object.values(RESULT_CODES).map(({ code }) => code);
  const missing = all.filter((code) => !happened.has(code) && !CODES_THAT_NEVER_HAPPEN.has(code));
  const surprising = [...happened].filter((code) => CODES_THAT_NEVER_HAPPEN.has(code));
  assert.deepEqual([missing, surprising], [[], []]);
});
