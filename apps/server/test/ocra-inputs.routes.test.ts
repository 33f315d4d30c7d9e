import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, after, test } from 'node:test';
import { mutualClientChallenge, mutualServerChallenge } from '@lingpai/algorithms';
import type { OCRAAgent } from '@lingpai/agent';
import { challengeKey } from '@lingpai/domain';
import { startPostgres } from '@lingpai/testing';
import { AgentWorld, PATHS, openSession } from './agent-world.ts';
import { COUNTER, QN08, addOcraUser, inSession, makeOcra, openSdk, setPin } from './ocra-world.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';

/** What goes into an answer beside question, counter and time: a PIN (P) and session information (S). Through servers and the SDK. */
const postgres = await startPostgres();
after(() => postgres?.stop());

const PIN = 'OCRA-1:HOTP-SHA256-8:QN08-PSHA1';
const SESSION = 'OCRA-1:HOTP-SHA256-8:QN08-S064';
const WRONG_FIELDS = [{ label: 'x', value: '1234' }];

function onEngines(name: string, run: (world: AgentWorld, t: TestContext) => Promise<void>): void {
  for (const [engine, url] of [['sqlite', undefined] as const, ['postgres', postgres?.url] as const])
    if (engine === 'sqlite' || url !== undefined)
      test(`${name} (${engine})`, async (t) => run(await AgentWorld.open(t, url), t));
}

async function sdkOf(world: AgentWorld, t: TestContext, count = 1): Promise<OCRAAgent> {
  const nodes = Array.from({ length: count }, (_, index) => world.serve({ node: `node-${index}` }));
  const agent = await openSdk(world, await Promise.all(nodes));
  t.after(() => agent.unInit());
  return agent;
}

onEngines('a PIN is set, goes into the answer, and is cleared; nothing shows it', async (world, t) => {
  const agent = await sdkOf(world, t);
  const user = await addOcraUser(world, PIN);
  const other = await addOcraUser(world, 'OCRA-1:HOTP-SHA512-8:QN08-PSHA256');
  await inSession(agent, { login: user.login });
  assert.equal((await agent.sessionGenChallenge()).getResultCode(), 51);
  const request = { userId: user.login, fields: WRONG_FIELDS };
  assert.equal((await agent.genSignature(request)).getResultCode(), 51);
  assert.match((await world.run('token', 'show', user.serial)).stderr, /token pin/);

  const file = join(world.place.dataDir, 'pin');
  await writeFile(file, '1234\n');
  const set = await world.run('token', 'pin', user.serial, '--pin-file', file);
  assert.equal(set.exitCode, 0, set.stderr);
  assert.doesNotMatch(set.stdout + set.stderr, /1234\b(?!.*serial)/);
  const shown = await world.run('token', 'show', user.serial, '--json');
  assert.equal((JSON.parse(shown.stdout) as { hasPin: boolean }).hasPin, true);
  assert.equal(shown.stderr, '');
  await setPin(world, other.serial, '口令四字');

  const { challenge, answer } = await asked(agent);
  assert.equal(await answer(user.respond({ suite: PIN, challenge, pin: '1235' })), 22);
  assert.equal(await answer(user.respond({ suite: PIN, challenge, pin: '1234' })), 0);
  await inSession(agent, { login: other.login });
  const next = await asked(agent);
  const suite = 'OCRA-1:HOTP-SHA512-8:QN08-PSHA256';
  assert.equal(await next.answer(other.respond({ suite, challenge: next.challenge, pin: '口令四字' })), 0);

  const signed = await agent.genSignature(request);
  const signature = (pin: string) => user.respond({ suite: PIN, challenge: signed.getChallenge(), pin });
  assert.equal(await agent.verifySignature(signed.getSignatureId(), signature('4321')), 22);
  assert.equal(await agent.verifySignature(signed.getSignatureId(), signature('1234')), 0);

  // Cleared while a challenge is open: no try, and the log says why.
  await inSession(agent, { login: user.login });
  const last = await asked(agent);
  const cleared = await world.run('token', 'pin', user.serial, '--clear');
  assert.equal(cleared.exitCode, 0, cleared.stderr);
  assert.equal(await last.answer(user.respond({ suite: PIN, challenge: last.challenge, pin: '1234' })), 51);
  const rows = await world.db
    .selectFrom('audit_events')
    .select(['action', 'reason', 'detail'])
    .where('serial', '=', user.serial)
    .orderBy('id')
    .execute();
  assert.equal(rows.at(-1)?.reason, 'pin-not-set');
  const changes = rows.filter(({ action }) => action.endsWith('-pin'));
  assert.deepEqual(
    changes.map(({ action, detail }) => [action, detail]),
    [
      ['token.set-pin', '{}'],
      ['token.clear-pin', '{}'],
    ],
  );
  const { sealed_pin: sealed } = await world.tokenRow(other.serial);
  assert.equal(Buffer.from(sealed!).includes(Buffer.from('口令四字')), false);
  // Sealed as a PIN of this token, it opens as nothing else.
  const { vault } = world.context;
  assert.equal(
    Buffer.from(vault.open({ purpose: 'token-pin', recordId: other.serial }, sealed!)).toString(),
    '口令四字',
  );
  for (const context of [
    { purpose: 'token-seed', recordId: other.serial },
    { purpose: 'token-pin', recordId: user.serial },
  ] as const)
    assert.throws(() => vault.open(context, sealed!));
  await world.db
    .updateTable('tokens')
    .set({ sealed_pin: sealed })
    .where('serial', '=', user.serial)
    .execute();
  await inSession(agent, { login: user.login });
  const swapped = await asked(agent);
  const guess = user.respond({ suite: PIN, challenge: swapped.challenge, pin: '口令四字' });
  assert.equal(await swapped.answer(guess), 16);
});

async function asked(agent: OCRAAgent, ...how: Parameters<OCRAAgent['sessionGenChallenge']>) {
  const made = await agent.sessionGenChallenge(...how);
  assert.equal(made.getResultCode(), 0, agent.lastError);
  return {
    challenge: made.getChallenge(),
    serverResponse: made.getServerResponse(),
    answer: (response: string) => agent.sessionAuth(response),
  };
}

onEngines(
  'mutual: the client shows its PIN, the server does not (RFC 6287 Appendix C.2)',
  async (world, t) => {
    const suite = 'OCRA-1:HOTP-SHA512-8:QA08-PSHA1';
    const agent = await sdkOf(world, t);
    const user = await addOcraUser(world, suite);
    await setPin(world, user.serial, '1234');
    await inSession(agent, { login: user.login });
    const ours = 'CLI22220';
    const { challenge: theirs, serverResponse, answer } = await asked(agent, ours);
    const serverSide = user.respond({
      suite: 'OCRA-1:HOTP-SHA512-8:QA08',
      challenge: mutualServerChallenge(ours, theirs),
    });
    assert.equal(serverResponse, serverSide);
    assert.equal(await answer(serverSide), 22);
    const clientSide = (pin: string) =>
      user.respond({ suite, challenge: mutualClientChallenge(ours, theirs), pin });
    assert.equal(await answer(clientSide('0000')), 22);
    assert.equal(await answer(clientSide('1234')), 0);

    const file = new URL('../../../packages/algorithms/vectors/ocra.json', import.meta.url);
    const { pin, groups } = JSON.parse(readFileSync(file, 'utf8')) as {
      pin: string;
      groups: { suite: string; seedHex: string; vectors: { challenge: string; response: string }[] }[];
    };
    const { seedHex, vectors } = groups.find((group) => group.suite === suite)!;
    const [vectorUser] = await world.addUsers(1);
    const { serial } = vectorUser!;
    const seed = Buffer.from(seedHex, 'hex');
    const sealed = world.context.vault.seal({ purpose: 'token-seed', recordId: serial }, seed);
    await makeOcra(world, vectorUser!, { ocra_suite: suite, sealed_seed: sealed });
    await setPin(world, serial, pin);
    await inSession(agent, { serial });
    for (const { challenge, response } of vectors) {
      await asked(agent, ours);
      // As if this had been drawn.
      await world.db
        .updateTable('challenges')
        .set({ question: challenge.slice(0, 8), client_question: challenge.slice(8) })
        .where('serial', '=', serial)
        .where('used_at', 'is', null)
        .execute();
      assert.equal(await agent.sessionAuth(response), 0, challenge);
    }
  },
);

onEngines('session information comes with the question, and any node checks it', async (world, t) => {
  const agent = await sdkOf(world, t, 2);
  const user = await addOcraUser(world, SESSION);
  await inSession(agent, { login: user.login });
  const bytes = Buffer.from('session of zhang, 会话');
  for (const sessionInfo of ['session of zhang, 会话', bytes]) {
    const { challenge, answer } = await asked(agent, undefined, { sessionInfo });
    const shown = (info: Uint8Array) => user.respond({ suite: SESSION, challenge, sessionInfo: info });
    // Refused, and nothing is used up: the open challenge stays.
    assert.equal((await agent.sessionGenChallenge()).getResultCode(), 2);
    for (const unfit of ['x'.repeat(65), new Uint8Array(512)]) {
      const code = (await agent.sessionGenChallenge(undefined, { sessionInfo: unfit })).getResultCode();
      assert.equal(code, 101);
    }
    assert.equal(await answer(shown(Buffer.from('session of wang'))), 22);
    assert.equal(await answer(shown(bytes)), 0);
  }
  for (const malformed of ['', new Uint8Array(0), new Uint8Array(513), 7])
    assert.equal(
      (await agent.sessionGenChallenge(undefined, { sessionInfo: malformed as Uint8Array })).getResultCode(),
      2,
    );

  const request = { userId: user.login, fields: WRONG_FIELDS };
  assert.equal((await agent.genSignature(request)).getResultCode(), 2);
  const start = await agent.genSignature({ ...request, sessionInfo: 'pay' });
  const sign = (info: string) =>
    user.respond({ suite: SESSION, challenge: start.getChallenge(), sessionInfo: Buffer.from(info) });
  assert.equal(await agent.verifySignature(start.getSignatureId(), sign('log on')), 22);
  assert.equal(await agent.verifySignature(start.getSignatureId(), sign('pay')), 0);

  const plain = await addOcraUser(world, QN08);
  await inSession(agent, { login: plain.login });
  const code = (await agent.sessionGenChallenge(undefined, { sessionInfo: 'x' })).getResultCode();
  assert.equal(code, 101);
  assert.equal((await agent.sessionGenChallenge()).getResultCode(), 0);

  const mutual = await addOcraUser(world, 'OCRA-1:HOTP-SHA256-8:QA08-PSHA1-S008-T1M');
  await setPin(world, mutual.serial, '1234');
  await inSession(agent, { login: mutual.login });
  const sessionInfo = Buffer.from('8 bytes!');
  const made = await asked(agent, '31415926', { sessionInfo });
  const theirs = made.challenge;
  const suite = 'OCRA-1:HOTP-SHA256-8:QA08-PSHA1-S008-T1M';
  assert.equal(
    await made.answer(
      mutual.respond({
        suite,
        challenge: mutualClientChallenge('31415926', theirs),
        sessionInfo,
        pin: '1234',
      }),
    ),
    0,
  );
});

onEngines('session information over HTTP is hexadecimal, and nothing else', async (world, t) => {
  const server = await world.serve();
  const connection = await RawConnection.open(server.port);
  t.after(() => connection.drop());
  const key = world.agentKey;
  const post = (path: string, body: unknown) => connection.exchange(requestBytes({ path, key, body }));
  const user = await addOcraUser(world, 'OCRA-1:HOTP-SHA1-6:QH10-S064');
  const path = await openSession(connection, key, { serial: user.serial });
  for (const sessionInfo of ['', '0', 'zz', 'AB CD', 5, null, '00'.repeat(513)]) {
    const answer = await post(`${path}/challenge`, { sessionInfo });
    assert.deepEqual([answer.status, answer.code], [400, 2], String(sessionInfo).slice(0, 10));
  }
  assert.equal((await post(`${path}/challenge`, { sessionInfo: '48656C6c6F' })).code, 0);
  const keyHash = challengeKey('challenge', path.slice(PATHS.sessions.length + 1));
  const { question, session_info: kept } = await world.db
    .selectFrom('challenges')
    .select(['question', 'session_info'])
    .where('key_hash', '=', keyHash)
    .executeTakeFirstOrThrow();
  assert.equal(Buffer.from(kept!).toString(), 'Hello');
  const response = user.respond({
    suite: 'OCRA-1:HOTP-SHA1-6:QH10-S064',
    challenge: question,
    sessionInfo: Buffer.from('Hello'),
  });
  assert.equal((await post(`${path}/auth`, { response })).code, 0);
});

onEngines(
  'a counter that ran off is found again by two answers; a doubted one signs nothing typed before',
  async (world, t) => {
    const agent = await sdkOf(world, t);
    const user = await addOcraUser(world, COUNTER);
    await world.db
      .updateTable('tokens')
      .set({ counter_doubted: 1, last_factor: 4 })
      .where('serial', '=', user.serial)
      .execute();
    const typed = { userId: user.login, form: 'typed' as const, fields: WRONG_FIELDS };
    assert.equal((await agent.genSignature(typed)).getResultCode(), 13);
    const view = JSON.parse((await world.run('token', 'show', user.serial, '--json')).stdout) as {
      needsSync: boolean;
    };
    assert.equal(view.needsSync, true);
    await inSession(agent, { login: user.login });
    const shown = async (counter: number) => {
      const { challenge, answer } = await asked(agent);
      return answer(user.respond({ suite: COUNTER, challenge, counter }));
    };
    assert.deepEqual([await shown(3), await shown(80), await shown(81), await shown(80)], [22, 13, 0, 22]);
    const row = await world.tokenRow(user.serial);
    assert.deepEqual([row.counter_doubted, row.last_factor, row.resync_factor], [0, 81, null]);
    const signed = await agent.genSignature(typed);
    assert.equal(signed.getResultCode(), 0);
    const signature = user.respond({ suite: COUNTER, challenge: '123441', counter: 82 });
    assert.equal(await agent.verifySignature(signed.getSignatureId(), signature), 0);
  },
);
