import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { answer, configFor, startServer } from '../test/scripted-server.ts';
import type { ScriptedServer } from '../test/scripted-server.ts';
import { OCRAAgent, OTPAgent, OTPResult } from './compat.ts';

let folder = '';
let acf = '';
let broken = '';
let server: ScriptedServer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lingpai-compat-'));
  server = await startServer(answer({ code: 0 }));
  acf = join(folder, 'otpagent.acf');
  broken = join(folder, 'broken.acf');
  await writeFile(acf, JSON.stringify(configFor([server])));
  await writeFile(broken, '{"version": 2}');
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  server.received.length = 0;
  server.script = answer({
    code: 0,
    sessionId: 's1',
    assertionId: 'a1',
    userId: 'test',
    remaining: 3,
    challenge: '123',
  });
});
const paths = (): string[] => server.received.map(({ method, path }) => `${method} ${path}`);

describe('OTPAgent', () => {
  it('runs the guide’s sample of auth()', async () => {
    const agent = new OTPAgent();
    await agent.setConfig(acf);
    assert.equal(await agent.auth('test', '123456995851'), 0);
    server.script = answer({ code: 13 });
    assert.equal(await agent.auth('test', '123456995851'), 13);
    assert.match(agent.lastError, /^auth\(\) returned 13 OTPR_NEED_SYNC: the OTP lies outside/);
    await agent.unInit();
  });

  it('does no harm to a caller who forgets to await setConfig()', async () => {
    const agent = new OTPAgent();
    void agent.setConfig(acf);
    assert.equal(await agent.authToken('3009000000006', '995851'), 0);
    await agent.unInit();
  });

  it('returns 39 from every call before init() and after unInit()', async () => {
    const agent = new OTPAgent();
    const callAll = async (): Promise<number[]> => [
      await agent.auth('a', 'b'),
      await agent.authToken('1', '2'),
      await agent.sync('a', '1', '2'),
      await agent.syncToken('1', '1', '2'),
      await agent.sessionInit(),
      await agent.sessionVerifyOtp('1'),
      (await agent.getRetryToken('1')).getResultCode(),
      (await agent.getAssertionId()).getResultCode(),
      (await agent.getAssertion('a1')).getResultCode(),
    ];
    assert.deepEqual([...new Set(await callAll())], [39]);
    assert.equal(await agent.init(), 39);
    await agent.init(acf);
    await agent.unInit();
    assert.deepEqual([...new Set(await callAll())], [39]);
    assert.equal(await agent.init(), 0);
    assert.equal(await agent.auth('a', 'b'), 0);
    await agent.unInit();
  });

  it('returns 19 for a configuration file that cannot be used, also from the calls after it', async () => {
    const agent = new OTPAgent();
    assert.equal(await agent.setConfig(join(folder, 'none.acf')), 19);
    assert.match(agent.lastError, /^setConfig\(\) returned 19 OTPR_CSINFO_INVALID: .*there is no such file/);
    assert.equal(await agent.init(broken), 19);
    assert.match(agent.lastError, /update it/);
    assert.equal(await agent.auth('a', 'b'), 19);
    assert.equal(await agent.sessionInit(), 19);
    assert.equal(await agent.setConfig(''), 2);
    assert.equal(await agent.setConfig(undefined as never), 2);
  });

  it('keeps a working configuration when a new one cannot be used', async () => {
    const agent = new OTPAgent();
    await agent.init(acf);
    assert.equal(await agent.setConfig(broken), 19);
    assert.equal(await agent.auth('a', 'b'), 0);
    await agent.unInit();
  });

  it('returns 2 for a missing or malformed parameter', async () => {
    const agent = new OTPAgent();
    await agent.init(acf);
    await agent.sessionInit();
    const wrong = undefined as unknown as string;
    assert.equal(await agent.auth(wrong, wrong), 2);
    assert.equal(await agent.auth('a', 1 as never), 2);
    assert.equal(await agent.authToken('1', 'x'.repeat(65)), 2);
    assert.equal(await agent.sync('a', '1', ''), 2);
    assert.equal(await agent.sessionSetUserName(wrong), 2);
    assert.equal((await agent.getAssertion()).getResultCode(), 2);
    await agent.unInit();
  });

  it('gives tries left as getNumData()', async () => {
    const agent = new OTPAgent();
    await agent.init(acf);
    const result = await agent.getRetryToken('3009000000006');
    assert.deepEqual([result.getResultCode(), result.getNumData()], [0, 3]);
    server.script = answer({ code: 24 });
    assert.equal((await agent.getRetryToken('1')).getNumData(), -1);
    await agent.unInit();
  });

  it('asks for the last assertion when no id is given, and for the given one otherwise', async () => {
    const agent = new OTPAgent();
    await agent.init(acf);
    const start = await agent.getAssertionId();
    assert.ok(start instanceof OTPResult);
    assert.equal(start.getAssertionId(), 'a1');
    const approval = await agent.getAssertion();
    assert.deepEqual([approval.getResultCode(), approval.getUserId()], [0, 'test']);
    await agent.getAssertion('other');
    assert.deepEqual(paths().slice(1), ['GET /agent/v1/assertions/a1', 'GET /agent/v1/assertions/other']);
    await agent.unInit();
  });

  it('names no secret in lastError', async () => {
    const agent = new OTPAgent();
    await agent.init(acf);
    for (const [status, content] of [
      [200, 'oops'],
      [400, {}],
      [401, {}],
      [503, {}],
    ] as const) {
      server.script = answer(content, status);
      assert.notEqual(await agent.auth('test', 'hunter2995851'), 0);
      assert.doesNotMatch(agent.lastError, /hunter2|995851|key-that/);
    }
    await agent.unInit();
  });
});

describe('OCRAAgent', () => {
  it('is the same agent by another name', () => {
    assert.ok(new OCRAAgent() instanceof OTPAgent);
  });

  it('runs the guide’s sample of a session', async () => {
    const agent = new OCRAAgent();
    assert.equal(await agent.init(acf), 0);
    assert.equal(await agent.sessionInit(), 0);
    assert.equal(await agent.sessionSetUserName('test'), 0);
    assert.equal(await agent.sessionSetTokenSN('3009000000006'), 0);
    assert.equal(await agent.sessionVerifyOtp('995851'), 0);
    assert.equal(await agent.sessionSyncOTP('995851', '287082'), 0);
    await agent.sessionUnInit();
    assert.equal(await agent.sessionVerifyOtp('995851'), 42);
    await agent.unInit();
    assert.equal(paths().at(-1), 'DELETE /agent/v1/sessions/s1');
  });

  it('keeps session calls in order when they are not awaited', async () => {
    const agent = new OCRAAgent();
    void agent.init(acf);
    void agent.sessionInit();
    void agent.sessionSetTokenSN('3009000000006');
    assert.equal(await agent.sessionVerifyOtp('995851'), 0);
    await agent.unInit();
    assert.deepEqual(paths(), [
      'POST /agent/v1/sessions',
      'POST /agent/v1/sessions/s1/token-serial',
      'POST /agent/v1/sessions/s1/verify-otp',
      'DELETE /agent/v1/sessions/s1',
    ]);
  });

  it('returns 42 without a session and 45 without user and serial, before the network', async () => {
    const agent = new OCRAAgent();
    await agent.init(acf);
    assert.equal(await agent.sessionVerifyOtp('1'), 42);
    assert.equal(await agent.sessionSetUserName('a'), 42);
    assert.equal((await agent.sessionGenChallenge()).getResultCode(), 42);
    await agent.sessionInit();
    assert.equal(await agent.sessionVerifyOtp('1'), 45);
    assert.equal(await agent.sessionSyncOTP('1', '2'), 45);
    assert.equal((await agent.sessionGenChallenge()).getResultCode(), 45);
    assert.equal(await agent.sessionAuth('1'), 45);
    assert.deepEqual(paths(), ['POST /agent/v1/sessions']);
    await agent.unInit();
  });

  it('answers a challenge', async () => {
    const agent = new OCRAAgent();
    await agent.init(acf);
    await agent.sessionInit();
    await agent.sessionSetTokenSN('1');
    const result = await agent.sessionGenChallenge();
    assert.deepEqual([result.getResultCode(), result.getChallenge()], [0, '123']);
    assert.equal(await agent.sessionAuth('65347737'), 0);
    await agent.unInit();
  });

  it('answers a mutual challenge, signs, and changes a static password', async () => {
    const agent = new OTPAgent();
    await agent.init(acf);
    await agent.sessionInit({ clientAddress: '192.0.2.7' });
    await agent.sessionSetUserName('test');
    server.script = answer({
      code: 0,
      challenge: '123456',
      serverResponse: '654321',
      signatureId: 'g1',
      qr: 'LPS1.AA',
      expiresAt: 5,
    });
    const challenge = await agent.sessionGenChallenge('31415926');
    assert.deepEqual([challenge.getChallenge(), challenge.getServerResponse()], ['123456', '654321']);
    const signature = await agent.genSignature({ userId: 'test', fields: [{ label: 'a', value: 'b' }] });
    assert.deepEqual(
      [signature.getSignatureId(), signature.getChallenge(), signature.getQr(), signature.getExpiresAt()],
      ['g1', '123456', 'LPS1.AA', 5],
    );
    assert.equal(await agent.verifySignature('g1', '755224'), 0);
    assert.equal(await agent.changeStaticPassword('test', 'old', 'new'), 0);
    assert.equal(await agent.sessionSetStaticPassword('old', 'new'), 0);
    server.script = answer({ code: 63 });
    assert.equal(await agent.sessionSetStaticPassword('old', 'new'), 63);
    assert.match(agent.lastError, /^sessionSetStaticPassword\(\) returned 63 OTPR_USER_OLD_PIN/);
    assert.deepEqual(new OTPResult({ code: 46 }).getSignatureId(), '');
    await agent.unInit();
  });

  it('ends the open session when another begins', async () => {
    const agent = new OCRAAgent();
    await agent.init(acf);
    await agent.sessionInit();
    await agent.sessionInit();
    await agent.sessionUnInit();
    await agent.sessionUnInit();
    assert.deepEqual(paths(), [
      'POST /agent/v1/sessions',
      'DELETE /agent/v1/sessions/s1',
      'POST /agent/v1/sessions',
      'DELETE /agent/v1/sessions/s1',
    ]);
    await agent.unInit();
  });
});
