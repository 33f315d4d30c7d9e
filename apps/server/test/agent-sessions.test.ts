import assert from 'node:assert/strict';
import { type TestContext, after, test } from 'node:test';
import { createAgent } from '@lingpai/domain';
import { startPostgres } from '@lingpai/testing';
import { ADMIN } from './activation.ts';
import { AgentWorld, PATHS, openConnections, openSession } from './agent-world.ts';
import { QN08, addOcraUser, inSession, openSdk } from './ocra-world.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';

/** Sessions over two server processes: any of them serves any step. */
const postgres = await startPostgres();
after(() => postgres?.stop());

const CONNECTIONS = 64;
const HOUR_MS = 3_600_000;

sessionsOn('sqlite');
if (postgres !== undefined) sessionsOn('postgres', postgres.url);

function sessionsOn(engine: string, serverUrl?: string): void {
  test(`each step of a session may go to another process (${engine})`, async (t) => {
    const { world, connections } = await open(t, serverUrl);
    const user = await addOcraUser(world, QN08, { period_seconds: 30 });
    let turn = 0;
    const call = async (path: string, body?: unknown, method = 'POST') => {
      const connection = connections[turn++ % connections.length]!;
      return connection.exchange(requestBytes({ method, path, key: world.agentKey, body }));
    };
    const opened = await call(PATHS.sessions, { clientAddress: '192.0.2.7' });
    const { sessionId } = JSON.parse(opened.body) as { sessionId: string };
    const path = `${PATHS.sessions}/${sessionId}`;
    assert.equal((await call(`${path}/challenge`, {})).code, 45);
    assert.equal((await call(`${path}/user-name`, { userId: user.login })).code, 0);
    assert.equal((await call(`${path}/token-serial`, { serial: user.serial })).code, 0);
    const made = await call(`${path}/challenge`, {});
    const { challenge } = JSON.parse(made.body) as { challenge: string };
    const response = user.respond({ suite: QN08, challenge });
    assert.equal((await call(`${path}/verify-otp`, { otp: response })).code, 50);
    assert.equal((await call(`${path}/auth`, { response })).code, 0);
    assert.equal((await call(`${path}/auth`, { response })).code, 46);
    assert.equal((await call(path, undefined, 'DELETE')).code, 0);
    assert.equal((await call(`${path}/auth`, { response })).code, 44);
    const { source } = await world.db
      .selectFrom('audit_events')
      .select('source')
      .where('action', '=', 'auth-challenge')
      .where('succeeded', '=', 1)
      .executeTakeFirstOrThrow();
    assert.equal(source, '192.0.2.7');
  });

  test(`opening a session again with the same Idempotency-Key finds the one that was opened (${engine})`, async (t) => {
    const { world, connections } = await open(t, serverUrl);
    await world.setSettings({ agentSessions: { maxPerAgent: 2 } });
    const openWith = async (idempotencyKey: string, connection = connections[0]!, body?: object) => {
      const headers = { 'idempotency-key': idempotencyKey };
      const request = { path: PATHS.sessions, key: world.agentKey, headers, body };
      const answer = await connection.exchange(requestBytes(request));
      return JSON.parse(answer.body) as { code: number; sessionId: string; expiresAt: number };
    };
    const first = await Promise.all(connections.map((connection) => openWith('one', connection)));
    assert.equal(first[0]!.code, 0);
    assert.deepEqual(first[1], first[0]);
    assert.notEqual((await openWith('two')).sessionId, first[0]!.sessionId);
    assert.deepEqual(await openWith('one', connections[1]), first[0]);
    await world.db.updateTable('agent_sessions').set({ proven: 1 }).execute();
    assert.equal((await openWith('three')).code, 102);
    assert.equal((await openWith('one', connections[0], { clientAddress: '192.0.2.1' })).code, 102);
    assert.equal((await openWith('x'.repeat(129))).code, 2);
    const count = await world.db.selectFrom('agent_sessions').select('id_hash').execute();
    assert.equal(count.length, 2);
    await world.db.updateTable('agent_sessions').set({ expires_at: 1 }).execute();
    const anew = await openWith('one');
    assert.equal(anew.code, 0);
    assert.equal(anew.expiresAt > Date.now(), true);
  });

  test(`64 connections answer one challenge at once: one is let in (${engine})`, async (t) => {
    const { world, servers } = await open(t, serverUrl);
    await world.setSettings({ lockout: { temporaryAfterFailures: 100, permanentAfterFailures: 0 } });
    const connections = await openConnections(
      servers.map(({ port }) => port),
      CONNECTIONS,
    );
    for (let round = 0; round < 5; round += 1) {
      const user = await addOcraUser(world, QN08);
      const path = await openSession(connections[0]!, world.agentKey, { login: user.login });
      const key = world.agentKey;
      const made = await connections[1]!.exchange(requestBytes({ path: `${path}/challenge`, key, body: {} }));
      const { challenge } = JSON.parse(made.body) as { challenge: string };
      const response = user.respond({ suite: QN08, challenge });
      const bytes = requestBytes({ path: `${path}/auth`, key, body: { response } });
      const codes = await Promise.all(
        connections.map(async (connection) => (await connection.exchange(bytes)).code),
      );
      assert.deepEqual(
        codes.toSorted((a, b) => a - b),
        [0, ...Array.from({ length: CONNECTIONS - 1 }, () => 46)],
      );
    }
    for (const connection of connections) connection.drop();
  });

  test(`challenges asked for at once leave one that can be answered (${engine})`, async (t) => {
    const { world, servers } = await open(t, serverUrl);
    const connections = await openConnections(
      servers.map(({ port }) => port),
      16,
    );
    const key = world.agentKey;
    const user = await addOcraUser(world, QN08);
    const path = await openSession(connections[0]!, key, { login: user.login });
    const bytes = requestBytes({ path: `${path}/challenge`, key, body: {} });
    const made = await Promise.all(connections.map((connection) => connection.exchange(bytes)));
    const codes: number[] = [];
    for (const { body, code } of made) {
      assert.equal(code, 0, body);
      const { challenge } = JSON.parse(body) as { challenge: string };
      await world.db.updateTable('users').set({ otp_fail_count: 0, otp_locked_until: 0 }).execute();
      await world.db.deleteFrom('subject_sources').execute();
      const response = user.respond({ suite: QN08, challenge });
      codes.push(
        (await connections[0]!.exchange(requestBytes({ path: `${path}/auth`, key, body: { response } })))
          .code,
      );
    }
    assert.equal(codes.filter((code) => code === 0).length, 1, codes.join());
    for (const connection of connections) connection.drop();
  });

  test(`an agent has no more sessions than it may have, however fast it opens them (${engine})`, async (t) => {
    const { world, servers } = await open(t, serverUrl);
    await world.setSettings({ agentSessions: { maxPerAgent: 10 } });
    const connections = await openConnections(
      servers.map(({ port }) => port),
      CONNECTIONS,
    );
    const openAll = async (key: string) => {
      const bytes = requestBytes({ path: PATHS.sessions, key });
      const answers = await Promise.all(connections.map((connection) => connection.exchange(bytes)));
      return answers.map(({ code }) => code);
    };
    const codes = await openAll(world.agentKey);
    assert.deepEqual([codes.filter((c) => c === 0).length, codes.filter((c) => c === 102).length], [10, 54]);
    const second = await createAgent({ name: 'second', requester: ADMIN }, world.context);
    const set = await world.run(
      'agent',
      'set',
      'Second',
      '--max-sessions',
      '3',
      '--session-idle-seconds',
      '60',
    );
    assert.equal(set.exitCode, 0, set.stderr);
    const ofSecond = await openAll(second.key);
    assert.equal(ofSecond.filter((code) => code === 0).length, 3);
    const [row] = await world.db.selectFrom('agent_sessions').selectAll().orderBy('expires_at').execute();
    assert.equal(row!.expires_at - row!.created_at, 60_000);
    // One that has ended makes room.
    await world.db
      .updateTable('agent_sessions')
      .set({ expires_at: 1 })
      .where('id_hash', '=', row!.id_hash)
      .execute();
    assert.equal((await openAll(second.key)).filter((code) => code === 0).length, 1);
    const back = await world.run('agent', 'set', 'second', '--max-sessions', 'default');
    assert.equal(back.exitCode, 0, back.stderr);
    for (const connection of connections) connection.drop();
  });
}

test('a session ends when it is not used, and after its longest life', async (t) => {
  const { world, connections } = await open(t);
  const user = await addOcraUser(world, QN08);
  const key = world.agentKey;
  const path = await openSession(connections[0]!, key, { login: user.login });
  const verify = async () =>
    (
      await connections[0]!.exchange(
        requestBytes({ path: `${path}/verify-otp`, key, body: { otp: '123456' } }),
      )
    ).code;
  const set = (columns: object) => world.db.updateTable('agent_sessions').set(columns).execute();
  const expiry = async () =>
    (await world.db.selectFrom('agent_sessions').select('expires_at').executeTakeFirstOrThrow()).expires_at;
  const soon = Date.now() + 60_000;
  await set({ expires_at: soon });
  assert.equal(await verify(), 50);
  assert.equal((await expiry()) > soon + 28 * 60_000, true);
  const kept = await expiry();
  assert.equal(await verify(), 50);
  assert.equal(await expiry(), kept);
  const createdAt = Date.now() - 12 * HOUR_MS + 30_000;
  await set({ created_at: createdAt, expires_at: soon });
  assert.equal(await verify(), 50);
  assert.equal((await expiry()) <= soon, true);
  await set({ expires_at: Date.now() });
  assert.equal(await verify(), 44);
});

test('JSON of no bytes is no body', async (t) => {
  const { world, servers } = await open(t);
  // What cannot be parsed ends its connection: so each has its own.
  const exchange = async (method: string, path: string, body: string) => {
    const connection = await RawConnection.open(servers[0]!.port);
    t.after(() => connection.drop());
    return connection.exchange(requestBytes({ method, path, key: world.agentKey, body }));
  };
  const opened = await exchange('POST', PATHS.sessions, '');
  assert.deepEqual([opened.status, opened.code], [200, 0]);
  const { sessionId } = JSON.parse(opened.body) as { sessionId: string };
  const path = `${PATHS.sessions}/${sessionId}`;
  const needed = await exchange('POST', `${path}/user-name`, '');
  assert.deepEqual([needed.status, needed.code], [400, 2]);
  for (const poison of ['{', '{"userId":"a","__proto__":{"x":1}}']) {
    const refused = await exchange('POST', `${path}/user-name`, poison);
    assert.deepEqual([refused.status, refused.code], [400, 2], poison);
  }
  const closed = await exchange('DELETE', path, '');
  assert.deepEqual([closed.status, closed.code], [200, 0]);
});

test('ids of sessions: malformed 40, unknown 44', async (t) => {
  const { world, connections } = await open(t);
  const key = world.agentKey;
  const bodies: Record<string, object | undefined> = {
    'user-name': { userId: 'a' },
    'token-serial': { serial: '1' },
    'verify-otp': { otp: '123456' },
    'sync-otp': { otp: '123456', nextOtp: '654321' },
    challenge: {},
    auth: { response: '123456' },
  };
  for (const [id, code] of [
    ['short', 40],
    ['x'.repeat(21), 40],
    ['x'.repeat(23), 40],
    [`${'x'.repeat(21)}%2B`, 40],
    [`${'x'.repeat(21)}%20`, 40],
    ['x'.repeat(22), 44],
  ] as const) {
    for (const [step, body] of Object.entries(bodies)) {
      const path = `${PATHS.sessions}/${id}/${step}`;
      const answer = await connections[0]!.exchange(requestBytes({ path, key, body }));
      assert.deepEqual([answer.status, answer.code], [200, code], path);
    }
    const close = requestBytes({ method: 'DELETE', path: `${PATHS.sessions}/${id}`, key });
    assert.equal((await connections[0]!.exchange(close)).code, code);
  }
});

test('clientAddress: IPv4 or IPv6, else 400 with code 2; the SDK sends it', async (t) => {
  const { world, servers, connections } = await open(t);
  const key = world.agentKey;
  const [user] = await world.addUsers(1);
  const { login: userId, serial } = user!;
  const bodies: Record<string, object> = {
    auth: { userId, password: '123456' },
    'auth-token': { serial, otp: '123456' },
    sync: { userId, otp: '123456', nextOtp: '654321' },
    'sync-token': { serial, otp: '123456', nextOtp: '654321' },
    'retry-token': { serial },
    sessions: {},
  };
  for (const [call, body] of Object.entries(bodies))
    for (const clientAddress of ['', '1.2.3', '1.2.3.256', '10.0.0.0/8', '%eth0', 'localhost', 5, null]) {
      const path = `/agent/v1/${call}`;
      const answer = await connections[0]!.exchange(
        requestBytes({ path, key, body: { ...body, clientAddress } }),
      );
      assert.deepEqual([answer.status, answer.code], [400, 2], `${call} ${clientAddress}`);
    }
  const agent = await openSdk(world, servers);
  const from = { clientAddress: '2001:db8::5' };
  assert.equal(await agent.auth(userId, user!.otpAt(0), from), 0);
  assert.equal(await agent.authToken(serial, user!.otpAt(1), from), 0);
  assert.equal(await agent.sync(userId, user!.otpAt(2), user!.otpAt(3), from), 0);
  assert.equal(await agent.syncToken(serial, user!.otpAt(4), user!.otpAt(5), from), 0);
  assert.equal(await agent.auth(userId, user!.otpAt(6), { clientAddress: 'nonsense' }), 2);
  await inSession(agent, { login: userId });
  assert.equal(await agent.sessionInit(from), 0);
  assert.equal(await agent.sessionSetUserName(userId), 0);
  assert.equal(await agent.sessionVerifyOtp(user!.otpAt(6)), 0);
  const rows = await world.db
    .selectFrom('audit_events')
    .select('source')
    .where('user_login', '=', userId)
    .where('succeeded', '=', 1)
    .where('result_code', '=', 0)
    .execute();
  assert.deepEqual(new Set(rows.map(({ source }) => source)), new Set(['2001:db8::5']));
  await agent.unInit();
});

test('getRetryToken() counts what the asking source has left', async (t) => {
  const { world, servers } = await open(t);
  await world.setSettings({ lockout: { temporaryAfterFailures: 3, allSourcesAfterFailures: 5 } });
  const [user] = await world.addUsers(1);
  const { serial } = user!;
  const agent = await openSdk(world, servers);
  const left = async (clientAddress: string) =>
    (await agent.getRetryToken(serial, { clientAddress })).getNumData();
  const [here, there, elsewhere] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
  const fail = (clientAddress: string) => agent.authToken(serial, 'xxxxxx', { clientAddress });
  assert.equal(await agent.authToken(serial, user!.otpAt(0), { clientAddress: elsewhere }), 0);
  assert.equal(await left(here), 3);
  await fail(here);
  assert.deepEqual([await left(here), await left(there)], [2, 3]);
  await fail(here);
  await fail(here);
  assert.deepEqual([await left(here), await left(there), await left(elsewhere)], [0, 2, 3]);
  await fail(there);
  await fail(there);
  // All together were too many: but not for whom it belongs to.
  assert.deepEqual([await left(there), await left(elsewhere)], [0, 3]);
  await agent.unInit();
});

async function open(t: TestContext, serverUrl?: string) {
  const world = await AgentWorld.open(t, serverUrl);
  const servers = await Promise.all(['node-1', 'node-2'].map((node) => world.serve({ node })));
  const connections = await Promise.all(servers.map(({ port }) => RawConnection.open(port)));
  t.after(() => connections.forEach((connection) => connection.drop()));
  return { world, servers, connections };
}
