import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createAgent, updateUser } from '@lingpai/domain';
import { ADMIN } from './activation.ts';
import { AgentWorld, PATHS, type TestUser } from './agent-world.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';

/** What an administrator sets on the command line, and what an application's next call then hears. */
const world = await AgentWorld.open({ after });
const server = await world.serve();
const connection = await RawConnection.open(server.port);
after(() => connection.drop());
const file = (name: string, text: string) => {
  const path = join(world.place.dataDir, name);
  writeFileSync(path, text);
  return path;
};

async function auth({ login }: TestUser, password: string, clientAddress?: string): Promise<number> {
  const body = { userId: login, password, ...(clientAddress !== undefined && { clientAddress }) };
  const answer = await connection.exchange(requestBytes({ path: PATHS.auth, key: world.agentKey, body }));
  assert.equal(answer.status, 200, answer.body);
  return answer.code;
}
async function ok(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await world.run(...args);
  assert.equal(exitCode, 0, `${args.join(' ')}\n${stderr}`);
  return stdout;
}
async function refused(...args: string[]): Promise<string> {
  const { exitCode, stderr } = await world.run(...args);
  assert.notEqual(exitCode, 0, args.join(' '));
  return stderr;
}
const oneUser = async () => (await world.addUsers(1))[0]!;
async function setRules({ login }: TestUser, accessRules: readonly object[] | null): Promise<void> {
  const { id } = await world.db
    .selectFrom('users')
    .select('id')
    .where('login', '=', login)
    .executeTakeFirstOrThrow();
  await updateUser({ id, change: { accessRules }, requester: ADMIN }, world.context);
}

/** What a wall clock says there now. */
function wallClock(timeZone: string): { day: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(Date.now());
  const of = (type: string) => parts.find((part) => part.type === type)!.value;
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  return { day: days.indexOf(of('weekday')) + 1, minute: Number(of('hour')) * 60 + Number(of('minute')) };
}

test('the factors a login asks for are set for one user on the command line', async () => {
  const user = await oneUser();
  const { login } = user;
  const passwordFile = file('password', 'first-1\n');
  await ok('user', 'static-password', login, '--password-file', passwordFile, '--must-change');
  await ok('user', 'set', login, '--otp', 'none', '--static', 'required');
  assert.equal(await auth(user, 'first-1'), 57);
  await ok('user', 'set', login, '--no-must-change');
  assert.equal(await auth(user, 'first-1'), 0);
  // Where nothing is asked for, the OTP is.
  await ok('user', 'set', login, '--static', 'none', '--third-party', 'none');
  assert.equal(await auth(user, user.otpAt(0)), 0);
  await ok('user', 'set', login, '--otp', 'policy', '--third-party', 'required');
  assert.equal(await auth(user, `secret${user.otpAt(1)}`), 81);
  assert.match(await refused('user', 'set', login, '--backend', 'nowhere'), /no such back-end/i);
  assert.match(await refused('user', 'set', login, '--otp', 'maybe'), /--otp/);
  const shown = JSON.parse(await ok('user', 'show', login, '--json')) as Record<string, unknown>;
  assert.deepEqual(
    [shown['otpRule'], shown['staticPasswordRule'], shown['thirdPartyRule'], shown['backendId']],
    [null, 'none', 'required', null],
  );
});

test('a password the policy refuses is refused on the command line, with what to do', async () => {
  const { login } = await oneUser();
  await ok('settings', 'set', 'staticPassword.minLength', '8');
  const passwordFile = file('short', 'short-1\n');
  assert.match(
    await refused('user', 'static-password', login, '--password-file', passwordFile),
    /it has to have 8 to 64 characters/,
  );
  assert.match(await refused('settings', 'set', 'staticPassword.maxLength', '7'), /8 to 128/);
  await ok('settings', 'set', 'staticPassword.minLength', '4');
});

test('a user is let in between two dates, ends included and excluded as the flags say', async () => {
  const user = await oneUser();
  const { login } = user;
  await ok('user', 'set', login, '--valid-from', '2099-01-01');
  assert.equal(await auth(user, user.otpAt(0)), 36);
  await ok('user', 'set', login, '--valid-from', 'none', '--valid-until', '2020-06-30');
  assert.equal(await auth(user, user.otpAt(0)), 36);
  const row = await world.db
    .selectFrom('users')
    .select('valid_until')
    .where('login', '=', login)
    .executeTakeFirst();
  assert.equal(row?.valid_until, new Date(2020, 6, 1).getTime());
  await ok('user', 'set', login, '--valid-until', new Date(Date.now() + 3_600_000).toISOString());
  assert.equal(await auth(user, user.otpAt(0)), 0);
  assert.match(await refused('user', 'set', login, '--valid-from', '2099-01-01'), /valid/);
  for (const text of ['2026-02-30', '2026-13-01', '2026-00-10', '0000-01-01', '2026-02-30T08:00:00Z'])
    assert.match(
      await refused('user', 'set', login, '--valid-from', text),
      new RegExp(`--valid-from: "${text}" is not a date`),
    );
});

test('time: a rule counts in its own time zone', async () => {
  const user = await oneUser();
  // Wherever it is day, half a world away it is night.
  for (const timeZone of ['Asia/Shanghai', 'America/New_York', 'Pacific/Kiritimati']) {
    const { day, minute } = wallClock(timeZone);
    const around = { fromMinute: (minute + 1440 - 120) % 1440, untilMinute: ((minute + 120) % 1440) + 1 };
    const apart = { fromMinute: (minute + 300) % 1440, untilMinute: ((minute + 600) % 1440) + 1 };
    await setRules(user, [{ timeZone, ...apart }]);
    assert.equal(await auth(user, user.otpAt(0)), 23, timeZone);
    const anotherDay = ((day + 2) % 7) + 1;
    await setRules(user, [{ timeZone, days: [anotherDay] }]);
    assert.equal(await auth(user, user.otpAt(0)), 23, timeZone);
    await setRules(user, [
      { timeZone, days: [anotherDay] },
      { timeZone, ...around },
    ]);
    // No try was counted: the right one is let in.
    assert.equal(await auth(user, wrongDigits), 22, timeZone);
  }
  assert.equal(await auth(user, user.otpAt(0)), 0);
});
const wrongDigits = '000000';

test('place: addresses as the agent says them, and agents by name', async () => {
  const user = await oneUser();
  const { login } = user;
  const rules = file('rules.json', '[{"addresses":["10.1.0.0/16","2001:db8::/32"]}]');
  await ok('user', 'access', login, '--rules-file', rules);
  assert.equal(await auth(user, user.otpAt(0)), 23);
  assert.equal(await auth(user, user.otpAt(0), '10.2.0.1'), 23);
  assert.equal(await auth(user, user.otpAt(0), '10.1.200.7'), 0);
  assert.equal(await auth(user, user.otpAt(1), '2001:db8:77::1'), 0);
  await createAgent({ name: 'mail', requester: ADMIN }, world.context);
  await setRules(user, [{ agents: ['mail'] }]);
  assert.equal(await auth(user, user.otpAt(2)), 23);
  await setRules(user, [{ agents: ['bank'] }]);
  assert.equal(await auth(user, user.otpAt(2)), 0);
  const broken = file('broken.json', '[{"addresses":["10.1.0.0/99"]}]');
  assert.match(await refused('user', 'access', login, '--rules-file', broken), /10\.1\.0\.0\/99/);
  const malformed = file('malformed.json', '[{"days":[9]}]');
  assert.match(await refused('user', 'access', login, '--rules-file', malformed), /\/0\/days\/0/);
  const misspelt = file('misspelt.json', '[{"adresses":["10.1.0.0/16"]}]');
  assert.match(await refused('user', 'access', login, '--rules-file', misspelt), /\/0\/adresses.*addresses/);
  const ofNobody = file('nobody.json', '[{"agents":["bank","bakn"]}]');
  assert.match(await refused('user', 'access', login, '--rules-file', ofNobody), /no agent "bakn"/);
  assert.match(await refused('user', 'access', login), /--rules-file/);
});

test('rules of the settings are for users who have none; the command line sets them as JSON', async () => {
  const [user, exempt] = await world.addUsers(2);
  await setRules(exempt!, []);
  await ok('settings', 'set', 'access.rules', '[{"addresses":["192.0.2.0/24"]}]');
  const shown = JSON.parse(await ok('settings', 'get', 'access.rules')) as { untilMinute: number }[];
  assert.equal(shown[0]?.untilMinute, 1440);
  assert.equal(await auth(user!, user!.otpAt(0)), 23);
  assert.equal(await auth(exempt!, exempt!.otpAt(0)), 0);
  for (const [value, why] of [
    ['[{"timeZone":"Mars/Olympus"}]', /Mars\/Olympus.*IANA.*Asia\/Shanghai/],
    ['[{"zone":"UTC"}]', /\/0\/zone/],
    ['[{"agents":["bakn"]}]', /no agent "bakn"/],
    ['[{"fromMinute":1440}]', /\/0\/fromMinute/],
    ['everybody', /JSON list/],
  ] as const)
    assert.match(await refused('settings', 'set', 'access.rules', value), why);
  await ok('settings', 'set', 'access.rules', '[]');
  assert.equal(await auth(user!, user!.otpAt(0)), 0);
});

test('an emergency password stands in for the OTP, as often and as long as it was issued for', async () => {
  const user = await oneUser();
  const { login } = user;
  const issue = async (...flags: string[]) => {
    const text = await ok('user', 'emergency', login, ...flags, '--json');
    return JSON.parse(text) as { password: string; expiresAt: string; maxUses: number | null };
  };
  const { password, maxUses, expiresAt } = await issue('--uses', '2', '--hours', '5');
  assert.match(password, /^[0-9a-hjkmnp-tv-z]{10}$/);
  assert.equal(maxUses, 2);
  assert.ok(Math.abs(Date.parse(expiresAt) - Date.now() - 5 * 3_600_000) < 60_000);
  assert.equal(await auth(user, password), 0);
  assert.equal(await auth(user, password.toUpperCase()), 0);
  assert.equal(await auth(user, password), 69);
  assert.equal(await auth(user, user.otpAt(0)), 0);
  const second = await issue();
  assert.equal(await auth(user, password), 70);
  await world.db
    .updateTable('users')
    .set({ emergency_expires_at: Date.now() - 1 })
    .where('login', '=', login)
    .execute();
  assert.equal(await auth(user, second.password), 69);
  const third = await issue();
  await ok('user', 'emergency', login, '--withdraw');
  assert.notEqual(await auth(user, third.password), 0);
  assert.match(await refused('user', 'emergency', login, '--withdraw'), /no emergency password/);
  assert.match(await refused('user', 'emergency', login, '--hours', '73'), /72 hours/);
  assert.match(await refused('user', 'emergency', login, '--hours', '0'), /--hours/);
  const stored = JSON.stringify([
    await world.db.selectFrom('audit_events').selectAll().execute(),
    await world.db.selectFrom('users').selectAll().execute(),
  ]);
  for (const secret of [password, second.password, third.password])
    assert.ok(!stored.toLowerCase().includes(secret));
});

test('where a token shows ten digits, an emergency password is longer', async () => {
  const user = await oneUser();
  await world.db.updateTable('tokens').set({ digits: 10 }).where('serial', '=', user.serial).execute();
  const password = (await ok('user', 'emergency', user.login)).trim();
  assert.equal(password.length, 12);
  assert.equal(await auth(user, password), 0);
});
