import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer, configFor, startServer } from '../test/scripted-server.ts';
import type { Script } from '../test/scripted-server.ts';
import { AgentClient } from './agent-client.ts';
import { AgentConfigError } from './config-file.ts';

const NOT_FOUND = answer(
  { error: { code: 'request.not-found', message: 'There is nothing at this address' } },
  404,
);

async function start(script: Script) {
  const server = await startServer(script);
  const client = new AgentClient(configFor([server]));
  const requests = () => server.received.map(({ method, path, body }) => ({ method, path, body }));
  return {
    server,
    client,
    requests,
    async [Symbol.asyncDispose]() {
      await client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('AgentClient', () => {
  it('sends every call to its place', async () => {
    await using agent = await start(answer({ code: 24 }));
    const { client } = agent;
    await client.verifyToken('3009000000006', '995851');
    await client.resyncUser({ userId: 'test', otp: '111111', nextOtp: '222222' });
    await client.resyncToken({ serial: '3009000000006', otp: '111111', nextOtp: '222222' });
    await client.getRetries('3009000000006');
    await client.openSession();
    await client.startAssertion();
    await client.checkAssertion('a-1_B');
    const serial = '3009000000006';
    assert.deepEqual(agent.requests(), [
      { method: 'POST', path: '/agent/v1/auth-token', body: { serial, otp: '995851' } },
      { method: 'POST', path: '/agent/v1/sync', body: { userId: 'test', otp: '111111', nextOtp: '222222' } },
      { method: 'POST', path: '/agent/v1/sync-token', body: { serial, otp: '111111', nextOtp: '222222' } },
      { method: 'POST', path: '/agent/v1/retry-token', body: { serial } },
      { method: 'POST', path: '/agent/v1/sessions', body: undefined },
      { method: 'POST', path: '/agent/v1/assertions', body: {} },
      { method: 'GET', path: '/agent/v1/assertions/a-1_B', body: undefined },
    ]);
  });

  it('sends nothing for a parameter no server would take', async () => {
    await using agent = await start(answer({ code: 0 }));
    const wrong = undefined as unknown as string;
    const { client } = agent;
    const verdicts = await Promise.all([
      client.authenticateUser('', 'p'),
      client.authenticateUser('a', wrong),
      client.verifyToken('3009 000', '1'),
      client.resyncUser(wrong as never),
      client.resyncToken({ serial: '1', otp: '1' } as never),
      client.getRetries(wrong),
      client.checkAssertion('../auth'),
    ]);
    assert.deepEqual(
      verdicts.map(({ code }) => code),
      [2, 2, 2, 2, 2, 2, 2],
    );
    assert.deepEqual(agent.requests(), []);
  });

  it('gives the tries left, where there is a number', async () => {
    await using agent = await start(answer({ code: 0, remaining: 4 }));
    assert.deepEqual(await agent.client.getRetries('1'), { code: 0, remaining: 4 });
    agent.server.script = answer({ code: 0 });
    assert.deepEqual(await agent.client.getRetries('1'), { code: 0 });
    agent.server.script = answer({ code: 0, remaining: -1 });
    assert.equal((await agent.client.getRetries('1')).code, 18);
  });

  it('gives what a scan-to-login needs, and refuses an approval by nobody', async () => {
    await using agent = await start(answer({ code: 0, assertionId: 'a1', qr: 'https://x/#1', expiresAt: 5 }));
    assert.deepEqual(await agent.client.startAssertion(), {
      code: 0,
      assertionId: 'a1',
      qr: 'https://x/#1',
      expiresAt: 5,
    });
    agent.server.script = answer({ code: 0, userId: 'test' });
    assert.deepEqual(await agent.client.checkAssertion('a1'), { code: 0, userId: 'test' });
    agent.server.script = answer({ code: 43 });
    assert.equal((await agent.client.checkAssertion('a1')).code, 43);
    agent.server.script = answer({ code: 0 });
    assert.equal((await agent.client.checkAssertion('a1')).code, 18);
    assert.equal((await agent.client.startAssertion()).code, 18);
  });

  it('says 102 of scan-to-login and 50 of challenges where the server does not have them', async () => {
    await using agent = await start(answer({ code: 0, sessionId: 's1' }));
    const { session } = await agent.client.openSession();
    await session?.setSerial('1');
    agent.server.script = NOT_FOUND;
    assert.equal((await agent.client.startAssertion()).code, 102);
    assert.equal((await agent.client.checkAssertion('a1')).code, 102);
    assert.equal((await session?.generateChallenge())?.code, 50);
    assert.equal((await session?.verifyResponse('1'))?.code, 50);
    assert.equal((await agent.client.authenticateUser('a', 'b')).code, 18);
  });

  it('says from where a person calls, where the caller says so', async () => {
    await using agent = await start(answer({ code: 0, sessionId: 's1', remaining: 3 }));
    const { client } = agent;
    const from = { clientAddress: '2001:db8::7' };
    await client.authenticateUser('test', 'p', from);
    await client.verifyToken('1', '2', from);
    await client.resyncUser({ userId: 'test', otp: '1', nextOtp: '2' }, from);
    await client.resyncToken({ serial: '1', otp: '1', nextOtp: '2' }, from);
    await client.getRetries('1', from);
    await client.changeStaticPassword('test', 'old', 'new', from);
    await client.verifySignature('g1', '1', from);
    await client.openSession(from);
    assert.deepEqual(
      agent.requests().map(({ body }) => (body as { clientAddress?: string }).clientAddress),
      Array.from({ length: 8 }, () => from.clientAddress),
    );
    assert.equal((await client.authenticateUser('test', 'p', { clientAddress: 'proxy.local' })).code, 2);
    // @ts-expect-error -- as plain JavaScript may call it: the address alone must not count for nothing
    assert.equal((await client.authenticateUser('test', 'p', '192.0.2.7')).code, 2);
    await client.openSession({});
    assert.equal(agent.requests().at(-1)?.body, undefined);
  });

  it('asks for a signature and verifies it', async () => {
    const made = { code: 0, signatureId: 'g-1', challenge: '31415926', qr: 'LPS1.AA', expiresAt: 5 };
    await using agent = await start(answer(made));
    const { client } = agent;
    const fields = [{ label: 'Amount', value: '1000.00', note: 'not sent' }];
    assert.deepEqual(await client.startSignature({ userId: 'test', fields, form: 'digest' }), made);
    assert.deepEqual(await client.verifySignature('g-1', '653477'), { code: 0 });
    assert.deepEqual(agent.requests(), [
      {
        method: 'POST',
        path: '/agent/v1/signatures',
        body: { userId: 'test', form: 'digest', fields: [{ label: 'Amount', value: '1000.00' }] },
      },
      { method: 'POST', path: '/agent/v1/signatures/g-1/verify', body: { signature: '653477' } },
    ]);
    for (const lacking of [
      { ...made, signatureId: '../x' },
      { ...made, challenge: '' },
    ]) {
      agent.server.script = answer(lacking);
      assert.equal((await client.startSignature({ userId: 'test', fields })).code, 18);
    }
    agent.server.script = NOT_FOUND;
    assert.equal((await client.startSignature({ serial: '1', fields })).code, 50);
    assert.equal((await client.changeStaticPassword('test', 'old', 'new')).code, 102);
    const before = agent.requests().length;
    const wrong = undefined as never;
    const codes = [
      await client.startSignature(wrong),
      await client.startSignature({ userId: 'test', fields: [] }),
      await client.verifySignature('../auth', '1'),
      await client.changeStaticPassword('test', wrong, 'new'),
    ].map(({ code }) => code);
    assert.deepEqual([codes, agent.requests().length], [[2, 2, 2, 2], before]);
  });

  it('takes no challenge from a server that does not answer the client first', async () => {
    await using agent = await start(answer({ code: 0, sessionId: 's1' }));
    const { session } = await agent.client.openSession();
    await session?.setSerial('1');
    const made = { code: 0, challenge: '31415926', serverResponse: '653477', expiresAt: 5 };
    agent.server.script = answer(made);
    assert.deepEqual(await session?.generateChallenge('27182818'), made);
    assert.deepEqual(agent.requests().at(-1)?.body, { clientChallenge: '27182818' });
    agent.server.script = answer({ code: 0, challenge: '31415926' });
    assert.equal((await session?.generateChallenge('27182818'))?.code, 18);
    assert.equal((await session?.generateChallenge())?.code, 0);
    await session?.changeStaticPassword('old', 'new');
    assert.deepEqual(agent.requests().at(-1), {
      method: 'POST',
      path: '/agent/v1/sessions/s1/static-password',
      body: { oldPassword: 'old', newPassword: 'new' },
    });
  });

  it('runs a session', async () => {
    await using agent = await start(answer({ code: 0, sessionId: 's-1', challenge: '31415926' }));
    const { session, code } = await agent.client.openSession();
    assert.equal(code, 0);
    assert.ok(session);
    assert.equal((await session.verifyOtp('755224')).code, 45);
    assert.equal((await session.generateChallenge()).code, 45);
    await session.setUserName('test');
    await session.setSerial('3009000000006');
    await session.verifyOtp('755224');
    await session.resync({ otp: '287082', nextOtp: '359152' });
    assert.deepEqual(await session.generateChallenge(), { code: 0, challenge: '31415926' });
    await session.verifyResponse('65347737');
    await session.close();
    assert.deepEqual(agent.requests().slice(1), [
      { method: 'POST', path: '/agent/v1/sessions/s-1/user-name', body: { userId: 'test' } },
      { method: 'POST', path: '/agent/v1/sessions/s-1/token-serial', body: { serial: '3009000000006' } },
      { method: 'POST', path: '/agent/v1/sessions/s-1/verify-otp', body: { otp: '755224' } },
      { method: 'POST', path: '/agent/v1/sessions/s-1/sync-otp', body: { otp: '287082', nextOtp: '359152' } },
      { method: 'POST', path: '/agent/v1/sessions/s-1/challenge', body: {} },
      { method: 'POST', path: '/agent/v1/sessions/s-1/auth', body: { response: '65347737' } },
      { method: 'DELETE', path: '/agent/v1/sessions/s-1', body: undefined },
    ]);
  });

  for (const sessionId of [undefined, '', 7, '../auth', 'x'.repeat(65)]) {
    it(`refuses the session id ${JSON.stringify(sessionId)?.slice(0, 12)}`, async () => {
      await using agent = await start(answer({ code: 0, sessionId }));
      assert.equal((await agent.client.openSession()).code, 18);
    });
  }

  it('lets calls under way end before it closes, and refuses later ones', async () => {
    let release = (): void => {};
    await using agent = await start((received, response) => {
      release = () => answer({ code: 0 })(received, response);
    });
    const underWay = agent.client.authenticateUser('a', 'b');
    while (agent.server.received.length === 0) await new Promise(setImmediate);
    const closed = agent.client.close();
    assert.equal((await agent.client.authenticateUser('a', 'b')).code, 39);
    release();
    assert.deepEqual(await underWay, { code: 0 });
    await closed;
  });

  it('is not disturbed by a warning hook that throws', async () => {
    await using server = await startServer(answer({ code: 0 }));
    const onWarning = (): never => {
      throw new Error('the log is full');
    };
    const client = new AgentClient(
      { ...configFor([server]), servers: ['http://127.0.0.1:1', server.address] },
      { onWarning },
    );
    assert.deepEqual(await client.authenticateUser('a', 'b'), { code: 0 });
    await client.close();
  });

  it('throws AgentConfigError, and only that, when it is made', async () => {
    assert.throws(() => new AgentClient({ ...configFor([]), timeoutMs: 0 }), AgentConfigError);
    await assert.rejects(AgentClient.open('/nowhere/agent.acf'), AgentConfigError);
  });
});
