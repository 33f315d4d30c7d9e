import assert from 'node:assert/strict';
import { Refusal, type TokenFilter, type UserFilter, loginKey } from '@lingpai/domain';
import { type TestStore, testOnEveryEngine } from './engines.ts';
import { type Model, type ModelToken, type ModelUser, NOW_MS, Picker, fillStore } from './filled-store.ts';

/** By code point, which is by byte of UTF-8. */
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function organizationsOf(
  model: Model,
  filter: { organizationId?: number | undefined; includeSub?: boolean | undefined },
): Set<number> {
  const top = model.organizations.find((o) => o.id === filter.organizationId);
  if (filter.organizationId === undefined) return new Set(model.organizations.map((o) => o.id));
  if (top === undefined) return new Set();
  const below =
    (filter.includeSub ?? true) ? model.organizations.filter((o) => o.path.startsWith(`${top.path}/`)) : [];
  return new Set([top.id, ...below.map((o) => o.id)]);
}

function expectedTokens(model: Model, filter: TokenFilter): string[] {
  const organizations = organizationsOf(model, filter);
  const { status, q = '' } = filter;
  const wanted = model.tokens.filter(
    (token) =>
      token.isVisible &&
      organizations.has(token.organizationId) &&
      (status === undefined ||
        (status === 'locked'
          ? token.lockedUntil > NOW_MS
          : status === 'expired'
            ? token.isExpired
            : token.status === status)) &&
      (filter.type === undefined || token.type === filter.type) &&
      (filter.kind === undefined || token.kind === filter.kind) &&
      (filter.bound === undefined || token.userIds.length > 0 === filter.bound),
  );
  const bySerial = wanted
    .filter((token) => token.serial.startsWith(q))
    .map((token) => token.serial)
    .sort(byBytes);
  if (q === '') return bySerial;
  const firstLogin = (token: ModelToken) =>
    token.userIds
      .map((id) => model.users[id - 1]!.loginKey)
      .filter((key) => key.startsWith(loginKey(q)))
      .sort(byBytes)[0];
  const byLogin = wanted
    .filter((token) => !token.serial.startsWith(q))
    .flatMap((token) => {
      const login = firstLogin(token);
      return login === undefined ? [] : [{ token, login }];
    })
    .sort((a, b) => byBytes(a.login, b.login) || a.token.id - b.token.id);
  return [...bySerial, ...byLogin.map(({ token }) => token.serial)];
}

function expectedUsers(model: Model, filter: UserFilter): string[] {
  const organizations = organizationsOf(model, filter);
  const q = (filter.q ?? '').trim();
  const prefix = loginKey(q);
  const wanted = model.users.filter(
    (user) =>
      organizations.has(user.organizationId) &&
      (filter.status === undefined ||
        (filter.status === 'locked' ? user.lockedUntil > NOW_MS : user.status === filter.status)),
  );
  const fields: ((user: ModelUser) => string)[] = [(u) => u.loginKey, (u) => u.nameKey, (u) => u.emailKey];
  const begins = (field: number, user: ModelUser) => fields[field]!(user).startsWith(prefix);
  const parts = fields.map((field, index) =>
    wanted
      .filter(
        (user) => begins(index, user) && !fields.slice(0, index).some((_, earlier) => begins(earlier, user)),
      )
      .sort((a, b) => byBytes(field(a), field(b)) || byBytes(a.loginKey, b.loginKey)),
  );
  if (q === '') return parts[0]!.map((user) => user.login);
  const byPhone = wanted
    .filter((user) => user.phone.startsWith(q) && !fields.some((_, index) => begins(index, user)))
    .sort((a, b) => byBytes(a.phone, b.phone) || byBytes(a.loginKey, b.loginKey));
  return [...parts.flat(), ...byPhone].map((user) => user.login);
}

/** Walks all pages; a page is never longer than asked for, and the list ends. */
async function walk<T>(
  page: (cursor: string | undefined) => Promise<{ items: T[]; nextCursor: string | null }>,
  limit: number,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 400; pages += 1) {
    const { items, nextCursor } = await page(cursor);
    assert.ok(items.length <= limit);
    all.push(...items);
    if (nextCursor === null) return all;
    cursor = nextCursor;
  }
  return assert.fail('the list does not end');
}

const maybe = <T>(pick: Picker, choices: readonly T[]): T | undefined =>
  pick.of([undefined, undefined, ...choices]);

testOnEveryEngine(
  'tokens.list() gives every token of a filter once, in order, whatever the page size',
  async (store: TestStore) => {
    const model = await fillStore(store, 1);
    const pick = new Picker(2);
    for (let round = 0; round < 150; round += 1) {
      const filter: TokenFilter = {
        q: maybe(pick, ['26', '2600', 'A-', 'z', 'Z', 'li', '张', '😀', 'nobody', '26\u0000', 'zhang1']),
        organizationId: maybe(pick, [1, 2, 3, 6, 99]),
        includeSub: maybe(pick, [true, false]),
        status: maybe(pick, ['disabled', 'enabled', 'lost', 'revoked', 'locked', 'expired'] as const),
        type: maybe(pick, ['hotp', 'ocra'] as const),
        kind: maybe(pick, ['hardware', 'mobile'] as const),
        bound: maybe(pick, [true, false]),
      };
      const limit = pick.of([1, 7, 50, 200]);
      const all = await walk(
        (cursor) => store.store.read.tokens.list(filter, { cursor, limit, nowMs: NOW_MS }),
        limit,
      );
      const clean = filter.q === undefined ? filter : { ...filter, q: filter.q.replace('\0', '') };
      assert.deepEqual(
        all.map((token) => token.serial),
        expectedTokens(model, clean),
        JSON.stringify({ filter, limit }),
      );
    }
  },
);

testOnEveryEngine(
  'users.list() gives every user of a filter once, in order, whatever the page size',
  async (store) => {
    const model = await fillStore(store, 3);
    const pick = new Picker(4);
    for (let round = 0; round < 150; round += 1) {
      const filter: UserFilter = {
        q: maybe(pick, ['li', 'LI', 'z', 'zh', '张', '李', '😀', '138', '1391', 'nobody', ' wang ']),
        organizationId: maybe(pick, [1, 2, 3, 6, 99]),
        includeSub: maybe(pick, [true, false]),
        status: maybe(pick, ['disabled', 'enabled', 'locked'] as const),
      };
      const limit = pick.of([1, 7, 50, 200]);
      const all = await walk(
        (cursor) => store.store.read.users.list(filter, { cursor, limit, nowMs: NOW_MS }),
        limit,
      );
      assert.deepEqual(
        all.map((user) => user.login),
        expectedUsers(model, filter),
        JSON.stringify({ filter, limit }),
      );
    }
  },
);

testOnEveryEngine(
  'tokens.list() shows the rows of an import at once when it is done',
  async ({ store, database }) => {
    await fillStore({ store, database } as TestStore, 5);
    const list = () =>
      walk((cursor) => store.read.tokens.list({}, { cursor, limit: 200, nowMs: NOW_MS }), 200);
    const hidden = await database.read
      .selectFrom('tokens')
      .select('serial')
      .where('import_id', '=', 2)
      .execute();
    const before = await list();
    assert.ok(hidden.length > 10);
    assert.equal(await store.read.tokens.read(hidden[0]!.serial, NOW_MS), undefined);
    assert.equal(await store.transaction(({ tokens }) => tokens.lock(hidden[0]!.serial)), undefined);
    await database.read.updateTable('imports').set({ state: 'done' }).where('id', '=', 2).execute();
    assert.equal((await list()).length, before.length + hidden.length);
  },
);

testOnEveryEngine('tokens.list() refuses what is no cursor', async ({ store }) => {
  for (const cursor of [
    'x',
    '',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["serial",5,0]').toString('base64url'),
  ])
    await assert.rejects(
      () => store.read.tokens.list({}, { cursor, limit: 5, nowMs: NOW_MS }),
      (error) => error instanceof Refusal && error.code === 'request.malformed',
    );
});
