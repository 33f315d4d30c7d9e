import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { updateSettings, updateUser } from '@lingpai/domain';
import { ADMIN } from './activation.ts';
import { AgentWorld, PATHS, type TestUser, openSession } from './agent-world.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';

/** A user's static password over real HTTP: changed by the user, forced to, expired, raced for; and nothing of it left anywhere. */
const PATH = '/agent/v1/static-password';
const world = await AgentWorld.open({ after });
const server = await world.serve();
const connection = await RawConnection.open(server.port);
after(() => connection.drop());

async function codeOf(path: string, body: unknown, headers: Record<string, string> = {}): Promise<number> {
  const answer = await connection.exchange(requestBytes({ path, key: world.agentKey, body, headers }));
  assert.equal(answer.status, 200, answer.body);
  return answer.code;
}
const auth = (userId: string, password: string) => codeOf(PATHS.auth, { userId, password });
const change = (userId: string, oldPassword: string, newPassword: string) =>
  codeOf(PATH, { userId, oldPassword, newPassword });

async function userId({ login }: TestUser): Promise<number> {
  const { id } = await world.db
    .selectFrom('users')
    .select('id')
    .where('login', '=', login)
    .executeTakeFirstOrThrow();
  return id;
}
async function userWith(staticPassword: string, more: object = {}): Promise<TestUser> {
  const [user] = await world.addUsers(1);
  await updateUser(
    {
      id: await userId(user!),
      change: { staticPassword, staticPasswordRule: 'required', ...more },
      requester: ADMIN,
    },
    world.context,
  );
  return user!;
}
const setUser = ({ login }: TestUser, set: object) =>
  world.db.updateTable('users').set(set).where('login', '=', login).execute();
async function setSettings(section: 'staticPassword' | 'lockout', change: object): Promise<void> {
  const settings = await world.context.store.read.settings.read();
  const changed = { ...settings, [section]: { ...settings[section], ...change } };
  await updateSettings({ settings: changed, requester: ADMIN }, world.context);
}

test('a user changes the static password; each refusal has its code', async () => {
  const user = await userWith('first-1');
  const { login } = user;
  assert.equal(await change(login, 'wrong-1', 'second-2'), 63);
  assert.equal(await change(login, 'first-1', 'first-1'), 64);
  assert.equal(await change(login, 'first-1', 'abc'), 74);
  assert.equal(await change(login, 'first-1', 'x'.repeat(65)), 74);
  assert.equal(await change(login, 'first-1', '第二个密码😀'), 0);
  assert.equal(await change(login, '第二个密码😀', 'first-1'), 17);
  assert.equal(await auth(login, `first-1${user.otpAt(0)}`), 14);
  assert.equal(await auth(login, `第二个密码😀${user.otpAt(0)}`), 0);
  assert.equal(await change('nobody', 'first-1', 'second-2'), 27);
  const [bare] = await world.addUsers(1);
  assert.equal(await change(bare!.login, 'first-1', 'second-2'), 33);
  await setUser(user, { status: 'disabled' });
  assert.equal(await change(login, '第二个密码😀', 'third-3'), 36);
});

test('wrong old passwords lock the change, and no login', async () => {
  const user = await userWith('first-1');
  const wrong = Array.from({ length: 10 }, () => change(user.login, 'wrong-1', 'second-2'));
  assert.ok((await Promise.all(wrong)).every((code) => code === 63));
  assert.equal(await change(user.login, 'first-1', 'second-2'), 54);
  // The old one with an OTP behind it leads past the lock, as a login does.
  assert.equal(await change(user.login, `first-1${user.otpAt(0)}`, 'first-1'), 64);
  assert.equal(await change(user.login, 'first-1', 'second-2'), 0, 'the lock ended with it');
  assert.equal(await auth(user.login, `second-2${user.otpAt(1)}`), 0);
  const again = Array.from({ length: 10 }, () => change(user.login, 'wrong-1', 'third-33'));
  assert.ok((await Promise.all(again)).every((code) => code === 63));
  assert.equal(await change(user.login, 'second-2', 'third-33'), 54);
  // An administrator gives a new one: the lock was the old one's.
  await updateUser(
    { id: await userId(user), change: { staticPassword: 'given-1' }, requester: ADMIN },
    world.context,
  );
  assert.equal(await change(user.login, 'given-1', 'fourth-4'), 0);
  assert.equal(await auth(user.login, `fourth-4${user.otpAt(2)}`), 0);
});

test('an initial password has to be changed before it counts; the OTP of the refused login stays good', async () => {
  const user = await userWith('initial-1', { staticPasswordMustChange: true });
  const { login } = user;
  assert.equal(await auth(login, `initial-1${user.otpAt(0)}`), 57);
  assert.equal(await auth(login, `another-1${user.otpAt(0)}`), 14);
  // However many wrong ones there were: a login that hears 57 leads to the change.
  for (let n = 0; n < 12; n += 1) await change(login, 'wrong-1', 'my-own-22');
  assert.equal(await change(login, 'initial-1', 'my-own-22'), 54);
  assert.equal(await auth(login, `initial-1${user.otpAt(0)}`), 57);
  assert.equal(await change(login, 'initial-1', 'my-own-22'), 0);
  assert.equal(await auth(login, `my-own-22${user.otpAt(0)}`), 0);
});

test('a password that is too old has to be changed', async () => {
  await setSettings('staticPassword', { maxAgeDays: 30 });
  const user = await userWith('first-1');
  const { login } = user;
  const dayMs = 86_400_000;
  assert.equal(await auth(login, `first-1${user.otpAt(0)}`), 0);
  await setUser(user, { static_set_at: Date.now() - 30 * dayMs - 1000 });
  assert.equal(await auth(login, `first-1${user.otpAt(1)}`), 57);
  assert.equal(await change(login, 'first-1', 'second-2'), 0);
  assert.equal(await auth(login, `second-2${user.otpAt(1)}`), 0);
  await setUser(user, { static_set_at: Date.now() - 30 * dayMs + 60_000 });
  assert.equal(await auth(login, `second-2${user.otpAt(2)}`), 0);
  await setSettings('staticPassword', { maxAgeDays: 0 });
});

test('two changes at the same time: one wins, and its password counts', async () => {
  const user = await userWith('first-1');
  const others = await Promise.all([1, 2, 3, 4].map(() => RawConnection.open(server.port)));
  const wanted = others.map((_, i) => `new-one-${i}`);
  const answers = await Promise.all(
    others.map((other, i) =>
      other.exchange(
        requestBytes({
          path: PATH,
          key: world.agentKey,
          body: { userId: user.login, oldPassword: 'first-1', newPassword: wanted[i] },
        }),
      ),
    ),
  );
  others.forEach((other) => other.drop());
  const codes = answers.map(({ code }) => code);
  assert.equal(codes.filter((code) => code === 0).length, 1, String(codes));
  assert.ok(
    codes.every((code) => [0, 17, 63].includes(code)),
    String(codes),
  );
  assert.equal(await auth(user.login, `${wanted[codes.indexOf(0)]}${user.otpAt(0)}`), 0);
});

test('in a session the user is the one the session was set to', async () => {
  const user = await userWith('first-1');
  const body = { oldPassword: 'first-1', newPassword: 'second-2' };
  const key = world.agentKey;
  const empty = await openSession(connection, key, {});
  assert.equal(await codeOf(`${empty}/static-password`, body), 45);
  const byToken = await openSession(connection, key, { serial: user.serial });
  assert.equal(await codeOf(`${byToken}/static-password`, body), 45);
  const byUser = await openSession(connection, key, { login: user.login });
  assert.equal(await codeOf(`${byUser}/static-password`, { ...body, oldPassword: 'wrong-1' }), 63);
  assert.equal(await codeOf(`${byUser}/static-password`, body), 0);
  assert.equal(await auth(user.login, `second-2${user.otpAt(0)}`), 0);
});

test('passwords are in no table, no log and no stored answer', async () => {
  const secrets = ['Secret-old-77', 'Secret-new-88', 'Secret-bad-99', 'Secret-cli-66'];
  const user = await userWith('Secret-old-77');
  const { login } = user;
  const body = { userId: login, oldPassword: 'Secret-old-77', newPassword: 'Secret-new-88' };
  const key = { 'idempotency-key': 'change-1' };
  assert.equal(await codeOf(PATH, { ...body, oldPassword: 'Secret-bad-99' }, key), 63);
  assert.equal(await codeOf(PATH, body, key), 0);
  const answers = await world.db.selectFrom('answers').selectAll().execute();
  assert.deepEqual(answers, []);
  await world.detach();
  const files = readdirSync(world.place.dataDir, { recursive: true, encoding: 'utf8' });
  const written = files
    .filter((name) => name.startsWith('lingpai.db'))
    .map((name) => readFileSync(join(world.place.dataDir, name), 'latin1'));
  for (const text of [...written, server.output()])
    for (const secret of secrets) assert.ok(!text.includes(secret), secret);
  await world.attach();
  const events = await world.db
    .selectFrom('audit_events')
    .select(['action', 'reason', 'detail'])
    .where('user_login', '=', login)
    .where('action', 'like', 'user.static%')
    .orderBy('id')
    .execute();
  assert.deepEqual(events.map(({ action, reason }) => `${action} ${reason}`.trim()).sort(), [
    'user.static-password-change',
    'user.static-password-proof',
    'user.static-password-proof old-password-wrong',
  ]);
});
