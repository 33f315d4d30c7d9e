import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { updateUser } from '@lingpai/domain';
import { ADMIN } from './activation.ts';
import { AgentWorld, PATHS, type TestUser, openSession } from './agent-world.ts';
import { QN08, addOcraUser, inSession, openSdk } from './ocra-world.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';

/** What people type on different keyboards is the same password, and the same OTP: over real HTTP, with real hashes. */
const world = await AgentWorld.open({ after });
const server = await world.serve();
const connection = await RawConnection.open(server.port);
after(() => connection.drop());

const codeOf = async (path: string, body: unknown) =>
  (await connection.exchange(requestBytes({ path, key: world.agentKey, body }))).code;
const toFullWidth = (digits: string) =>
  digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

async function hire(staticPassword: string, otpRule: 'required' | 'none'): Promise<TestUser> {
  const [user] = await world.addUsers(1);
  const { id } = await world.db
    .selectFrom('users')
    .select('id')
    .where('login', '=', user!.login)
    .executeTakeFirstOrThrow();
  const change = { staticPassword, staticPasswordRule: 'required', otpRule } as const;
  await updateUser({ id, change, requester: ADMIN }, world.context);
  return user!;
}

for (const [name, set, typed] of [
  ['composed, typed decomposed', 'Caf\u00e9-pass', 'Cafe\u0301-pass'],
  ['decomposed, typed composed', 'Cafe\u0301-pass', 'Caf\u00e9-pass'],
  ['in full width, typed in half', 'pass１２３４', 'pass1234'],
  ['with a ligature, typed without', '\ufb01sh-pass', 'fish-pass'],
  ['of Hangul, typed as its letters', '한글암호', '한글암호'.normalize('NFD')],
] as const)
  test(`a static password that was set ${name}, is right: before an OTP, alone, and as the old one`, async () => {
    const user = await hire(set, 'required');
    assert.equal(await codeOf(PATHS.auth, { userId: user.login, password: typed + user.otpAt(0) }), 0);
    assert.equal(
      await codeOf(PATHS.auth, { userId: user.login, password: typed + toFullWidth(user.otpAt(1)) }),
      0,
    );
    const alone = await hire(set, 'none');
    assert.equal(await codeOf(PATHS.auth, { userId: alone.login, password: typed }), 0);
    assert.equal(await codeOf(PATHS.auth, { userId: alone.login, password: `${typed}x` }), 14);
    const body = { userId: alone.login, oldPassword: typed, newPassword: 'Brand-new-9' };
    assert.equal(await codeOf('/agent/v1/static-password', body), 0);
  });

test('an OTP in full width is accepted wherever one is typed, and never twice in either form', async () => {
  const [user] = await world.addUsers(1);
  const { login: userId, serial } = user!;
  const [plain, wide] = [(at: number) => user!.otpAt(at), (at: number) => toFullWidth(user!.otpAt(at))];
  const session = await openSession(connection, world.agentKey, { login: userId });
  assert.equal(await codeOf(PATHS.auth, { userId, password: wide(0) }), 0);
  assert.equal(await codeOf(PATHS.auth, { userId, password: plain(0) }), 22);
  assert.equal(await codeOf(PATHS.authToken, { serial, otp: plain(1) }), 0);
  assert.equal(await codeOf(PATHS.authToken, { serial, otp: wide(1) }), 22);
  assert.equal(await codeOf(PATHS.sync, { userId, otp: wide(20), nextOtp: plain(21) }), 0);
  assert.equal(await codeOf(PATHS.auth, { userId, password: wide(21) }), 22);
  assert.equal(await codeOf(PATHS.syncToken, { serial, otp: plain(30), nextOtp: wide(31) }), 0);
  assert.equal(await codeOf(`${session}/verify-otp`, { otp: wide(32) }), 0);
  assert.equal(await codeOf(`${session}/verify-otp`, { otp: plain(32) }), 22);
  assert.equal(await codeOf(`${session}/sync-otp`, { otp: wide(33), nextOtp: wide(34) }), 0);
  assert.equal(await codeOf(PATHS.auth, { userId, password: '①②③④⑤⑥' }), 58);
});

test('the answer to a challenge is accepted in full width, once', async () => {
  const user = await addOcraUser(world, QN08);
  const agent = await openSdk(world, [server]);
  after(() => agent.unInit());
  await inSession(agent, { login: user.login });
  const challenge = (await agent.sessionGenChallenge()).getChallenge();
  const response = user.respond({ suite: QN08, challenge });
  assert.equal(await agent.sessionAuth(toFullWidth(response)), 0);
  assert.equal(await agent.sessionAuth(response), 46);
});
