import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { parseOcraSuite, parseTransactionCode, transactionQuestion } from '@lingpai/algorithms';
import type { OCRAAgent, SignatureRequest } from '@lingpai/agent';
import { AgentWorld } from './agent-world.ts';
import { COUNTER, QN08, TIME, addOcraUser, openSdk, wrongResponse } from './ocra-world.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';

/** Transactions that a token signs (RFC 6287 §7.3), through the real SDK. */
const world = await AgentWorld.open({ after });
const server = await world.serve();
const agent = await openSdk(world, [server]);
after(() => agent.unInit());

const TRANSFER = [
  { label: '收款账号', value: '6222020200012345678' },
  { label: '金额', value: '1000.00 CNY' },
];

async function ask(request: SignatureRequest, by: OCRAAgent = agent) {
  const made = await by.genSignature(request);
  assert.equal(made.getResultCode(), 0, by.lastError);
  return {
    id: made.getSignatureId(),
    challenge: made.getChallenge(),
    qr: made.getQr(),
    expiresAt: made.getExpiresAt(),
  };
}
const codeOf = async (request: SignatureRequest) => (await agent.genSignature(request)).getResultCode();
/** Wrong signatures count as wrong OTPs do. */
async function forgive(): Promise<void> {
  await world.db.updateTable('users').set({ otp_fail_count: 0, otp_locked_until: 0 }).execute();
  await world.db.deleteFrom('subject_sources').execute();
}

for (const suite of [QN08, TIME, COUNTER, 'OCRA-1:HOTP-SHA256-8:QA08', 'OCRA-1:HOTP-SHA512-8:QH40'])
  test(`a transaction is signed once, and no other (${suite})`, async () => {
    const user = await addOcraUser(world, suite);
    const sign = (challenge: string, counter = 0) =>
      user.respond({ suite, challenge, ...(suite === COUNTER && { counter }) });
    const one = await ask({ userId: user.login, fields: TRANSFER });
    const changed = [TRANSFER[0]!, { label: '金额', value: '9000.00 CNY' }];
    const other = await ask({ userId: user.login, fields: changed });
    const again = await ask({ serial: user.serial, fields: TRANSFER });
    assert.equal(new Set([one.challenge, other.challenge, again.challenge]).size, 3);
    assert.equal(one.expiresAt > Date.now() + 290_000, true);
    const signature = sign(one.challenge);
    assert.equal(await agent.verifySignature(other.id, signature), 22);
    assert.equal(await agent.verifySignature(again.id, signature), 22);
    assert.equal(await agent.verifySignature(one.id, wrongResponse(signature)), 22);
    assert.equal(await agent.verifySignature(one.id, signature), 0);
    assert.equal(await agent.verifySignature(one.id, signature), 46);
    assert.equal(await agent.verifySignature(again.id, sign(again.challenge, 1)), 0);
  });

test('the QR code holds what is signed: a phone shows it and computes the same question', async () => {
  const user = await addOcraUser(world, QN08);
  const { challenge, qr } = await ask({ userId: user.login, fields: TRANSFER });
  const { serial, suite, fields, encoded } = parseTransactionCode(qr);
  assert.deepEqual({ serial, suite, fields }, { serial: user.serial, suite: QN08, fields: TRANSFER });
  assert.equal(transactionQuestion(encoded, parseOcraSuite(suite)), challenge);
  const long = Array.from({ length: 16 }, (_, index) => ({ label: `字段${index}`, value: '长'.repeat(256) }));
  assert.equal((await ask({ userId: user.login, fields: long })).qr, '');
});

test('typed: the signer types the values with their lengths; the same twice in a row is refused, others are others', async () => {
  const suite = 'OCRA-1:HOTP-SHA512-8:QN12-T1M';
  const user = await addOcraUser(world, suite);
  const typed = (...values: string[]) => ({
    userId: user.login,
    form: 'typed' as const,
    fields: values.map((value, index) => ({ label: `field ${index}`, value })),
  });
  const { id, challenge, qr } = await ask(typed('1234', '1000'));
  assert.deepEqual([challenge, qr], ['12344100041', '']);
  assert.equal(await codeOf(typed('1234', '1000')), 104);
  const signature = user.respond({ suite, challenge });
  // What is moved over a border, another order, more or fewer fields, zeros in front or behind: another transaction.
  for (const values of [
    ['12341000'],
    ['12', '341000'],
    ['1234100', '0'],
    ['1000', '1234'],
    ['12344100'],
    ['1234', '01000'],
    ['1234', '100'],
    ['1234', '16000'],
  ]) {
    const rival = await ask(typed(...values));
    assert.notEqual(rival.challenge, challenge, values.join());
    assert.equal(await agent.verifySignature(rival.id, signature), 22, values.join());
    await forgive();
  }
  const changed = await ask(typed('1234', '1001'));
  assert.equal(await agent.verifySignature(changed.id, signature), 22);
  assert.equal(await agent.verifySignature(id, signature), 0);
  assert.equal(await agent.verifySignature(id, signature), 46);
  assert.equal(await codeOf(typed('1234', '1000')), 104);
  // RFC 6287 §5.1 makes 1000 and 16000 one question; 100041 and 1600051 are two.
  await ask(typed('1000'));
  await ask(typed('16000'));
  await world.db.updateTable('challenges').set({ forget_at: 1 }).where('serial', '=', user.serial).execute();
  await ask(typed('1234', '1000'));
  for (const unfit of [
    ['1'],
    ['12345678901'],
    ['1234', '123456'],
    ['12a4'],
    ['1234', '-5'],
    ['1234', ' 5'],
    ['１２３４'],
  ])
    assert.equal(await codeOf(typed(...unfit)), 101, unfit.join());
  const plain = await addOcraUser(world, QN08);
  assert.equal(await codeOf({ ...typed('1234'), userId: plain.login }), 51);
  const counting = await addOcraUser(world, COUNTER);
  const paid = await ask({ ...typed('1234'), userId: counting.login });
  const bySignature = counting.respond({ suite: COUNTER, challenge: '123441', counter: 3 });
  assert.equal(await agent.verifySignature(paid.id, bySignature), 0);
  await world.db
    .updateTable('challenges')
    .set({ forget_at: 1 })
    .where('serial', '=', counting.serial)
    .execute();
  const paidAgain = await ask({ ...typed('1234'), userId: counting.login });
  assert.equal(await agent.verifySignature(paidAgain.id, bySignature), 22);
});

test("a signature has the token's own suite for signatures", async () => {
  const suite = 'OCRA-1:HOTP-SHA512-8:QH16';
  const user = await addOcraUser(world, QN08);
  const set = (serial: string, value: string) => world.run('token', 'signature-suite', serial, value);
  const done = await set(user.serial, suite.toLowerCase());
  assert.equal(done.exitCode, 0, done.stderr);
  const { id, challenge } = await ask({ userId: user.login, fields: TRANSFER });
  assert.match(challenge, /^[0-9A-F]{16}$/);
  assert.equal(await agent.verifySignature(id, user.respond({ suite, challenge })), 0);
  for (const unusable of ['OCRA-1:HOTP-SHA1-6:QN99', 'OCRA-1:HOTP-SM3-6:QN08'])
    assert.match((await set(user.serial, unusable)).stderr, /no OCRA suite \(RFC 6287\)/);
  const [plain] = await world.addUsers(1);
  assert.match((await set(plain!.serial, suite)).stderr, /is no OCRA token/);
  assert.equal((await set(user.serial, 'default')).exitCode, 0);
  assert.match((await ask({ userId: user.login, fields: TRANSFER })).challenge, /^\d{8}$/);
});

test('a signature ends by time, belongs to its agent, and is told of in the audit log without a value', async () => {
  const user = await addOcraUser(world, QN08);
  const { id, challenge } = await ask({ userId: user.login, fields: TRANSFER });
  const signature = user.respond({ suite: QN08, challenge });
  const stranger = await openSdk(world, [server], 'stranger');
  after(() => stranger.unInit());
  assert.equal(await stranger.verifySignature(id, signature), 46);
  assert.equal(await agent.verifySignature('unknown', signature), 46);
  assert.equal(await agent.verifySignature(id, signature, { clientAddress: '2001:db8::7' }), 0);
  const late = await ask({ userId: user.login, fields: TRANSFER });
  await world.db
    .updateTable('challenges')
    .set({ expires_at: Date.now() })
    .where('used_at', 'is', null)
    .execute();
  assert.equal(
    await agent.verifySignature(late.id, user.respond({ suite: QN08, challenge: late.challenge })),
    46,
  );
  const rows = await world.db
    .selectFrom('audit_events')
    .selectAll()
    .where('serial', '=', user.serial)
    .where('action', '=', 'verify-signature')
    .orderBy('id')
    .execute();
  assert.deepEqual(
    rows.map((row) => [row.result_code, row.reason, row.user_login, row.source]),
    [
      [46, 'challenge-unknown', user.login, '127.0.0.1'],
      [0, '', user.login, '2001:db8::7'],
      [46, 'challenge-expired', user.login, '127.0.0.1'],
    ],
  );
  assert.doesNotMatch(JSON.stringify(rows), /6222020200012345678|1000\.00/);
});

test('a retry with the same Idempotency-Key gets the same signature, also of a typed transaction', async () => {
  const user = await addOcraUser(world, TIME);
  const connection = await RawConnection.open(server.port);
  for (const form of ['digest', 'typed']) {
    const body = { userId: user.login, form, fields: [{ label: 'x', value: '123456' }] };
    const headers = { 'idempotency-key': `retry-${form}` };
    const bytes = requestBytes({ path: '/agent/v1/signatures', key: world.agentKey, body, headers });
    const [first, second] = [await connection.exchange(bytes), await connection.exchange(bytes)];
    assert.equal(first.code, 0, first.body);
    assert.equal(second.body, first.body);
  }
  connection.drop();
});

test('what cannot be signed is told so', async () => {
  const user = await addOcraUser(world, QN08);
  assert.equal(await codeOf({ fields: TRANSFER }), 2);
  assert.equal(await codeOf({ userId: user.login, fields: [] }), 2);
  assert.equal(await codeOf({ userId: 'nobody', fields: TRANSFER }), 27);
  assert.equal(await codeOf({ serial: 'NOTHING-1', fields: TRANSFER }), 24);
  assert.equal(await codeOf({ userId: user.login, fields: TRANSFER, clientAddress: '300.1.1.1' }), 2);
  const [plain] = await world.addUsers(1);
  assert.equal(await codeOf({ userId: plain!.login, fields: TRANSFER }), 50);
  const connection = await RawConnection.open(server.port);
  const key = world.agentKey;
  for (const fields of [
    'x',
    [{ label: 'x' }],
    [{ label: 'x', value: 5 }],
    [{ label: '', value: 'x' }],
    [{ label: 'x', value: 'x'.repeat(257) }],
    [{ label: 'x', value: 'a\0b' }],
    Array.from({ length: 17 }, () => ({ label: 'x', value: 'y' })),
  ]) {
    const body = { userId: user.login, fields };
    const answer = await connection.exchange(requestBytes({ path: '/agent/v1/signatures', key, body }));
    assert.deepEqual([answer.status, answer.code], [400, 2], JSON.stringify(fields).slice(0, 60));
  }
  connection.drop();
});
