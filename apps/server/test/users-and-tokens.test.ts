import assert from 'node:assert/strict';
import { isDammValid } from '@lingpai/algorithms';
import {
  LOCKED_UNTIL_UNLOCKED,
  TOKEN_STATUSES,
  TOKEN_STATUS_ACTIONS,
  TOKEN_TRANSITIONS,
  actOnToken,
  actOnTokens,
  bindToken,
  createOrganization,
  createTokens,
  createUser,
  deleteUser,
  ensureOrganizationPath,
  markExpiredTokens,
  unbindToken,
  unlockUser,
  updateUser,
} from '@lingpai/domain';
import { ADMIN, actionsIn, checkCounters, refusalOf } from './management.ts';
import { type TestSystem, testOnEveryEngine } from './system.ts';

const requester = ADMIN;

async function newToken({ context, organizationId }: TestSystem): Promise<string> {
  const [serial] = await createTokens({ organizationId, count: 1, requester }, context);
  return serial!;
}

testOnEveryEngine(
  'createTokens() creates mobile tokens with unique serials that end in a check digit',
  async ({ context, database, organizationId }) => {
    const serials = await createTokens(
      { organizationId, count: 2500, type: 'hotp', hash: 'sm3', digits: 8, requester },
      context,
    );
    assert.equal(new Set(serials).size, 2500);
    assert.ok(serials.every((serial) => /^7\d{12}$/.test(serial) && isDammValid(serial)));
    const token = await context.store.read.tokens.read(serials[0]!, 0);
    assert.deepEqual(
      [
        token?.kind,
        token?.type,
        token?.hash,
        token?.digits,
        token?.periodSeconds,
        token?.status,
        token?.activation,
      ],
      ['mobile', 'hotp', 'sm3', 8, null, 'enabled', 'undistributed'],
    );
    assert.deepEqual(await actionsIn(database), ['token.create', 'token.create', 'token.create']);
    await checkCounters(database);
    const refused = (change: object) =>
      refusalOf(createTokens({ organizationId, count: 1, requester, ...change }, context));
    assert.equal(await refused({ digits: 3 }), 'token.spec-unsupported');
    assert.equal(await refused({ periodSeconds: 0 }), 'token.spec-unsupported');
    assert.equal(await refused({ count: 100_001 }), 'token.spec-unsupported');
    assert.equal(await refused({ organizationId: 99 }), 'organization.not-found');
  },
);

testOnEveryEngine(
  'createTokens() goes round serials that are taken',
  async ({ context, database, organizationId }) => {
    const random = { bytes: (count: number) => new Uint8Array(count) };
    const first = await createTokens({ organizationId, count: 3, requester }, { ...context, random });
    const second = await createTokens({ organizationId, count: 3, requester }, { ...context, random });
    assert.equal(new Set([...first, ...second]).size, 6);
    await checkCounters(database);
  },
);

testOnEveryEngine('actOnToken() follows the table of transitions, all of it', async (system) => {
  const { context, database } = system;
  const serial = await newToken(system);
  for (const status of TOKEN_STATUSES)
    for (const action of TOKEN_STATUS_ACTIONS) {
      await database.transaction(async (trx) => {
        await trx.updateTable('tokens').set({ status }).execute();
        await trx.deleteFrom('token_counts').execute();
        const { organization_id, facet } = await trx
          .selectFrom('tokens')
          .selectAll()
          .executeTakeFirstOrThrow();
        await trx.insertInto('token_counts').values({ organization_id, facet, token_count: 1 }).execute();
      });
      const code = await refusalOf(actOnToken({ serial, action, requester }, context));
      const next = TOKEN_TRANSITIONS[action][status];
      assert.equal(code, next === undefined ? 'token.transition-refused' : 'none', `${action} ${status}`);
      assert.equal((await context.store.read.tokens.read(serial, 0))?.status, next ?? status);
      await checkCounters(database);
    }
});

testOnEveryEngine(
  'actOnToken() unlock lifts the lock and forgets failures; repeating an action logs nothing',
  async (system) => {
    const { context, database } = system;
    const serial = await newToken(system);
    await database.read
      .updateTable('tokens')
      .set({ fail_count: 9, locked_until: LOCKED_UNTIL_UNLOCKED })
      .execute();
    assert.deepEqual((await context.store.read.tokens.read(serial, 0))?.lock, { until: null });
    await actOnToken({ serial, action: 'unlock', requester }, context);
    const token = await context.store.read.tokens.read(serial, 0);
    assert.deepEqual([token?.lock, token?.failCount], [null, 0]);
    await actOnToken({ serial, action: 'disable', requester }, context);
    await actOnToken({ serial, action: 'disable', requester }, context);
    assert.deepEqual(await actionsIn(database), ['token.create', 'token.unlock', 'token.disable']);
  },
);

testOnEveryEngine('actOnTokens() gives each token its own verdict, in the order given', async (system) => {
  const [a, b] = [await newToken(system), await newToken(system)];
  await actOnToken({ serial: b, action: 'revoke', requester }, system.context);
  const results = await actOnTokens(
    { serials: [b, 'none', a], action: 'disable', requester },
    system.context,
  );
  assert.deepEqual(
    results.map(({ serial, refusal }) => [serial, refusal?.code]),
    [
      [b, 'token.transition-refused'],
      ['none', 'token.not-found'],
      [a, undefined],
    ],
  );
});

testOnEveryEngine(
  'markExpiredTokens() marks what has expired once, and the counters follow',
  async (system) => {
    const { context, database } = system;
    const serials = [await newToken(system), await newToken(system), await newToken(system)];
    const nowMs = context.clock.nowMs();
    await database.read
      .updateTable('tokens')
      .set({ expires_at: nowMs - 1 })
      .where('serial', '=', serials[0]!)
      .execute();
    await database.read
      .updateTable('tokens')
      .set({ expires_at: nowMs + 3_600_000 })
      .where('serial', '=', serials[1]!)
      .execute();
    assert.equal(await markExpiredTokens(context), 1);
    assert.equal(await markExpiredTokens(context), 0);
    const page = await context.store.read.tokens.list(
      { status: 'expired' },
      { cursor: undefined, limit: 9, nowMs },
    );
    assert.deepEqual(
      page.items.map((token) => token.serial),
      [serials[0]],
    );
    await checkCounters(database);
  },
);

testOnEveryEngine(
  'createUser() checks login, organisation and static password',
  async ({ context, organizationId, database }) => {
    const create = (change: object) =>
      createUser({ login: 'alice', organizationId, requester, ...change }, context);
    const user = await create({
      name: ' Alice\u0007 ',
      email: 'A@x.cn',
      phone: '138',
      staticPassword: '密码😀x',
      staticPasswordRule: 'required',
    });
    assert.deepEqual(
      [user.name, user.hasStaticPassword, user.staticPasswordRule, user.organizationPath],
      ['Alice', true, 'required', '总公司'],
    );
    const row = await database.read.selectFrom('users').selectAll().executeTakeFirstOrThrow();
    assert.equal(row.static_length, 4);
    assert.ok(await context.passwordHasher.verify('密码😀x', row.static_hash!));
    assert.equal(await refusalOf(create({ login: 'ＡLICE' })), 'user.login-taken');
    assert.equal(await refusalOf(create({ login: ' x' })), 'user.login-invalid');
    assert.equal(await refusalOf(create({ login: 'x', organizationId: 99 })), 'organization.not-found');
    assert.equal(
      await refusalOf(create({ login: 'x', staticPasswordRule: 'required' })),
      'user.static-password-needed',
    );
    await checkCounters(database);
  },
);

testOnEveryEngine(
  'updateUser() changes what is given and says in the audit log which fields, never their secrets',
  async ({ context, organizationId, database }) => {
    const { id } = await createUser({ login: 'alice', organizationId, requester }, context);
    const update = (change: object) => updateUser({ id, change, requester }, context);
    assert.equal(await refusalOf(update({ staticPasswordRule: 'required' })), 'user.static-password-needed');
    await update({});
    const user = await update({ name: 'Al', status: 'disabled', staticPassword: 'hunter2-hunter2' });
    assert.deepEqual([user.name, user.status, user.hasStaticPassword], ['Al', 'disabled', true]);
    await update({ staticPasswordRule: 'required' });
    const events = await database.read
      .selectFrom('audit_events')
      .select(['action', 'detail'])
      .orderBy('id')
      .execute();
    assert.deepEqual(
      events.map((event) => event.action),
      ['user.create', 'user.update', 'user.update'],
    );
    assert.deepEqual(JSON.parse(events[1]!.detail), {
      changed: 'name, status, staticPassword',
      status: 'disabled',
    });
    assert.ok(!JSON.stringify(events).includes('hunter2'));
    assert.equal(await refusalOf(updateUser({ id: 99, change: {}, requester }, context)), 'user.not-found');
  },
);

testOnEveryEngine(
  'updateUser() moves a user to another organisation unless a token is left in another branch',
  async (system) => {
    const { context, organizationId, database } = system;
    const a = await createOrganization({ parentId: organizationId, name: 'a', requester }, context);
    const b = await createOrganization({ parentId: organizationId, name: 'b', requester }, context);
    const { id } = await createUser({ login: 'alice', organizationId: a.id, requester }, context);
    const [serial] = await createTokens({ organizationId: a.id, count: 1, requester }, context);
    await bindToken({ serial: serial!, login: 'alice', requester }, context);
    const move = (to: number) =>
      refusalOf(updateUser({ id, change: { organizationId: to }, requester }, context));
    assert.equal(await move(b.id), 'binding.other-organization');
    assert.equal(await move(99), 'organization.not-found');
    assert.equal(await move(organizationId), 'none');
    await checkCounters(database);
  },
);

testOnEveryEngine(
  'unlockUser() lifts the locks of both factors',
  async ({ context, organizationId, database }) => {
    const { id } = await createUser({ login: 'alice', organizationId, requester }, context);
    await database.read
      .updateTable('users')
      .set({
        otp_fail_count: 9,
        otp_locked_until: LOCKED_UNTIL_UNLOCKED,
        static_fail_count: 8,
        static_locked_until: 9,
      })
      .execute();
    const locked = await context.store.read.users.read(id, 0);
    assert.deepEqual([locked?.lock, locked?.failCount], [{ until: null }, 9]);
    const user = await unlockUser({ id, requester }, context);
    assert.deepEqual([user.lock, user.failCount], [null, 0]);
  },
);

testOnEveryEngine('deleteUser() takes the bindings along and leaves the tokens', async (system) => {
  const { context, organizationId, database } = system;
  const { id } = await createUser({ login: 'alice', organizationId, requester }, context);
  const serial = await newToken(system);
  await bindToken({ serial, login: 'alice', requester }, context);
  await deleteUser({ id, requester }, context);
  assert.equal((await context.store.read.tokens.read(serial, 0))?.boundUserCount, 0);
  assert.deepEqual((await actionsIn(database)).slice(-2), ['token.unbind', 'user.delete']);
  assert.equal(await refusalOf(deleteUser({ id, requester }, context)), 'user.not-found');
  await checkCounters(database);
});

testOnEveryEngine(
  'bindToken() binds within a branch of the tree alone, and refuses what is bound, revoked or not there',
  async (system) => {
    const { context, organizationId } = system;
    const below = (await ensureOrganizationPath({ path: '总公司/研发', requester }, context)).organization;
    const beside = (await ensureOrganizationPath({ path: '总公司/财务', requester }, context)).organization;
    for (const [login, id] of [
      ['top', organizationId],
      ['below', below.id],
      ['beside', beside.id],
    ] as const)
      await createUser({ login, organizationId: id, requester }, context);
    const [serial] = await createTokens({ organizationId: below.id, count: 1, requester }, context);
    const bind = (login: string) => refusalOf(bindToken({ serial: serial!, login, requester }, context));
    assert.equal(await bind('beside'), 'binding.other-organization');
    assert.equal(await bind('top'), 'none');
    assert.equal(await bind('BELOW'), 'none');
    assert.equal(await bind('below'), 'binding.exists');
    assert.equal(await bind('nobody'), 'user.not-found');
    assert.equal(
      await refusalOf(bindToken({ serial: 'none', login: 'top', requester }, context)),
      'token.not-found',
    );
    const detail = await context.store.read.tokens.read(serial!, 0);
    assert.deepEqual(
      detail?.bindings.map((binding) => [binding.login, binding.organizationPath]),
      [
        ['top', '总公司'],
        ['below', '总公司/研发'],
      ],
    );
    await unbindToken({ serial: serial!, user: { login: 'top' }, requester }, context);
    assert.equal(
      await refusalOf(unbindToken({ serial: serial!, user: { login: 'top' }, requester }, context)),
      'binding.not-found',
    );
    await actOnToken({ serial: serial!, action: 'revoke', requester }, context);
    assert.equal(await bind('top'), 'token.revoked');
  },
);

testOnEveryEngine('bindToken() keeps to the limits when many bind at once', async (system) => {
  const { context, organizationId, database } = system;
  const { id } = await createUser({ login: 'alice', organizationId, requester }, context);
  const serials = await createTokens({ organizationId, count: 12, requester }, context);
  const codes = await Promise.all(
    serials.map((serial) => refusalOf(bindToken({ serial, login: 'alice', requester }, context))),
  );
  assert.equal(codes.filter((code) => code === 'none').length, 5);
  assert.equal(codes.filter((code) => code === 'binding.user-full').length, 7);
  const user = await context.store.read.users.read(id, 0);
  assert.deepEqual([user?.tokenCount, user?.tokens.length], [5, 5]);
  const free = serials.find((_, index) => codes[index] !== 'none')!;
  for (let n = 0; n < 7; n += 1) await createUser({ login: `u${n}`, organizationId, requester }, context);
  const users = await Promise.all(
    Array.from({ length: 7 }, (_, n) =>
      refusalOf(bindToken({ serial: free, login: `u${n}`, requester }, context)),
    ),
  );
  assert.deepEqual(users.toSorted(), [
    'binding.token-full',
    'binding.token-full',
    ...Array.from({ length: 5 }, () => 'none'),
  ]);
  await checkCounters(database);
});

testOnEveryEngine('counters stay right whatever is done at once', async (system) => {
  const { context, organizationId, database } = system;
  const other = await createOrganization({ parentId: organizationId, name: 'x', requester }, context);
  const serials = await createTokens({ organizationId, count: 6, requester }, context);
  const users = await Promise.all(
    Array.from({ length: 4 }, (_, n) => createUser({ login: `u${n}`, organizationId, requester }, context)),
  );
  const work = Array.from({ length: 80 }, (_, n) => {
    const serial = serials[n % serials.length]!;
    const user = users[(n * 7) % users.length]!;
    switch (n % 5) {
      case 0:
        return bindToken({ serial, login: user.login, requester }, context);
      case 1:
        return actOnToken({ serial, action: n % 2 === 0 ? 'disable' : 'enable', requester }, context);
      case 2:
        return updateUser(
          { id: user.id, change: { organizationId: n % 4 === 0 ? other.id : organizationId }, requester },
          context,
        );
      case 3:
        return unbindToken({ serial, user: { userId: user.id }, requester }, context);
      default:
        return n === 79
          ? deleteUser({ id: user.id, requester }, context)
          : bindToken({ serial, login: user.login, requester }, context);
    }
  });
  await Promise.all(work.map(refusalOf));
  await checkCounters(database);
  assert.equal((await context.store.read.auditLog.verifyChain()).isIntact, true);
});
