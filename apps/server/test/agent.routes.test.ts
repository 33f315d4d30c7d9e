import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { after, test } from 'node:test';
import { createAgent, createUser } from '@lingpai/domain';
import { ADMIN } from './activation.ts';
import { AgentWorld, PATHS, type TestUser, openSession } from './agent-world.ts';
import { wrongOtpOf } from './kill-load.ts';
import { type RawAnswer, RawConnection, requestBytes } from './raw-connection.ts';

/** Every route of the agent interface over real HTTP: every code it can answer, and what it makes of nonsense. */
const world = await AgentWorld.open({ after });
await world.setSettings({
  lockout: { temporaryAfterFailures: 3, permanentAfterFailures: 4, temporarySeconds: 1 },
});
const server = await world.serve();
let connection = await RawConnection.open(server.port);
after(() => connection.drop());

async function post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const answer = await connection.exchange(requestBytes({ path, key: world.agentKey, body, headers }));
  // A body that the server does not want to read ends the connection.
  if (answer.headers['connection'] === 'close') connection = await RawConnection.open(server.port);
  return answer;
}
async function codeOf(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<number> {
  const answer = await post(path, body, headers);
  assert.equal(answer.status, 200, answer.body);
  return answer.code;
}
const auth = ({ login }: TestUser, password: string) => codeOf(PATHS.auth, { userId: login, password });
const authToken = ({ serial }: TestUser, otp: string) => codeOf(PATHS.authToken, { serial, otp });
const oneUser = async (type: 'hotp' | 'totp' = 'hotp') => (await world.addUsers(1, type))[0]!;
const setToken = ({ serial }: TestUser, set: object) =>
  world.db.updateTable('tokens').set(set).where('serial', '=', serial).execute();
const setUser = ({ login }: TestUser, set: object) =>
  world.db.updateTable('users').set(set).where('login', '=', login).execute();

test('auth() and authToken() accept each OTP once, on any path', async () => {
  const user = await oneUser();
  assert.equal(await auth(user, user.otpAt(0)), 0);
  assert.equal(await auth(user, user.otpAt(0)), 22);
  assert.equal(await authToken(user, user.otpAt(0)), 22);
  assert.equal(await authToken(user, user.otpAt(2)), 0);
  assert.equal(await auth(user, user.otpAt(1)), 22);
});

test('sync() and syncToken() use up the second OTP; outside the window code 13 asks for them', async () => {
  const user = await oneUser();
  const { login, serial } = user;
  const pair = (from: number) => ({ otp: user.otpAt(from), nextOtp: user.otpAt(from + 1) });
  assert.equal(await auth(user, user.otpAt(40)), 13);
  assert.equal(await codeOf(PATHS.sync, { userId: login, ...pair(40) }), 0);
  assert.equal(await codeOf(PATHS.sync, { userId: login, ...pair(40) }), 71);
  assert.equal(await auth(user, user.otpAt(41)), 22);
  assert.equal(await codeOf(PATHS.syncToken, { serial, ...pair(60) }), 0);
  assert.equal(await codeOf(PATHS.syncToken, { serial, ...pair(61) }), 71);
  assert.equal(await codeOf(PATHS.syncToken, { serial, ...pair(62) }), 0);
});

test('states of the token answer with their codes, whatever the OTP', async () => {
  const past = Date.now() - 1000;
  const future = Date.now() + 3_600_000;
  const forEver = 8_640_000_000_000_000;
  const states: [code: number, set: object, sync?: number][] = [
    [37, { status: 'disabled' }],
    [20, { status: 'lost' }],
    [38, { status: 'revoked' }],
    [52, { expires_at: past }],
    [56, { starts_at: future }],
    [56, { sealed_seed: null }],
    // Two consecutive OTPs end it.
    [72, { locked_until: future }, 0],
    [73, { locked_until: forEver }],
    [50, { type: 'ocra', ocra_suite: 'OCRA-1:HOTP-SHA1-6:QN08' }],
    [16, { sealed_seed: new Uint8Array(64) }],
  ];
  for (const [code, set, sync = code] of states) {
    const user = await oneUser();
    await setToken(user, set);
    for (const otp of [wrongOtpOf(user), user.otpAt(0)]) {
      assert.equal(await auth(user, otp), code, JSON.stringify(set));
      assert.equal(await authToken(user, otp), code, JSON.stringify(set));
      const { login } = user;
      const codeOfSync = await codeOf(PATHS.sync, { userId: login, otp, nextOtp: user.otpAt(1) });
      assert.equal(codeOfSync, otp === user.otpAt(0) ? sync : code, JSON.stringify(set));
    }
  }
});

test('states of the user answer with their codes, whatever the OTP', async () => {
  const states: [code: number, set: object][] = [
    [36, { status: 'disabled' }],
    [54, { otp_locked_until: Date.now() + 3_600_000 }],
    [55, { otp_locked_until: 8_640_000_000_000_000 }],
    [33, { static_rule: 'required' }],
    [31, { static_rule: 'required', static_hash: '$argon2id$', static_length: 4 }],
    [54, { static_rule: 'required', static_locked_until: Date.now() + 3_600_000 }],
  ];
  for (const [code, set] of states) {
    const user = await oneUser();
    await setUser(user, set);
    for (const otp of [user.otpAt(0), wrongOtpOf(user)])
      assert.equal(await auth(user, otp), code, JSON.stringify(set));
  }
  const unbound = await oneUser();
  await world.db.deleteFrom('bindings').execute();
  assert.equal(await auth(unbound, unbound.otpAt(0)), 80);
  assert.equal(await codeOf(PATHS.auth, { userId: 'nobody', password: '123456' }), 27);
  assert.equal(await codeOf(PATHS.authToken, { serial: 'NOTHING-1', otp: '123456' }), 24);
  assert.equal(await codeOf(PATHS.retryToken, { serial: 'NOTHING-1' }), 24);
});

test('failures lock for a time, then until unlocked; getRetryToken() counts down', async () => {
  const user = await oneUser();
  const remaining = async () => {
    const { body } = await post(PATHS.retryToken, { serial: user.serial });
    return (JSON.parse(body) as { remaining: number }).remaining;
  };
  assert.equal(await remaining(), 3);
  assert.equal(await authToken(user, wrongOtpOf(user)), 22);
  assert.equal(await authToken(user, '12345'), 58);
  assert.equal(await remaining(), 1);
  assert.equal(await authToken(user, wrongOtpOf(user)), 22);
  assert.equal(await authToken(user, user.otpAt(0)), 72);
  assert.equal(await remaining(), 0);
  await world.endSourceLocks();
  assert.equal(await authToken(user, wrongOtpOf(user)), 22);
  assert.equal(await authToken(user, user.otpAt(0)), 73);
  await world.unlock(user.serial);
  assert.equal(await authToken(user, user.otpAt(0)), 0);
});

test('static password + OTP in one field', async () => {
  const user = await oneUser();
  const { organization_id: organizationId } = await world.tokenRow(user.serial);
  const staticPassword = '静态🔑pass';
  const login = `static-${user.login}`;
  await createUser(
    { login, organizationId, staticPasswordRule: 'required', staticPassword, requester: ADMIN },
    world.context,
  );
  const bound = await world.run('token', 'bind', user.serial, login);
  assert.equal(bound.exitCode, 0, bound.stderr);
  const answer = (password: string) => codeOf(PATHS.auth, { userId: login, password });
  assert.equal(await answer(user.otpAt(0)), 31);
  assert.equal(await answer(`静态🔒pass${user.otpAt(0)}`), 14);
  assert.equal(await answer(staticPassword), 58);
  assert.equal(await answer(`${staticPassword}${wrongOtpOf(user)}`), 22);
  assert.equal(await answer(`${staticPassword}${user.otpAt(0)}`), 0);
  assert.equal(await answer(`${staticPassword}${user.otpAt(0)}`), 22);
});

test('a distributed token that no phone has claimed is not activated', async () => {
  const made = await world.run('token', 'create', '--org', '总公司', '--count', '1', '--json');
  assert.equal(made.exitCode, 0, made.stderr);
  const { serial } = await world.db
    .selectFrom('tokens')
    .select('serial')
    .where('kind', '=', 'mobile')
    .executeTakeFirstOrThrow();
  await world.run('token', 'enable', serial);
  assert.equal(await codeOf(PATHS.authToken, { serial, otp: '123456' }), 56);
  const distributed = await world.run('token', 'distribute', serial, '--mode', 'online', '--json');
  assert.equal(distributed.exitCode, 0, distributed.stderr);
  assert.equal(await codeOf(PATHS.authToken, { serial, otp: '123456' }), 56);
});

test('sessions: user, token, both; nobody else can use them; they end', async () => {
  const user = await oneUser();
  const other = await oneUser();
  const key = world.agentKey;
  const empty = await openSession(connection, key, {});
  assert.equal(await codeOf(`${empty}/verify-otp`, { otp: user.otpAt(0) }), 45);
  assert.equal(await codeOf(`${empty}/sync-otp`, { otp: user.otpAt(0), nextOtp: user.otpAt(1) }), 45);
  const byUser = await openSession(connection, key, { login: user.login });
  assert.equal(await codeOf(`${byUser}/verify-otp`, { otp: user.otpAt(0) }), 0);
  const bySerial = await openSession(connection, key, { serial: user.serial });
  assert.equal(await codeOf(`${bySerial}/verify-otp`, { otp: user.otpAt(0) }), 22);
  assert.equal(await codeOf(`${bySerial}/verify-otp`, { otp: user.otpAt(1) }), 0);
  const both = await openSession(connection, key, { login: user.login, serial: user.serial });
  assert.equal(await codeOf(`${both}/sync-otp`, { otp: user.otpAt(2), nextOtp: user.otpAt(3) }), 0);
  // The token of somebody else, though it shows this OTP.
  const mixed = await openSession(connection, key, { login: user.login, serial: other.serial });
  assert.equal(await codeOf(`${mixed}/verify-otp`, { otp: other.otpAt(0) }), 80);
  assert.equal(await authToken(other, other.otpAt(0)), 0);

  const second = await createAgent({ name: 'another', requester: ADMIN }, world.context);
  const foreign = await connection.exchange(
    requestBytes({ path: `${byUser}/verify-otp`, key: second.key, body: { otp: user.otpAt(5) } }),
  );
  assert.deepEqual([foreign.status, foreign.code], [200, 44]);
  const foreignClose = await connection.exchange(
    requestBytes({ method: 'DELETE', path: byUser, key: second.key }),
  );
  assert.equal(foreignClose.code, 44);

  const close = () => connection.exchange(requestBytes({ method: 'DELETE', path: byUser, key }));
  assert.deepEqual([(await close()).code, (await close()).code], [0, 44]);
  await world.db.updateTable('agent_sessions').set({ expires_at: Date.now() }).execute();
  assert.equal(await codeOf(`${both}/verify-otp`, { otp: user.otpAt(6) }), 44);
  assert.equal(await codeOf(`${both}/user-name`, { userId: user.login }), 44);
  assert.equal(await codeOf(`${both}/token-serial`, { serial: user.serial }), 44);
  assert.equal(await codeOf(`${PATHS.sessions}/unknown/verify-otp`, { otp: '123456' }), 40);
  assert.equal(await authToken(user, user.otpAt(6)), 0);
});

test('a wrong key, no key, or another scheme: 401 with code 12', async () => {
  for (const authorization of [
    undefined,
    'Bearer wrong',
    'Bearer ',
    `Basic ${world.agentKey}`,
    world.agentKey,
  ]) {
    const headers = authorization === undefined ? {} : { authorization };
    for (const [path, body] of [
      [PATHS.auth, { userId: 'nobody', password: '123456' }],
      [PATHS.sessions, undefined],
    ] as const) {
      const answer = await connection.exchange(requestBytes({ path, body, headers }));
      assert.deepEqual([answer.status, answer.body], [401, '{"code":12}']);
      assert.equal(answer.headers['www-authenticate'], 'Bearer');
    }
  }
});

test('an agent may call from its addresses alone: else 403 with code 68', async () => {
  const body = { userId: 'nobody', password: '123456' };
  for (const [name, allow, expected] of [
    ['elsewhere', ['10.0.0.0/8', '2001:db8::/32'], [403, 68]],
    ['here', ['10.0.0.0/8', '127.0.0.0/24'], [200, 27]],
  ] as const) {
    const { key } = await createAgent({ name, allow, requester: ADMIN }, world.context);
    // A header that anybody can write does not change where the call came from.
    const headers = { 'x-forwarded-for': '10.1.2.3' };
    const answer = await connection.exchange(requestBytes({ path: PATHS.auth, key, body, headers }));
    assert.deepEqual([answer.status, answer.code], expected);
  }
});

test('an agent that is disabled is out soon: 401 with code 12', async () => {
  const { agent, key } = await createAgent({ name: 'short-lived', requester: ADMIN }, world.context);
  const call = () =>
    connection.exchange(requestBytes({ path: PATHS.auth, key, body: { userId: 'nobody', password: '1' } }));
  assert.equal((await call()).status, 200);
  await world.db.updateTable('agents').set({ is_enabled: 0 }).where('id', '=', agent.id).execute();
  let answer = await call();
  for (let tries = 0; answer.status !== 401 && tries < 100; tries += 1) {
    await delay(50);
    answer = await call();
  }
  assert.deepEqual([answer.status, answer.code], [401, 12]);
});

const LONG = 'x'.repeat(100_000);
const MALFORMED: readonly (readonly [name: string, body: unknown, headers?: Record<string, string>])[] = [
  ['not JSON', '{"userId": "a", '],
  ['empty', ''],
  ['a text', '"text"'],
  ['a number', '5'],
  ['null', 'null'],
  ['an array', []],
  ['an array of bodies', [{ userId: 'a', password: '1', serial: '1', otp: '1', nextOtp: '1' }]],
  ['fields missing', {}],
  ['numbers for texts', { userId: 1, password: 123456, serial: 1, otp: 123456, nextOtp: 123456 }],
  ['null for texts', { userId: null, password: null, serial: null, otp: null, nextOtp: null }],
  ['arrays for texts', { userId: ['a'], password: ['1'], serial: ['1'], otp: ['1'], nextOtp: ['1'] }],
  ['objects for texts', { userId: {}, password: {}, serial: {}, otp: {}, nextOtp: {} }],
  ['true for texts', { userId: true, password: true, serial: true, otp: true, nextOtp: true }],
  ['NUL', { userId: 'a\0b', password: '1\0', serial: '1\0', otp: '1\0', nextOtp: '1\0' }],
  [
    'lone surrogates',
    '{"userId":"\\ud800","password":"\\udfff","serial":"\\ud800","otp":"\\ud800","nextOtp":"\\ud800"}',
  ],
  ['long texts', { userId: LONG, password: LONG, serial: LONG, otp: LONG, nextOtp: LONG }],
  [
    'a prototype key',
    '{"__proto__": {"code": 0}, "userId": "a", "password": "1", "serial": "1", "otp": "1", "nextOtp": "1"}',
  ],
  [
    'a constructor key',
    '{"constructor": {"prototype": {}}, "userId": "a", "password": "1", "serial": "1", "otp": "1", "nextOtp": "1"}',
  ],
  ['deep nesting', `{"userId":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  [
    'deep nesting where nothing is asked for',
    `{"userId":"a","password":"1","serial":"1","otp":"1","nextOtp":"1","x":${'{"x":['.repeat(20_000)}${']}'.repeat(20_000)}}`,
  ],
  ['a form', 'userId=a&password=1&serial=1&otp=1', { 'content-type': 'application/x-www-form-urlencoded' }],
  [
    'plain text',
    '{"userId":"a","password":"1","serial":"1","otp":"1","nextOtp":"1"}',
    { 'content-type': 'text/plain' },
  ],
  [
    'gzip',
    gzipSync('{"userId":"a","password":"1","serial":"1","otp":"1","nextOtp":"1"}'),
    { 'content-encoding': 'gzip' },
  ],
  [
    'Latin-1',
    Buffer.from('{"userId":"jos\u00e9","password":"1","serial":"1","otp":"1","nextOtp":"1"}', 'latin1'),
  ],
  [
    'GBK, and says so',
    '{"userId":"a","password":"1","serial":"1","otp":"1","nextOtp":"1"}',
    { 'content-type': 'application/json; charset=gbk' },
  ],
];
const WITH_BODY = [
  PATHS.auth,
  PATHS.authToken,
  PATHS.sync,
  PATHS.syncToken,
  PATHS.retryToken,
  '/agent/v1/static-password',
  '/agent/v1/signatures',
  '/agent/v1/signatures/anything/verify',
  ...['user-name', 'token-serial', 'verify-otp', 'sync-otp', 'auth', 'static-password'].map(
    (step) => `${PATHS.sessions}/anything/${step}`,
  ),
];

test('malformed bodies answer 400 with code 2 on every route, never 500', async () => {
  for (const path of WITH_BODY)
    for (const [name, body, headers = {}] of MALFORMED) {
      const answer = await post(path, body, headers);
      assert.deepEqual([answer.status, answer.body], [400, '{"code":2}'], `${path}: ${name}`);
    }
  assert.doesNotMatch(server.output(), /"level":"error"/);
});

test('paths that no route could have answer 400 with code 2', async () => {
  for (const id of ['x'.repeat(101), 'x'.repeat(300), '%', '%ff', '%00']) {
    const answer = await post(`${PATHS.sessions}/${id}/verify-otp`, { otp: '123456' });
    assert.deepEqual([answer.status, answer.body], [400, '{"code":2}'], id.slice(0, 5));
  }
});

test('the scheme of the key in any case, UTF-8 said out loud, and an address with a zone', async () => {
  const user = await oneUser();
  const body = { userId: user.login, password: user.otpAt(0), clientAddress: 'fe80::1%eth0' };
  const headers = {
    authorization: `bearer ${world.agentKey}`,
    'content-type': 'application/json; charset="UTF-8"',
  };
  const answer = await connection.exchange(requestBytes({ path: PATHS.auth, body, headers }));
  assert.deepEqual([answer.status, answer.code], [200, 0]);
  for (const clientAddress of ['fe80::1%', '%eth0', 'fe80::1%a b', '10.0.0.1/8'])
    assert.equal((await post(PATHS.auth, { ...body, clientAddress }, {})).code, 2, clientAddress);
});

test('a body of 2 MB answers 413 with code 2', async () => {
  const own = await RawConnection.open(server.port);
  const body = { userId: 'x'.repeat(2_000_000), password: '1' };
  const answer = await own.exchange(requestBytes({ path: PATHS.auth, key: world.agentKey, body }));
  assert.deepEqual([answer.status, answer.body], [413, '{"code":2}']);
  own.drop();
});

test('odd but well-formed bodies get a verdict', async () => {
  const user = await oneUser();
  const otp = user.otpAt(0);
  assert.equal(
    await codeOf(
      PATHS.authToken,
      `{"otp":"000000","serial":"nothing","serial":"${user.serial}","otp":"${otp}"}`,
    ),
    0,
  );
  assert.equal(
    await codeOf(PATHS.authToken, { serial: user.serial, otp: user.otpAt(1), more: { deep: [1] } }),
    0,
  );
  const nobodies = ['%00', '../../etc/passwd', "' OR 1=1 --", '\u202e', '😀'.repeat(60), ' ', '$ne'];
  for (const userId of nobodies)
    assert.equal(await codeOf(PATHS.auth, { userId, password: '123456' }), 27, userId);
  for (const otp of ['12 456', '-12345', '1e5000', '٠١٢٣٤٥'])
    assert.equal(await codeOf(PATHS.authToken, { serial: (await oneUser()).serial, otp }), 58, otp);
});

test('the chain of the audit log holds after all this', async () => {
  assert.deepEqual((await world.verifyChain()).brokenAt, null);
});
