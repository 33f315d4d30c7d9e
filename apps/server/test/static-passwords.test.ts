import assert from 'node:assert/strict';
import {
  LOCKED_UNTIL_UNLOCKED,
  changeOwnStaticPassword,
  createUser,
  forgetOldFailures,
  updateSettings,
  updateUser,
} from '@lingpai/domain';
import type { Settings } from '@lingpai/contract';
import { verifyWithChecks } from '../src/verification/verify-with-checks.ts';
import { ADMIN, actionsIn, refusalOf } from './management.ts';
import { type TestSystem, testOnEveryEngine } from './system.ts';

const requester = ADMIN;
const agent = { kind: 'agent', name: 'bank', source: '10.0.0.1' } as const;

const NO_COUNTS = {
  otp_fail_count: 0,
  otp_locked_until: 0,
  static_fail_count: 0,
  static_locked_until: 0,
  third_party_fail_count: 0,
  third_party_locked_until: 0,
};

function changeOwn({ context }: TestSystem, oldPassword: string, newPassword: string): Promise<number> {
  return changeOwnStaticPassword(
    { login: 'ALICE', oldPassword, newPassword, requester: agent },
    { ...context, prove: (job) => verifyWithChecks(job, context) },
  );
}

async function setPolicy(
  { context }: TestSystem,
  change: Partial<Settings['staticPassword']>,
): Promise<void> {
  const settings = await context.store.read.settings.read();
  const staticPassword = { ...settings.staticPassword, ...change };
  await updateSettings({ settings: { ...settings, staticPassword }, requester }, context);
}

function userRow({ database }: TestSystem) {
  return database.read.selectFrom('users').selectAll().executeTakeFirstOrThrow();
}

function addAlice({ context, organizationId }: TestSystem, change: object = {}) {
  return createUser({ login: 'alice', organizationId, requester, ...change }, context);
}

testOnEveryEngine('a static password an administrator gives keeps to the policy', async (system) => {
  const { context } = system;
  assert.equal(await refusalOf(addAlice(system, { staticPassword: 'abc' })), 'user.static-password-refused');
  const { id } = await addAlice(system, { staticPassword: '1234' });
  const give = (staticPassword: string) => updateUser({ id, change: { staticPassword }, requester }, context);
  await setPolicy(system, { minLength: 8, minCharacterClasses: 2, isGuessableRefused: true });
  const ruleOf = async (password: string) => {
    const error = await give(password).then(
      () => undefined,
      (reason: unknown) => reason as { params: object; field: string },
    );
    return error && { ...error.params, field: error.field };
  };
  const field = 'staticPassword';
  assert.deepEqual(await ruleOf('Ab1-xyz'), { rule: 'length', min: 8, max: 64, field });
  assert.deepEqual(await ruleOf('wobblybits'), { rule: 'character-classes', min: 2, field });
  assert.deepEqual(await ruleOf('ALICE-in-town'), { rule: 'guessable', field });
  await give('plum-Tram');
  // What it was, and what it is now.
  assert.deepEqual(await ruleOf('plum-Tram'), { rule: 'used-before', field });
  assert.equal((await userRow(system)).static_length, 9);
});

testOnEveryEngine('the last passwords may not come back, older ones may', async (system) => {
  const { context, database } = system;
  await setPolicy(system, { historyCount: 2 });
  const { id } = await addAlice(system, { staticPassword: 'first-1' });
  const give = (staticPassword: string) =>
    refusalOf(updateUser({ id, change: { staticPassword }, requester }, context));
  assert.equal(await give('second-2'), 'none');
  assert.equal(await changeOwn(system, 'second-2', 'third-3'), 0);
  assert.equal(await give('first-1'), 'user.static-password-refused');
  assert.equal(await changeOwn(system, 'third-3', 'second-2'), 17);
  assert.equal(await changeOwn(system, 'third-3', 'fourth-4'), 0);
  assert.equal(await give('first-1'), 'none');
  const rows = await database.read.selectFrom('static_passwords').selectAll().execute();
  assert.equal(rows.length, 2);
  await setPolicy(system, { historyCount: 0 });
  assert.equal(await give('first-1'), 'none');
  assert.deepEqual(await database.read.selectFrom('static_passwords').selectAll().execute(), []);
});

testOnEveryEngine('changeOwnStaticPassword() answers with the code of what is wrong', async (system) => {
  const { context } = system;
  assert.equal(await changeOwn(system, 'a', 'b'), 27);
  const { id } = await addAlice(system);
  assert.equal(await changeOwn(system, 'none-yet', 'new-one-1'), 33);
  await updateUser(
    { id, change: { staticPassword: 'first-1', staticPasswordMustChange: true }, requester },
    context,
  );
  assert.equal(await changeOwn(system, 'wrong-1', 'new-one-1'), 63);
  assert.equal(await changeOwn(system, 'first-1', 'ｆirst-1'), 64);
  assert.equal(await changeOwn(system, 'first-1', 'abc'), 74);
  assert.equal(await changeOwn(system, 'first-1', 'x'.repeat(65)), 74);
  await setPolicy(system, { isGuessableRefused: true });
  assert.equal(await changeOwn(system, 'first-1', 'alice-alice'), 17);
  assert.equal((await userRow(system)).static_must_change, 1);
  assert.equal(await changeOwn(system, 'first-1', 'new-one-1'), 0);
  const row = await userRow(system);
  assert.deepEqual([row.static_must_change, row.static_length, row.static_fail_count], [0, 9, 0]);
  await updateUser({ id, change: { status: 'disabled' }, requester }, context);
  assert.equal(await changeOwn(system, 'new-one-1', 'new-two-2'), 36);
  const actions = await actionsIn(system.database);
  assert.equal(actions.filter((action) => action === 'user.static-password-change').length, 5);
});

testOnEveryEngine(
  'of changes at the same time one wins, and its password is the one that counts',
  async (system) => {
    await addAlice(system, { staticPassword: 'first-1' });
    const wanted = Array.from({ length: 6 }, (_, i) => `new-password-${i}`);
    const codes = await Promise.all(wanted.map((password) => changeOwn(system, 'first-1', password)));
    const winner = codes.indexOf(0);
    assert.equal(codes.filter((code) => code === 0).length, 1, String(codes));
    // Too late to prove the old one, or to write the new one.
    assert.ok(
      codes.every((code) => [0, 17, 63].includes(code)),
      String(codes),
    );
    const { static_hash: hash } = await userRow(system);
    assert.ok(await system.context.passwordHasher.verify(wanted[winner]!, hash!));
  },
);

testOnEveryEngine('a new static password lifts its locks and no others', async (system) => {
  const { context, database } = system;
  const { id } = await addAlice(system, { staticPassword: 'first-1' });
  const until = context.clock.nowMs() + 3_600_000;
  await database.read
    .updateTable('users')
    .set({
      static_fail_count: 9,
      static_locked_until: until,
      otp_fail_count: 2,
      source_locked_until: until + 5,
    })
    .execute();
  const source = { ...NO_COUNTS, kind: 'user', subject_id: id, changed_at: until } as const;
  await database.read
    .insertInto('subject_sources')
    .values([
      { ...source, source: 'a', known_at: null, static_fail_count: 9, static_locked_until: until + 5 },
      { ...source, source: 'b', known_at: 1, otp_fail_count: 3, otp_locked_until: until },
    ])
    .execute();
  await updateUser({ id, change: { staticPassword: 'second-2' }, requester }, context);
  const row = await userRow(system);
  assert.deepEqual(
    [row.static_fail_count, row.static_locked_until, row.otp_fail_count, row.source_locked_until],
    [0, 0, 2, until],
  );
  const sources = await database.read.selectFrom('subject_sources').selectAll().orderBy('source').execute();
  assert.deepEqual(
    sources.map((one) => [
      one.static_fail_count,
      one.static_locked_until,
      one.otp_locked_until,
      one.known_at,
    ]),
    [
      [0, 0, 0, null],
      [0, 0, until, 1],
    ],
  );
});

testOnEveryEngine('must-change: as the settings say, unless it is said for the user', async (system) => {
  const { context } = system;
  const mustChange = async () => (await userRow(system)).static_must_change === 1;
  const { id } = await addAlice(system, { staticPassword: 'first-1' });
  assert.equal(await mustChange(), false);
  const update = (change: object) => updateUser({ id, change, requester }, context);
  assert.equal((await update({ staticPasswordMustChange: true })).staticPasswordMustChange, true);
  await setPolicy(system, { isInitialChangeRequired: true });
  await update({ staticPassword: 'second-2', staticPasswordMustChange: false });
  assert.equal(await mustChange(), false);
  await update({ staticPassword: 'third-3' });
  assert.equal(await mustChange(), true);
});

testOnEveryEngine(
  'forgetOldFailures() removes what is forgotten, and nothing that holds a lock or is known',
  async (system) => {
    const { context, database } = system;
    const nowMs = context.clock.nowMs();
    const dayMs = 86_400_000;
    const old = nowMs - 91 * dayMs;
    const source = { ...NO_COUNTS, kind: 'user', subject_id: 1, known_at: old, changed_at: old } as const;
    const stranger = { ...source, known_at: null, changed_at: nowMs - dayMs - 1 };
    const rows = Array.from({ length: 4500 }, (_, i) => ({ ...source, source: `old-${i}` }));
    for (let from = 0; from < rows.length; from += 1000)
      await database.read
        .insertInto('subject_sources')
        .values(rows.slice(from, from + 1000))
        .execute();
    await database.read
      .insertInto('subject_sources')
      .values([
        { ...source, source: 'locked', otp_locked_until: LOCKED_UNTIL_UNLOCKED },
        { ...source, source: 'fresh', changed_at: nowMs },
        { ...source, source: 'known for weeks', changed_at: nowMs - 60 * dayMs },
        { ...stranger, source: 'stranger', otp_fail_count: 9 },
        { ...stranger, source: 'stranger of today', otp_fail_count: 9, changed_at: nowMs - dayMs / 2 },
        { ...stranger, source: 'stranger, locked', otp_locked_until: LOCKED_UNTIL_UNLOCKED },
      ])
      .execute();
    const client = { fail_count: 5, locked_until: 0, failed_at: nowMs - 25 * 3_600_000 };
    await database.read
      .insertInto('client_failures')
      .values([
        { ...client, address: 'old' },
        { ...client, address: 'locked', locked_until: nowMs + 60_000 },
        { ...client, address: 'fresh', failed_at: nowMs },
      ])
      .execute();
    const pause = () => Promise.resolve();
    await forgetOldFailures({ ...context, pause }, new AbortController().signal);
    const sources = await database.read
      .selectFrom('subject_sources')
      .select('source')
      .orderBy('source')
      .execute();
    const clients = await database.read
      .selectFrom('client_failures')
      .select('address')
      .orderBy('address')
      .execute();
    assert.deepEqual(
      sources.map((one) => one.source),
      ['fresh', 'known for weeks', 'locked', 'stranger of today', 'stranger, locked'],
    );
    assert.deepEqual(
      clients.map((one) => one.address),
      ['fresh', 'locked'],
    );
  },
);
