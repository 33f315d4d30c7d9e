import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { OCRAAgent } from '@lingpai/agent';
import { createTokens } from '@lingpai/domain';
import { startServer } from '@lingpai/testing';
import { importTokenFile } from '../src/imports/import-token-file.ts';
import { ADMIN, claim, confirm, distribute } from './activation.ts';
import { type Cli, cliOn, fillData, oneLine, tempFolder } from './cli.ts';
import { checkCounters, openManagement, refusalOf, signedIn } from './management.ts';
import { respond } from './ocra-world.ts';
import { TestPhone, phoneOtp } from './phone.ts';
import { testOnEveryEngine } from './system.ts';
import { bytesOf } from './token-csv.ts';

/** OCRA tokens: how they come to be, and what becomes of their PIN. */
const TIMED = 'OCRA-1:HOTP-SHA256-8:QN08-PSHA1-T1M';
const SEED = '12345678901234567890123456789012';
const COUNTING = 'OCRA-1:HOTP-SHA512-10:C-QA10-PSHA1';

testOnEveryEngine('createTokens() creates OCRA tokens, as their suite says', async (system, t) => {
  const { organizationId, database } = system;
  const management = await openManagement(system, t);
  const boss = await signedIn(management);
  const create = (body: object) => ({ organizationId, count: 2, type: 'ocra', ...body });
  const { serials } = await boss.ok('POST', '/tokens', create({ ocraSuite: ` ${TIMED.toLowerCase()} ` }));
  const token = await boss.ok('GET', `/tokens/${serials[0]}`);
  const spec = ['type', 'hash', 'digits', 'periodSeconds', 'ocraSuite', 'hasPin', 'needsSync'];
  assert.deepEqual(
    spec.map((name) => token[name]),
    ['ocra', 'sha256', 8, null, TIMED, false, false],
  );
  const showing = await boss.ok('POST', '/tokens', create({ ocraSuite: TIMED, periodSeconds: 60 }));
  assert.equal((await boss.ok('GET', `/tokens/${showing.serials[1]}`)).periodSeconds, 60);
  const long = await boss.ok('POST', '/tokens', create({ ocraSuite: COUNTING, hash: 'sha512' }));
  assert.equal((await boss.ok('GET', `/tokens/${long.serials[0]}`)).digits, 10);
  for (const [code, body] of [
    ['token.suite-missing', {}],
    ['token.suite-unsupported', { ocraSuite: 'OCRA-1:HOTP-SM3-6:QN08' }],
    ['token.suite-without-digits', { ocraSuite: 'OCRA-1:HOTP-SHA1-0:QN08' }],
    ['token.suite-contradicted', { ocraSuite: TIMED, hash: 'sha1' }],
    ['token.suite-contradicted', { ocraSuite: TIMED, digits: 6 }],
    ['token.suite-counter-beside-clock', { ocraSuite: COUNTING, periodSeconds: 30 }],
    ['token.suite-unwanted', { type: 'hotp', ocraSuite: TIMED }],
    ['request.malformed', { ocraSuite: 'x'.repeat(65) }],
  ] as const)
    assert.equal(await boss.errorOf('POST', '/tokens', create(body)), code, JSON.stringify(body));
  await checkCounters(database);
  assert.deepEqual(management.failures, []);
});

testOnEveryEngine(
  "PUT …/pin sets a token's PIN, DELETE clears it, and shows it to nobody",
  async (system, t) => {
    const { context, organizationId } = system;
    const management = await openManagement(system, t);
    const boss = await signedIn(management);
    const requester = ADMIN;
    const [serial] = await createTokens(
      { organizationId, count: 1, type: 'ocra', ocraSuite: TIMED, requester },
      context,
    );
    const [plain] = await createTokens({ organizationId, count: 1, requester }, context);
    const path = `/tokens/${serial}/pin`;
    const set = await boss.ok('PUT', path, { pin: '483912' });
    assert.equal(set.hasPin, true);
    assert.equal(JSON.stringify(set).includes('483912'), false);
    for (const pin of ['', '123', ' 1234', '12\n34'])
      assert.equal(await boss.errorOf('PUT', path, { pin }), 'token.pin-invalid');
    for (const body of [{}, { pin: ['1234', '5678'] }, { pin: '1'.repeat(65) }])
      assert.equal(await boss.errorOf('PUT', path, body), 'request.malformed', JSON.stringify(body));
    assert.equal(await boss.errorOf('PUT', `/tokens/${plain}/pin`, { pin: '1234' }), 'token.not-ocra');
    assert.equal(await boss.errorOf('PUT', '/tokens/none/pin', { pin: '1234' }), 'token.not-found');
    assert.equal((await boss.ok('DELETE', path)).hasPin, false);
    const { items } = await boss.ok('GET', `/audit?serial=${serial}`);
    const text = JSON.stringify(items);
    assert.match(text, /token\.set-pin.*token\.clear-pin|token\.clear-pin.*token\.set-pin/);
    assert.equal(text.includes('483912'), false);
  },
);

testOnEveryEngine(
  'an OCRA token is given to a phone; a new phone has a new seed and the same PIN',
  async (system) => {
    const { context, database, organizationId } = system;
    const [serial = ''] = await createTokens(
      { organizationId, count: 1, type: 'ocra', ocraSuite: COUNTING, requester: ADMIN },
      context,
    );
    const row = () =>
      database.read.selectFrom('tokens').selectAll().where('serial', '=', serial).executeTakeFirstOrThrow();
    const activate = async () => {
      const { qr } = await distribute(context, serial);
      const phone = await TestPhone.create();
      const token = await phone.open(qr, await claim(context, phone, qr));
      assert.equal(token.ocraSuite, COUNTING);
      await confirm(context, qr, phoneOtp(token, Date.now()));
      return row();
    };
    const first = await activate();
    assert.equal(first.activation, 'activated');
    const sealed = context.vault.seal({ purpose: 'token-pin', recordId: serial }, Buffer.from('1234'));
    await database.read.updateTable('tokens').set({ sealed_pin: sealed, counter_doubted: 1 }).execute();
    const second = await activate();
    assert.notDeepEqual(second.sealed_seed, first.sealed_seed);
    assert.deepEqual(Buffer.from(second.sealed_pin!), Buffer.from(sealed));
    assert.equal(second.counter_doubted, 0, 'nobody has used the new seed yet');
    assert.equal(
      await refusalOf(distribute(context, serial, { mode: 'offline' })),
      'distribution.profile-unsupported',
    );
  },
);

/** A token O1 whose PIN is 7391. */
function pskcFile(suite: string): string {
  const pskc = 'urn:ietf:params:xml:ns:keyprov:pskc';
  const secret = (text: string) =>
    `<Secret><PlainValue>${Buffer.from(text).toString('base64')}</PlainValue></Secret>`;
  return `<KeyContainer Version="1.0" xmlns="${pskc}">
    <KeyPackage><DeviceInfo><SerialNo>O1</SerialNo></DeviceInfo><Key Id="k1" Algorithm="${pskc}:ocra">
      <AlgorithmParameters><Suite>${suite}</Suite><ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>
      <Data>${secret(SEED)}</Data>
      <Policy><PINPolicy PINKeyId="p1" PINUsageMode="Algorithmic"/></Policy></Key></KeyPackage>
    <KeyPackage><Key Id="p1" Algorithm="${pskc}:pin"><Data>${secret('7391')}</Data></Key></KeyPackage>
  </KeyContainer>`;
}

testOnEveryEngine('a PSKC file brings a token and its PIN; both lie sealed', async (system) => {
  const { context, database, organizationId } = system;
  const file = pskcFile(TIMED);
  const verdicts: string[] = [];
  const input = {
    reader: {},
    organizationId,
    enable: true,
    fileName: 'tokens.xml',
    allOrNothing: true,
    requester: ADMIN,
    onVerdict: ({ token }: { token: unknown }) => void verdicts.push(JSON.stringify(token)),
  };
  for (const isDryRun of [true, false])
    await importTokenFile({ ...input, bytes: bytesOf(file), isDryRun }, context);
  const row = await database.read
    .selectFrom('tokens')
    .selectAll()
    .where('serial', '=', 'O1')
    .executeTakeFirstOrThrow();
  const opened = context.vault.open({ purpose: 'token-pin', recordId: 'O1' }, row.sealed_pin!);
  assert.equal(Buffer.from(opened).toString(), '7391');
  assert.equal(Buffer.from(row.sealed_pin!).includes(Buffer.from('7391')), false);
  assert.equal(verdicts.length, 2);
  // "7391" in bytes
  assert.doesNotMatch(verdicts.join(), /55,"1":51,"2":57|7391/);
});

test('a PIN outlives a change of keys, a backup and a restore, after which the counter synchronises', async (t) => {
  const suite = 'OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1';
  const folder = tempFolder(t);
  const cli = cliOn(join(folder, 'data'));
  await fillData(cli.dataDir);
  const tokens = join(folder, 'tokens.xml');
  writeFileSync(tokens, pskcFile(suite));
  await cli.ok('token', 'import', tokens, '--org', '总公司', '--enable');
  assert.equal((await cli.json('token', 'show', 'O1'))['hasPin'], true);
  const pin = join(folder, 'pin');
  writeFileSync(pin, '4711\n');
  await cli.ok('token', 'pin', 'O1', '--clear');
  assert.match((await cli.ok('token', 'show', 'O1')).stderr, /token pin/);
  await cli.ok('token', 'pin', 'O1', '--pin-file', pin);
  const shown = await cli.ok('token', 'show', 'O1');
  assert.match(shown.stdout, /^hasPin\ttrue$/m);
  assert.doesNotMatch(shown.stdout + shown.stderr, /4711/);

  // T1, T2, H1, O1 and its PIN
  assert.deepEqual(await cli.json('keys', 'rotate'), { keyId: 3, resealed: 5, unreadable: 0 });
  const doctor = await cli.json('doctor');
  assert.equal(doctor['problems'], 0);
  assert.match(JSON.stringify(doctor), /all 5 can be opened/);

  const file = join(folder, 'backup.lpb');
  await cli.ok('backup', file);
  const restored = cliOn(join(folder, 'restored'));
  mkdirSync(restored.dataDir, { mode: 0o700 });
  copyFileSync(join(cli.dataDir, 'master.key'), join(restored.dataDir, 'master.key'));
  await restored.ok('restore', file);
  const token = await restored.json('token', 'show', 'O1');
  assert.deepEqual([token['hasPin'], token['needsSync'], token['lock']], [true, true, null]);
  assert.equal((await restored.json('doctor'))['problems'], 0);
  await answerAfterRestore(restored, { suite, pin: '4711', folder }, t);

  const database = new DatabaseSync(join(restored.dataDir, 'lingpai.db'));
  database.exec(
    `UPDATE tokens SET sealed_pin = (SELECT sealed_seed FROM tokens WHERE serial = 'T1') WHERE serial = 'O1'`,
  );
  database.close();
  const found = await restored.run(['doctor', '--json']);
  assert.equal(found.exitCode, 1);
  const { checks } = JSON.parse(found.stdout) as { checks: { name: string; items: string[] }[] };
  assert.deepEqual(checks.find(({ name }) => name === 'seeds')?.items, ['O1']);
});

/** A server over restored data: what was typed before is not signed until a question that is new has been answered. */
async function answerAfterRestore(
  cli: Cli,
  { suite, pin, folder }: { suite: string; pin: string; folder: string },
  t: TestContext,
): Promise<void> {
  const server = await startServer({ dataDir: cli.dataDir });
  t.after(() => server.kill());
  const acf = join(folder, 'agent.acf');
  await cli.ok('agent', 'add', 'bank', '--server', server.url, '--out', acf);
  const agent = new OCRAAgent();
  assert.equal(await agent.init(acf), 0, agent.lastError);
  t.after(() => agent.unInit());
  const shown = (challenge: string, counter: number) =>
    respond(Buffer.from(SEED), { suite, challenge, counter, pin });
  const payment = {
    serial: 'O1',
    form: 'typed' as const,
    fields: [{ label: 'amount', value: '123456' }],
  };
  assert.equal((await agent.genSignature(payment)).getResultCode(), 13);
  await agent.sessionInit();
  await agent.sessionSetTokenSN('O1');
  const answered = async (counter: number) => {
    const asked = await agent.sessionGenChallenge();
    assert.equal(asked.getResultCode(), 0, agent.lastError);
    return agent.sessionAuth(shown(asked.getChallenge(), counter));
  };
  // Used forty times since the backup.
  assert.deepEqual([await answered(40), await answered(41)], [13, 0]);
  const signed = await agent.genSignature(payment);
  assert.equal(signed.getResultCode(), 0, agent.lastError);
  assert.equal(await agent.verifySignature(signed.getSignatureId(), shown('12345661', 39)), 22);
  assert.equal(await agent.verifySignature(signed.getSignatureId(), shown('12345661', 42)), 0);
  assert.equal((await cli.json('token', 'show', 'O1'))['needsSync'], false);
}

test('token create --type ocra and token pin say what is wrong, in both languages', async (t) => {
  const folder = tempFolder(t);
  const cli = cliOn(join(folder, 'data'));
  await fillData(cli.dataDir);
  const create = ['token', 'create', '--org', '总公司', '--count', '1', '--type', 'ocra'];
  for (const [args, en, zh] of [
    [create, /needs a suite/, /需要套件/],
    [[...create, '--suite', 'OCRA-1:HOTP-SHA1-6:X'], /is no OCRA suite/, /不是 OCRA 套件/],
    [[...create, '--suite', COUNTING, '--step', '30'], /has a counter/, /含计数器/],
    [[...create, '--suite', TIMED, '--digits', '6'], /contradicts the suite/, /矛盾/],
    [['token', 'pin', 'T1', '--clear'], /is no OCRA token/, /不是 OCRA 令牌/],
  ] as const) {
    assert.match(await cli.refused(...args), en);
    const chinese = await cli.run(args, { LINGPAI_LANG: 'zh-CN' });
    assert.equal(chinese.exitCode, 1);
    assert.match(oneLine(chinese), zh);
  }
  assert.equal((await cli.run(['token', 'pin', 'T1'])).exitCode, 2);
});
