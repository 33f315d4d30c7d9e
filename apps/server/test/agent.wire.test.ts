import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AgentWorld, PATHS, type TestUser } from './agent-world.ts';
import { wrongOtpOf } from './kill-load.ts';
import { type RawAnswer, RawConnection, requestBytes } from './raw-connection.ts';

/** What the network does to requests: retries, pipelines, crumbs, connections that break. */
const world = await AgentWorld.open({ after });
const server = await world.serve({ workers: 2 });
const key = world.agentKey;
const open = () => RawConnection.open(server.port);
const oneUser = async () => (await world.addUsers(1))[0]!;
const authBytes = (user: TestUser, otp: string, idempotencyKey?: string): Buffer =>
  requestBytes({
    path: PATHS.auth,
    key,
    body: { userId: user.login, password: otp },
    ...(idempotencyKey !== undefined && { headers: { 'idempotency-key': idempotencyKey } }),
  });
const acceptedOf = async ({ serial }: TestUser) => (await world.acceptedCounts()).get(serial) ?? 0;

test('Idempotency-Key: a retry gets the first answer, another request with the key does not', async () => {
  const user = await oneUser();
  const connection = await open();
  const right = authBytes(user, user.otpAt(0), 'first');
  assert.equal((await connection.exchange(right)).code, 0);
  assert.equal((await connection.exchange(right)).code, 0);
  assert.equal((await connection.exchange(authBytes(user, user.otpAt(1), 'first'))).code, 5);
  // Another route, with the same texts.
  const headers = { 'idempotency-key': 'first' };
  const body = { serial: user.serial, otp: user.otpAt(1) };
  const elsewhere = requestBytes({ path: PATHS.authToken, key, body, headers });
  assert.equal((await connection.exchange(elsewhere)).code, 5);
  assert.equal((await connection.exchange(authBytes(user, user.otpAt(0), 'second'))).code, 22);
  assert.equal((await connection.exchange(authBytes(user, user.otpAt(1)))).code, 0);
  // A wrong OTP stays wrong for its key, and is counted once.
  const wrong = authBytes(user, wrongOtpOf(user), 'third');
  for (let tries = 0; tries < 3; tries += 1) assert.equal((await connection.exchange(wrong)).code, 22);
  const { otp_fail_count: failCount } = await world.db
    .selectFrom('users')
    .select('otp_fail_count')
    .where('login', '=', user.login)
    .executeTakeFirstOrThrow();
  assert.equal(failCount, 1);
  for (const malformed of ['', 'k'.repeat(129)]) {
    const answer = await connection.exchange(authBytes(user, user.otpAt(2), malformed));
    assert.equal(answer.code, 2);
  }
  assert.equal(await acceptedOf(user), 2);
  connection.drop();
});

test('pipelined requests are answered in their order, each decided once', async () => {
  const user = await oneUser();
  const connection = await open();
  const otps = [0, 0, 1, 1, 3, 2, 3].map((counter) => user.otpAt(counter));
  const answers = otps.map(() => connection.next());
  connection.write(Buffer.concat(otps.map((otp) => authBytes(user, otp))));
  const codes = (await Promise.all(answers)).map((answer: RawAnswer) => answer.code);
  assert.equal(codes.filter((code) => code === 0).length, await acceptedOf(user));
  const used = otps.filter((_, index) => codes[index] === 0);
  assert.equal(new Set(used).size, used.length);
  assert.ok(codes.every((code) => code === 0 || code === 22));
  connection.drop();
});

test('a body that arrives in crumbs is a request like any other', async () => {
  const user = await oneUser();
  const connection = await open();
  const bytes = authBytes(user, user.otpAt(0));
  const answer = connection.next();
  for (let at = 0; at < bytes.length; at += 7) {
    connection.write(bytes.subarray(at, at + 7));
    await delay(1);
  }
  assert.equal((await answer).code, 0);
  // Half a request is none.
  connection.write(authBytes(user, user.otpAt(1)).subarray(0, -4));
  await delay(50);
  connection.drop();
  const other = await open();
  assert.equal((await other.exchange(authBytes(user, user.otpAt(1)))).code, 0);
  other.drop();
});

test('a connection that breaks after the request: decided once, and the retry hears what', async () => {
  const users = await world.addUsers(40);
  await Promise.all(
    users.map(async (user, index) => {
      const bytes = authBytes(user, user.otpAt(0), `key-${user.serial}`);
      const first = await open();
      first.write(bytes);
      // Some before the server has read it, some while it decides, some after.
      await delay(index % 8);
      first.drop();
      const second = await open();
      assert.equal((await second.exchange(bytes)).code, 0);
      assert.equal((await second.exchange(authBytes(user, user.otpAt(0)))).code, 22);
      second.drop();
    }),
  );
  for (const user of users) assert.equal(await acceptedOf(user), 1);
});

test('secrets are in no output, no audit row and no answer', async () => {
  const user = await oneUser();
  const canary = `canary${randomBytes(6).toString('hex')}`;
  const passwordFile = join(world.place.dataDir, 'password.txt');
  writeFileSync(passwordFile, `${canary}\n`);
  const login = `static-${user.login}`;
  const commands = [
    await world.run(
      'user',
      'add',
      login,
      '--org',
      '总公司',
      '--static',
      'required',
      '--password-file',
      passwordFile,
    ),
    await world.run('token', 'bind', user.serial, login),
    await world.run('token', 'sync', user.serial, wrongOtpOf(user), user.otpAt(9)),
    await world.run('token', 'create', '--org', '总公司', '--count', '1'),
  ];
  const { serial: mobile } = await world.db
    .selectFrom('tokens')
    .select('serial')
    .where('kind', '=', 'mobile')
    .executeTakeFirstOrThrow();
  const distributed = await world.run(
    'token',
    'distribute',
    mobile,
    '--mode',
    'offline',
    '--password',
    'random',
    '--json',
  );
  assert.equal(distributed.exitCode, 0, distributed.stderr);
  const { activationCode, activationPassword } = JSON.parse(distributed.stdout) as Record<string, string>;

  const answers: RawAnswer[] = [];
  const connection = await open();
  const send = async (path: string, body: unknown, as = key) =>
    answers.push(
      await connection.exchange(
        requestBytes({
          path,
          key: as,
          body,
          headers: { 'idempotency-key': `${canary}-key-${answers.length}` },
        }),
      ),
    );
  const otps = [0, 1, 2, 3, 4, 30, 31].map((counter) => user.otpAt(counter));
  await send(PATHS.auth, { userId: login, password: `${canary}${otps[0]}` });
  await send(PATHS.auth, { userId: login, password: `${canary}${otps[0]}` });
  await send(PATHS.auth, { userId: login, password: `${canary}x${otps[1]}` });
  await send(PATHS.auth, { userId: login, password: `${canary.slice(1)}y${otps[1]}` });
  await send(PATHS.auth, { userId: 'nobody', password: `${canary}${otps[1]}` });
  await send(PATHS.authToken, { serial: user.serial, otp: otps[2] });
  await send(PATHS.authToken, { serial: user.serial, otp: otps[5] });
  await send(PATHS.syncToken, { serial: user.serial, otp: otps[5], nextOtp: otps[6] });
  await send(PATHS.syncToken, { serial: user.serial, otp: otps[3], nextOtp: otps[4] });
  await send(PATHS.auth, { userId: 5, password: `${canary}${otps[1]}` });
  await send(PATHS.auth, { userId: login, password: `${canary}${otps[1]}` }, `wrong-${canary}`);
  await send(`/agent/v1/nothing/${otps[1]}`, { password: canary });
  connection.drop();
  // The seed is damaged, the store's rows are nonsense: what is logged then?
  await world.db
    .updateTable('tokens')
    .set({ sealed_seed: new Uint8Array(64) })
    .where('serial', '=', user.serial)
    .execute();
  const last = await open();
  await last.exchange(
    requestBytes({ path: PATHS.authToken, key, body: { serial: user.serial, otp: otps[3] } }),
  );
  await world.db
    .updateTable('tokens')
    .set({ hash: 'md5' as 'sha1', sealed_seed: new Uint8Array(1) })
    .where('serial', '=', user.serial)
    .execute();
  await last.exchange(
    requestBytes({ path: PATHS.authToken, key, body: { serial: user.serial, otp: otps[3] } }),
  );
  last.drop();

  const audit = await world.db.selectFrom('audit_events').selectAll().execute();
  const written = [
    server.output(),
    ...commands.map(({ stdout, stderr }) => stdout + stderr),
    ...audit.map((row) => JSON.stringify({ ...row, id: 0, at: 0, hash: '' })),
    ...answers.map(({ body, headers }) => body + JSON.stringify(headers)),
  ].join('\n');
  const seed = world.seedOf(user.serial);
  const code = activationCode ?? '';
  const secrets = {
    canary,
    key,
    seedHex: seed.toString('hex'),
    seedBase64: seed.toString('base64'),
    code,
    codeDigits: code.replaceAll('-', ''),
    activationPassword,
  };
  for (const [name, secret] of Object.entries(secrets)) {
    assert.ok(secret !== undefined && secret.length >= 6, name);
    assert.ok(!written.toLowerCase().includes(secret.toLowerCase()), `${name} was written somewhere`);
  }
  // Digits alone may stand in a number by chance: as a word of their own they do not.
  for (const otp of otps) assert.doesNotMatch(written, new RegExp(`(?<![0-9a-f])${otp}(?![0-9a-f])`));
});
