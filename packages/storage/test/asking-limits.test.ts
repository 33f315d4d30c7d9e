import assert from 'node:assert/strict';
import type { ChallengeState } from '@lingpai/domain';
import { type TestStore, testOnEveryEngine } from './engines.ts';

/** Questions that nobody answers, sessions in which nobody is verified: whose they are, and who makes room. */
const NOW = 1_700_000_000_000;
const SUITE = 'OCRA-1:HOTP-SHA1-6:QN08';

async function addAgent({ database }: TestStore): Promise<number> {
  const row = {
    name: 'bank',
    name_key: 'bank',
    agent_id: 'bank',
    key_hash: new Uint8Array(32),
    allow: '[]',
    is_enabled: 1 as const,
  };
  const { id } = await database.read
    .insertInto('agents')
    .values({ ...row, created_at: 1 })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

function asker({ store }: TestStore, agentId: number) {
  let asked = 0;
  return async (
    serial: string,
    source: string,
    { isKnown = false, at = NOW, usedAt = undefined as number | undefined } = {},
  ) => {
    asked += 1;
    const challenge: ChallengeState = {
      keyHash: `key-${asked}`,
      agentId,
      kind: 'challenge',
      login: undefined,
      serial,
      suite: SUITE,
      question: String(asked).padStart(8, '0'),
      clientQuestion: undefined,
      sessionInfo: undefined,
      createdAt: at,
      expiresAt: at + 180_000,
      usedAt,
      forgetAt: at + 86_400_000,
    };
    await store.transaction(async ({ challenges }) => {
      await challenges.makeRoom(serial, 6);
      assert.equal(await challenges.insert(challenge, { source, isKnown }), true);
    });
    return challenge.keyHash;
  };
}

testOnEveryEngine(
  'countUnanswered() counts what a source asked of a token since then, without what was answered',
  async (test) => {
    const ask = asker(test, await addAgent(test));
    await ask('T1', 'a', { at: NOW - 60_000 });
    await ask('T1', 'a', { at: NOW - 59_999 });
    await ask('T1', 'a');
    await ask('T1', 'a', { usedAt: NOW });
    await ask('T1', 'b');
    await ask('T2', 'a');
    // A clock that was ahead.
    await ask('T1', 'a', { at: NOW + 3_600_000 });
    const count = (serial: string, source: string) =>
      test.store.read.challenges.countUnanswered({ serial, source, since: NOW - 60_000, nowMs: NOW });
    assert.deepEqual([await count('T1', 'a'), await count('T1', 'b'), await count('T2', 'b')], [2, 1, 0]);
  },
);

testOnEveryEngine(
  'makeRoom() forgets the oldest question of the source with the most, no answered one, no other token’s',
  async (test) => {
    const ask = asker(test, await addAgent(test));
    const answered = await ask('T1', 'flood', { at: NOW - 9, usedAt: NOW });
    const own = await ask('T1', 'owner', { at: NOW - 8 });
    const first = await ask('T1', 'flood', { at: NOW - 7 });
    const flood: string[] = [];
    for (let asked = 0; asked < 8; asked += 1) flood.push(await ask('T1', 'flood', { at: NOW - 6 + asked }));
    const other = await ask('T2', 'flood');
    const kept = async () =>
      (await test.database.read.selectFrom('challenges').select('key_hash').execute()).map(
        (row) => row.key_hash,
      );
    assert.deepEqual(new Set(await kept()), new Set([answered, own, other, ...flood.slice(-5)]));
    assert.equal((await kept()).includes(first), false);
  },
);

testOnEveryEngine('makeRoom() spares known sources among those that have as many', async (test) => {
  const ask = asker(test, await addAgent(test));
  const own = await ask('T1', 'home', { at: NOW - 100, isKnown: true });
  for (let stranger = 0; stranger < 20; stranger += 1)
    await ask('T1', `s${stranger}`, { at: NOW + stranger });
  const again = await ask('T1', 'home', { at: NOW + 30, isKnown: true });
  await ask('T1', 's21', { at: NOW + 31 });
  await ask('T1', 's22', { at: NOW + 32 });
  const rows = await test.database.read.selectFrom('challenges').select(['key_hash', 'source']).execute();
  // Of two, the one that the other replaced.
  assert.deepEqual(
    rows.filter(({ source }) => source === 'home').map(({ key_hash }) => key_hash),
    [again],
  );
  assert.equal(rows.length, 6);
  assert.notEqual(own, again);
});

testOnEveryEngine(
  'makeRoom() forgets an excess that others left, and many at once leave no more than one each',
  async (test) => {
    const agentId = await addAgent(test);
    const ask = asker(test, agentId);
    await Promise.all(
      Array.from({ length: 24 }, (_, index) => ask('T1', `s${index % 3}`, { at: NOW + index })),
    );
    await ask('T1', 's1', { at: NOW + 50 });
    await ask('T1', 's2', { at: NOW + 51 });
    await ask('T1', 's0', { at: NOW + 52 });
    const rows = await test.database.read.selectFrom('challenges').select('key_hash').execute();
    assert.equal(rows.length, 6);
  },
);

function opener({ store }: TestStore, agentId: number) {
  let opened = 0;
  return async (source: string | undefined, limits = { maxSessions: 8, maxUnprovenPerSource: 3 }) => {
    opened += 1;
    const idHash = new Uint8Array(32).fill(opened);
    const session = {
      idHash,
      agentId,
      clientAddress: source,
      source,
      createdAt: NOW + opened,
      expiresAt: NOW + 60_000,
    };
    const expiresAt = await store.transaction(({ agentAccess }) => agentAccess.openSession(session, limits));
    return { isOpen: expiresAt !== undefined, key: { idHash, agentId, nowMs: NOW + 1000 } };
  };
}

testOnEveryEngine(
  'openSession() lets a source have its share before anybody was verified, then its oldest makes room',
  async (test) => {
    const open = opener(test, await addAgent(test));
    const { agentAccess } = test.store.read;
    const isOpen = async ({ key }: Awaited<ReturnType<typeof open>>) =>
      (await agentAccess.findSession(key)) !== undefined;
    const other = await open('b');
    const proven = await open('a');
    assert.equal(
      await test.store.transaction((stores) =>
        stores.agentAccess.updateSession(proven.key, { isProven: true }),
      ),
      true,
    );
    assert.equal((await agentAccess.findSession(proven.key))?.isProven, true);
    const flood = [];
    for (let opened = 0; opened < 20; opened += 1) flood.push(await open('a'));
    assert.deepEqual(new Set(flood.map((session) => session.isOpen)), new Set([true]));
    const living = await Promise.all([other, proven, ...flood].map(isOpen));
    assert.deepEqual(living, [true, true, ...Array.from({ length: 17 }, () => false), true, true, true]);
    // Without an address there is no share.
    for (let opened = 0; opened < 3; opened += 1) assert.equal((await open(undefined)).isOpen, true);
    assert.equal(
      (await test.database.read.selectFrom('agent_sessions').select('id_hash').execute()).length,
      8,
    );
  },
);

testOnEveryEngine(
  'openSession() makes room where an agent has all it may have, unless somebody was verified in each',
  async (test) => {
    const open = opener(test, await addAgent(test));
    const { agentAccess } = test.store.read;
    const limits = { maxSessions: 4, maxUnprovenPerSource: 10 };
    const owner = await open('owner', limits);
    const flood = [];
    for (let opened = 0; opened < 9; opened += 1) flood.push(await open(undefined, limits));
    assert.deepEqual(
      flood.map(({ isOpen }) => isOpen),
      [true, true, true, ...Array.from({ length: 6 }, () => false)],
    );
    assert.notEqual(await agentAccess.findSession(owner.key), undefined);
    const living = await test.database.read.selectFrom('agent_sessions').select('id_hash').execute();
    assert.equal(living.length, 4);
    await test.database.read.updateTable('agent_sessions').set({ proven: 1 }).execute();
    assert.equal((await open('late', limits)).isOpen, false);
    // The limit was lowered.
    await test.database.read.updateTable('agent_sessions').set({ proven: 0 }).execute();
    assert.equal((await open('late', { maxSessions: 2, maxUnprovenPerSource: 10 })).isOpen, true);
    assert.equal(
      (await test.database.read.selectFrom('agent_sessions').select('id_hash').execute()).length,
      2,
    );
  },
);
