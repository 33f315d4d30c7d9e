import assert from 'node:assert/strict';
import { type AuditDraft, type AuditFilter, loginKey } from '@lingpai/domain';
import { createUnitOfWork, openAuditChains } from '@lingpai/storage';
import { sql } from 'kysely';
import { type TestStore, testOnEveryEngine } from './engines.ts';
import { NOW_MS, Picker } from './filled-store.ts';

function event(pick: Picker, index: number): AuditDraft {
  const action = pick.of(['auth', 'auth', 'auth-token', 'token.bind', 'token.unbind', 'admin.sign-in']);
  return {
    at: NOW_MS + index * 60_000,
    actorKind: 'agent',
    actor: 'a',
    action,
    resultCode: action.startsWith('auth') ? 0 : undefined,
    hasSucceeded: pick.below(4) !== 0,
    reason: '',
    userLogin: pick.of(['', 'alice', 'Alice', 'ＢＯＢ', 'carol']),
    serial: pick.of(['', '1', '2']),
    source: '',
    detail: { index },
  };
}

async function fill({ store }: TestStore, count: number, from = 0): Promise<AuditDraft[]> {
  const pick = new Picker(from + 1);
  const events = Array.from({ length: count }, (_, index) => event(pick, from + index));
  for (let at = 0; at < count; at += 13)
    await store.transaction(({ audit }) => audit.append(events.slice(at, at + 13)));
  return events;
}

function expected(events: readonly AuditDraft[], filter: AuditFilter): unknown[] {
  return events
    .filter(
      (e) =>
        (filter.userLogin === undefined || loginKey(e.userLogin) === loginKey(filter.userLogin)) &&
        (filter.serial === undefined || e.serial === filter.serial) &&
        (filter.action === undefined || e.action.startsWith(filter.action)) &&
        (filter.succeeded === undefined || e.hasSucceeded === filter.succeeded) &&
        (filter.fromAt === undefined || e.at >= filter.fromAt) &&
        (filter.toAt === undefined || e.at <= filter.toAt),
    )
    .map((e) => e.detail['index'])
    .toReversed();
}

testOnEveryEngine(
  'auditLog.list() gives every event of a filter once, newest first, filed under its subjects or not',
  async (store) => {
    const events = await fill(store, 300);
    await store.store.transaction(({ auditLog }) => auditLog.indexSubjects(170));
    const pick = new Picker(9);
    for (let round = 0; round < 120; round += 1) {
      const maybe = <T>(choices: readonly T[]) => pick.of([undefined, undefined, ...choices]);
      const filter: AuditFilter = {
        userLogin: maybe(['ALICE', 'bob', 'nobody']),
        serial: maybe(['1', '3']),
        action: maybe(['auth', 'auth-token', 'token.', 'token.bind', 'admin.sign-in', 'a']),
        succeeded: maybe([true, false]),
        fromAt: maybe([NOW_MS, NOW_MS + 100 * 60_000]),
        toAt: maybe([NOW_MS, NOW_MS + 200 * 60_000]),
      };
      const found: unknown[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.store.read.auditLog.list(filter, { cursor, limit: 20 });
        found.push(...page.items.map((item) => item.detail['index']));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      assert.deepEqual(found, expected(events, filter), JSON.stringify(filter));
    }
  },
);

testOnEveryEngine(
  'auditLog.indexSubjects() files each event once, in portions, and then has nothing to do',
  async ({ store, database, chain }) => {
    await fill({ store, database, chain }, 100);
    const filed: number[] = [];
    do filed.push(await store.transaction(({ auditLog }) => auditLog.indexSubjects(30)));
    while (filed.at(-1) !== 0);
    assert.deepEqual(filed, [30, 30, 30, 10, 0]);
    // A node that has just begun to write is not missed, even when a higher id was filed before its first event was committed.
    const other = createUnitOfWork(database, { ...chain, node: 'n2' });
    await sql`UPDATE meta SET value = '1000' WHERE name = 'audit-subjects.watermark'`.execute(database.read);
    await fill({ store: other, database, chain }, 1, 900);
    await store.transaction(({ auditLog }) => auditLog.indexSubjects(30));
    const { count } = await database.read
      .selectFrom('audit_subjects as s')
      .innerJoin('audit_events as e', 'e.id', 's.event_id')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('e.node', '=', 'n2')
      .executeTakeFirstOrThrow();
    assert.ok(count >= 1);
  },
);

testOnEveryEngine(
  'auditLog.verifyChain() finds the chains of all nodes intact, while more is appended',
  async (test) => {
    const { store, database, chain } = test;
    await openAuditChains(database, { key: chain.key, nodes: ['n2'] });
    const other = createUnitOfWork(database, { ...chain, node: 'n2' });
    await Promise.all([fill(test, 700), fill({ ...test, store: other }, 600, 1000)]);
    const progress: number[] = [];
    const [verdict] = await Promise.all([
      store.read.auditLog.verifyChain({ onProgress: (checked, total) => progress.push(checked / total) }),
      fill(test, 26, 2000),
    ]);
    assert.deepEqual([verdict.isIntact, verdict.brokenAt], [true, null]);
    assert.ok(verdict.checked >= 1300);
    assert.equal(progress.at(-1), 1);
    assert.deepEqual(
      progress,
      progress.toSorted((a, b) => a - b),
    );
  },
);

const TAMPERINGS = {
  'an altered row': {
    change: "UPDATE audit_events SET user_login = 'mallory' WHERE id = 20",
    id: 20,
    problem: 'altered',
  },
  'a flipped verdict': {
    change: 'UPDATE audit_events SET succeeded = 1 - succeeded WHERE id = 20',
    id: 20,
    problem: 'altered',
  },
  'a removed row': { change: 'DELETE FROM audit_events WHERE id = 20', id: 21, problem: 'rows-missing' },
  'a removed first row': { change: 'DELETE FROM audit_events WHERE id = 1', id: 2, problem: 'rows-missing' },
  'a removed last row': { change: 'DELETE FROM audit_events WHERE id = 40', id: 40, problem: 'end-missing' },
  'an altered end': {
    change: 'UPDATE audit_chains SET event_count = event_count + 1',
    id: 40,
    problem: 'end-altered',
  },
  'two rows that changed places': {
    change:
      'UPDATE audit_events SET id = CASE id WHEN 20 THEN -21 ELSE -20 END WHERE id IN (20, 21);UPDATE audit_events SET id = -id WHERE id < 0',
    id: 20,
    problem: 'altered',
  },
} as const;
for (const [name, { change, id, problem }] of Object.entries(TAMPERINGS))
  testOnEveryEngine(`auditLog.verifyChain() finds ${name}`, async (test) => {
    await fill(test, 40);
    for (const statement of change.split(';')) await sql.raw(statement).execute(test.database.read);
    const { isIntact, brokenAt } = await test.store.read.auditLog.verifyChain();
    assert.deepEqual([isIntact, brokenAt], [false, { id, node: 'n1', problem }]);
  });

testOnEveryEngine(
  'auditLog.verifyChain() needs the key: a chain made with another one does not fit',
  async (test) => {
    await fill(test, 5);
    const { createSecretKey } = await import('node:crypto');
    const stranger = createUnitOfWork(test.database, {
      node: 'n1',
      key: createSecretKey(new Uint8Array(32)),
    });
    assert.equal((await stranger.read.auditLog.verifyChain()).isIntact, false);
  },
);

testOnEveryEngine('auditLog.verifyChain() stops when it is aborted', async (test) => {
  await fill(test, 5);
  await assert.rejects(
    () => test.store.read.auditLog.verifyChain({ signal: AbortSignal.abort(new Error('enough')) }),
    /enough/,
  );
});
