import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { mutualClientChallenge, mutualServerChallenge } from '@lingpai/algorithms';
import type { OCRAAgent } from '@lingpai/agent';
import { bindToken, challengeKey } from '@lingpai/domain';
import { ADMIN } from './activation.ts';
import { AgentWorld, PATHS, openSession } from './agent-world.ts';
import {
  COUNTER,
  QN08,
  TIME,
  addOcraUser,
  inSession,
  makeOcra,
  openSdk,
  setPin,
  wrongResponse,
} from './ocra-world.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';

/** Challenge and response (RFC 6287 §7.1, §7.2) through the real SDK and over HTTP. */
const world = await AgentWorld.open({ after });
const server = await world.serve();
const connection = await RawConnection.open(server.port);
after(() => connection.drop());

async function sdkFor(user: { login?: string; serial?: string }, name?: string): Promise<OCRAAgent> {
  const agent = await openSdk(world, [server], name);
  after(() => agent.unInit());
  return inSession(agent, user);
}
const post = async (path: string, body: unknown = {}) =>
  connection.exchange(requestBytes({ path, key: world.agentKey, body }));
const liveChallenges = () => world.db.updateTable('challenges').where('used_at', 'is', null);
const auditOf = (serial: string) =>
  world.db
    .selectFrom('audit_events')
    .select(['action', 'result_code', 'reason', 'user_login', 'source'])
    .where('serial', '=', serial)
    .where('action', 'in', ['auth-challenge', 'verify-signature'])
    .orderBy('id')
    .execute();

for (const [suite, form] of [
  [QN08, /^\d{8}$/],
  [TIME, /^\d{8}$/],
  ['OCRA-1:HOTP-SHA256-8:QA10', /^[2-9A-HJ-NP-Z]{10}$/],
  ['OCRA-1:HOTP-SHA512-6:QH16', /^[0-9A-F]{16}$/],
  ['OCRA-1:HOTP-SHA1-0:QN64', /^\d{40}$/],
] as const)
  test(`sessionGenChallenge() and sessionAuth() work with ${suite}, once`, async () => {
    const user = await addOcraUser(world, suite);
    for (const who of [{ login: user.login }, { serial: user.serial }, user]) {
      const agent = await sdkFor({
        ...('login' in who && { login: who.login }),
        ...('serial' in who && { serial: who.serial }),
      });
      const made = await agent.sessionGenChallenge();
      assert.equal(made.getResultCode(), 0, agent.lastError);
      const challenge = made.getChallenge();
      assert.match(challenge, form);
      assert.equal(made.getExpiresAt() > Date.now() + 170_000, true);
      const response = user.respond({ suite, challenge });
      assert.equal(await agent.sessionAuth(wrongResponse(response)), 22);
      assert.equal(await agent.sessionAuth(response.slice(1)), 58);
      assert.equal(await agent.sessionAuth(response), 0);
      assert.equal(await agent.sessionAuth(response), 46);
    }
  });

test('a counter moves on with each answer: look-ahead, no way back', async () => {
  const user = await addOcraUser(world, COUNTER);
  const agent = await sdkFor({ login: user.login });
  const answer = async (counter: number) => {
    const challenge = (await agent.sessionGenChallenge()).getChallenge();
    return agent.sessionAuth(user.respond({ suite: COUNTER, challenge, counter }));
  };
  assert.deepEqual([await answer(0), await answer(0), await answer(1), await answer(9)], [0, 22, 0, 0]);
  assert.deepEqual([await answer(5), await answer(20), await answer(19), await answer(30)], [22, 13, 0, 13]);
});

test('a time step limits a response to its window', async () => {
  const user = await addOcraUser(world, TIME);
  const agent = await sdkFor({ login: user.login });
  for (const [minutes, code] of [
    [-3, 22],
    [3, 22],
    [1, 0],
  ] as const) {
    const challenge = (await agent.sessionGenChallenge()).getChallenge();
    const atMs = Date.now() + minutes * 60_000;
    assert.equal(await agent.sessionAuth(user.respond({ suite: TIME, challenge, atMs })), code, `${minutes}`);
  }
});

test('the vectors of RFC 6287 Appendix C are accepted end to end', async () => {
  const file = new URL('../../../packages/algorithms/vectors/ocra.json', import.meta.url);
  const { pin, groups } = JSON.parse(readFileSync(file, 'utf8')) as {
    pin: string;
    groups: {
      suite: string;
      seedHex: string;
      mutual: boolean;
      vectors: { challenge: string; response: string; counter?: number }[];
    }[];
  };
  const usable = groups.filter(({ suite, mutual }) => !mutual && !/-T\d/.test(suite));
  assert.equal(usable.length >= 5, true);
  for (const { suite, seedHex, vectors } of usable) {
    const [user] = await world.addUsers(1);
    const sealed = world.context.vault.seal(
      { purpose: 'token-seed', recordId: user!.serial },
      Buffer.from(seedHex, 'hex'),
    );
    await makeOcra(world, user!, { ocra_suite: suite, sealed_seed: sealed });
    if (suite.includes('-PSHA')) await setPin(world, user!.serial, pin);
    for (const { challenge, response } of vectors) {
      const path = await openSession(connection, world.agentKey, { serial: user!.serial });
      assert.equal((await post(`${path}/challenge`)).code, 0);
      const keyHash = challengeKey('challenge', path.slice(PATHS.sessions.length + 1));
      // One group asks the same at each counter.
      await world.db.deleteFrom('challenges').where('key_hash', '!=', keyHash).execute();
      await liveChallenges().set({ question: challenge }).where('key_hash', '=', keyHash).execute();
      assert.equal((await post(`${path}/auth`, { response })).code, 0, `${suite} ${challenge}`);
    }
  }
});

test('mutual: the server answers first, the client answers the other way round, and a reflection is refused', async () => {
  for (const suite of ['OCRA-1:HOTP-SHA256-8:QA08', TIME, 'OCRA-1:HOTP-SHA512-8:QH10']) {
    const user = await addOcraUser(world, suite);
    const agent = await sdkFor({ login: user.login });
    const ours = '31415926';
    const made = await agent.sessionGenChallenge(ours);
    assert.equal(made.getResultCode(), 0, agent.lastError);
    const theirs = made.getChallenge();
    const serverSide = user.respond({ suite, challenge: mutualServerChallenge(ours, theirs) });
    assert.equal(made.getServerResponse(), serverSide);
    assert.equal(await agent.sessionAuth(serverSide), 22);
    // The one-way answer is none to a mutual challenge.
    assert.equal(await agent.sessionAuth(user.respond({ suite, challenge: theirs })), 22);
    const clientSide = user.respond({ suite, challenge: mutualClientChallenge(ours, theirs) });
    assert.equal(await agent.sessionAuth(clientSide), 0);
    assert.equal(await agent.sessionAuth(clientSide), 46);
    for (const unfit of ['123', '1'.repeat(17), 'ä1234567'])
      assert.equal((await agent.sessionGenChallenge(unfit)).getResultCode(), 101, unfit);
    assert.equal((await agent.sessionGenChallenge()).getServerResponse(), '');
  }
});

test('who cannot be asked is told why', async () => {
  const future = Date.now() + 3_600_000;
  const forEver = 8_640_000_000_000_000;
  const askedOf = async (who: { login?: string; serial?: string }, clientChallenge?: string) => {
    const path = await openSession(connection, world.agentKey, who);
    const body = clientChallenge === undefined ? {} : { clientChallenge };
    return (await post(`${path}/challenge`, body)).code;
  };
  for (const [code, columns] of [
    [37, { status: 'disabled' }],
    [20, { status: 'lost' }],
    [38, { status: 'revoked' }],
    [52, { expires_at: 1 }],
    [56, { starts_at: future }],
    [56, { sealed_seed: null }],
    [50, { type: 'totp', period_seconds: 30, ocra_suite: null }],
    [51, { ocra_suite: 'OCRA-1:HOTP-SHA1-6:QN99' }],
    [51, { ocra_suite: 'OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1' }],
    [2, { ocra_suite: 'OCRA-1:HOTP-SHA256-8:QN08-S064' }],
    [51, { ocra_suite: COUNTER, period_seconds: 30 }],
  ] as const) {
    const user = await addOcraUser(world, QN08, columns);
    assert.equal(await askedOf({ login: user.login }), code, JSON.stringify(columns));
    assert.equal(await askedOf({ serial: user.serial }), code, JSON.stringify(columns));
  }
  const counting = await addOcraUser(world, COUNTER);
  assert.equal(await askedOf({ login: counting.login }, '12345678'), 51);
  const damaged = await addOcraUser(world, QN08, { sealed_seed: new Uint8Array(64) });
  assert.equal(await askedOf({ login: damaged.login }, '12345678'), 16);
  for (const [code, columns] of [
    [72, { locked_until: future }],
    [73, { locked_until: forEver }],
  ] as const)
    assert.equal(await askedOf({ serial: (await addOcraUser(world, QN08, columns)).serial }), code);
  for (const [code, columns] of [
    [36, { status: 'disabled' as const }],
    // Strangers failed: it may be asked, and answers twice.
    [0, { otp_locked_until: future }],
    [55, { otp_locked_until: forEver }],
    [36, { valid_until: 1 }],
  ] as const) {
    const user = await addOcraUser(world, QN08);
    await world.db.updateTable('users').set(columns).where('login', '=', user.login).execute();
    assert.equal(await askedOf({ login: user.login }), code, JSON.stringify(columns));
  }
  assert.equal(await askedOf({ login: 'nobody' }), 27);
  assert.equal(await askedOf({ serial: 'NOTHING-1' }), 24);
  const user = await addOcraUser(world, QN08);
  const other = await addOcraUser(world, QN08);
  assert.equal(await askedOf({ login: user.login, serial: other.serial }), 80);
  await bindToken({ login: user.login, serial: other.serial, requester: ADMIN }, world.context);
  assert.equal(await askedOf({ login: user.login }), 91);
  assert.equal(await askedOf({ login: user.login, serial: other.serial }), 0);
  await world.db.updateTable('tokens').set({ status: 'lost' }).where('serial', '=', other.serial).execute();
  assert.equal(await askedOf({ login: user.login }), 0);
  await world.db.deleteFrom('bindings').execute();
  assert.equal(await askedOf({ login: user.login }), 80);
});

test('a challenge ends: by time, by a new one, with another user, with its session', async () => {
  const user = await addOcraUser(world, QN08);
  const other = await addOcraUser(world, QN08);
  const agent = await sdkFor({ login: user.login });
  const ask = async () => {
    const challenge = (await agent.sessionGenChallenge()).getChallenge();
    return user.respond({ suite: QN08, challenge });
  };
  assert.equal(await agent.sessionAuth('123456'), 46);
  let response = await ask();
  await liveChallenges().set({ expires_at: Date.now() }).execute();
  assert.equal(await agent.sessionAuth(response), 46);
  response = await ask();
  const next = await ask();
  assert.equal(await agent.sessionAuth(response), 22);
  assert.equal(await agent.sessionAuth(next), 0);
  response = await ask();
  // Whoever is set now has not answered anything.
  assert.equal(await agent.sessionSetUserName(other.login), 0);
  assert.equal(await agent.sessionAuth(response), 46);
  assert.equal(await agent.sessionSetUserName(user.login), 0);
  assert.equal(await agent.sessionAuth(response), 46);
  response = await ask();
  await agent.sessionUnInit();
  assert.equal(await agent.sessionAuth(response), 42);
  const kept = await world.db
    .selectFrom('challenges')
    .select('question')
    .where('serial', '=', user.serial)
    .where('forget_at', '>', Date.now())
    .execute();
  assert.equal(kept.length, 5);
  const purge = (nowMs: number) =>
    world.context.store.transaction(({ challenges }) => challenges.purge(nowMs, 10_000));
  await purge(Date.now());
  assert.equal(await purge(Date.now()), 0);
  assert.equal((await purge(Date.now() + 31 * 86_400_000)) >= 5, true);
});

test('wrong answers count as wrong OTPs do, and lock', async () => {
  const user = await addOcraUser(world, QN08);
  const agent = await sdkFor({ login: user.login });
  const challenge = (await agent.sessionGenChallenge()).getChallenge();
  const response = user.respond({ suite: QN08, challenge });
  for (let tries = 0; tries < 10; tries += 1)
    assert.equal(await agent.sessionAuth(wrongResponse(response)), 22);
  assert.equal(await agent.sessionAuth(response), 54);
  const rows = await auditOf(user.serial);
  assert.equal(rows.length, 11);
  const { source, ...last } = rows.at(-1)!;
  assert.equal(source, '127.0.0.1');
  assert.deepEqual(last, {
    action: 'auth-challenge',
    result_code: 54,
    reason: 'user-locked-temporary',
    user_login: user.login,
  });
  // The right answer was the first of two; the second ends the lock.
  const next = (await agent.sessionGenChallenge()).getChallenge();
  assert.equal(await agent.sessionAuth(user.respond({ suite: QN08, challenge: next })), 0);
});

test("sessionVerifyOtp() refuses a challenge's response with 50 and leaves the challenge to sessionAuth()", async () => {
  const user = await addOcraUser(world, QN08, { period_seconds: 30 });
  const agent = await sdkFor({ login: user.login });
  const challenge = (await agent.sessionGenChallenge()).getChallenge();
  const response = user.respond({ suite: QN08, challenge });
  assert.equal(await agent.sessionVerifyOtp(response), 50);
  assert.equal(await agent.sessionVerifyOtp(wrongResponse(response)), 22);
  assert.equal(await agent.sessionAuth(response), 0);
});

test('no other agent and no other session can answer', async () => {
  const user = await addOcraUser(world, QN08);
  const path = await openSession(connection, world.agentKey, { login: user.login });
  const { challenge } = JSON.parse((await post(`${path}/challenge`)).body) as { challenge: string };
  const response = user.respond({ suite: QN08, challenge });
  const stranger = await sdkFor({ login: user.login }, 'stranger');
  assert.equal(await stranger.sessionAuth(response), 46);
  const another = await openSession(connection, world.agentKey, { login: user.login });
  assert.equal((await post(`${another}/auth`, { response })).code, 46);
  // Nor is the session's id a signature's.
  const sessionId = path.slice(PATHS.sessions.length + 1);
  assert.equal((await post(`/agent/v1/signatures/${sessionId}/verify`, { signature: response })).code, 46);
  assert.equal((await post(`${path}/auth`, { response })).code, 0);
});

test('a four-digit suite that has answered everything says 67; what nobody answered is asked again', async () => {
  const suite = 'OCRA-1:HOTP-SHA1-6:QN04';
  const user = await addOcraUser(world, suite);
  const { id } = await world.db.selectFrom('agents').select('id').executeTakeFirstOrThrow();
  for (let from = 0; from < 10_000; from += 1000)
    await world.db
      .insertInto('challenges')
      .values(
        Array.from({ length: 1000 }, (_, index) => ({
          key_hash: `${user.serial}-${from + index}`,
          agent_id: id,
          kind: 'challenge' as const,
          login: null,
          serial: user.serial,
          suite,
          question: String(from + index).padStart(4, '0'),
          client_question: null,
          created_at: 0,
          expires_at: 0,
          used_at: 1,
          forget_at: from === 0 && index < 1 ? 1 : Date.now() + 3_600_000,
        })),
      )
      .execute();
  const agent = await sdkFor({ login: user.login });
  assert.equal((await agent.sessionGenChallenge()).getResultCode(), 67);
  const set = (columns: object) =>
    world.db.updateTable('challenges').set(columns).where('serial', '=', user.serial).execute();
  await set({ used_at: null });
  assert.equal((await agent.sessionGenChallenge()).getResultCode(), 0);
  const { count } = await world.db
    .selectFrom('challenges')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('serial', '=', user.serial)
    .executeTakeFirstOrThrow();
  assert.equal(Number(count), 1000);
  // What may be forgotten may be asked again.
  await set({ used_at: 1, forget_at: 1 });
  assert.equal((await agent.sessionGenChallenge()).getResultCode(), 0);
});
