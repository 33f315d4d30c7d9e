import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { AuditDraft } from '@lingpai/domain';
import { createUnitOfWork, openAuditChains } from '@lingpai/storage';
import { sql } from 'kysely';
import { type TestStore, testOnEveryEngine } from './engines.ts';

/** What somebody can do who may write to the database, but has not the key. */
const draft = (index: number): AuditDraft => ({
  at: index,
  actorKind: 'cli',
  actor: 'console',
  action: 'user.create',
  resultCode: undefined,
  hasSucceeded: true,
  reason: '',
  userLogin: `user-${index}`,
  serial: '',
  source: '',
  detail: {},
});

async function append(
  { database, chain }: TestStore,
  node: string,
  indexes: readonly number[],
): Promise<void> {
  await openAuditChains(database, { key: chain.key, nodes: [node] });
  const store = createUnitOfWork(database, { ...chain, node });
  for (const index of indexes) await store.transaction(({ audit }) => audit.append([draft(index)]));
}

async function run({ database }: TestStore, ...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database.read);
}

const findingOf = async ({ store }: TestStore) => (await store.read.auditLog.verifyChain()).brokenAt;
const [NO_LIST, NO_MACS] = [
  "DELETE FROM meta WHERE name = 'audit-chains.nodes'",
  'UPDATE audit_chains SET head_mac = NULL',
];
/** As if the chain had ended at event 2. */
const CUT_AT_2 = [
  'DELETE FROM audit_events WHERE id > 2',
  'UPDATE audit_chains SET event_count = 2, head_id = 2, head_hash = (SELECT hash FROM audit_events WHERE id = 2)',
];

const TAMPERINGS = {
  'a tail that was cut off, with the head set back': {
    statements: CUT_AT_2,
    finding: { id: 2, node: 'n1', problem: 'end-altered' },
  },
  'a head that was set back, with nothing cut off': {
    statements: CUT_AT_2.slice(1),
    finding: { id: 2, node: 'n1', problem: 'end-altered' },
  },
  'a tail that was cut off, without the MAC of the head': {
    statements: [...CUT_AT_2, NO_MACS],
    finding: { id: 2, node: 'n1', problem: 'end-unsealed' },
  },
  'a tail that was cut off as if there had never been MACs': {
    statements: [...CUT_AT_2, NO_MACS, NO_LIST],
    finding: { id: 2, node: 'n1', problem: 'end-unsealed' },
  },
  'all events of a node that were erased, with the head set back': {
    statements: [
      'DELETE FROM audit_events',
      `UPDATE audit_chains SET event_count = 0, head_id = 0, head_mac = NULL`,
    ],
    finding: { id: 0, node: 'n1', problem: 'end-unsealed' },
  },
  'a removed list of nodes': {
    statements: [NO_LIST],
    finding: { id: 0, node: '*', problem: 'list-altered' },
  },
  'an altered list of nodes': {
    statements: [
      `UPDATE meta SET value = '{"nodes":["n1","n2"],"mac":"00"}' WHERE name = 'audit-chains.nodes'`,
    ],
    finding: { id: 0, node: '*', problem: 'list-altered' },
  },
} as const;
for (const [name, { statements, finding }] of Object.entries(TAMPERINGS))
  testOnEveryEngine(
    `auditLog.verifyChain() finds ${name}, also after a start and more events`,
    async (test) => {
      await append(test, 'n1', [1, 2, 3, 4]);
      await run(test, ...statements);
      assert.deepEqual(await findingOf(test), finding);
      await append(test, 'n1', [5, 6]);
      assert.notEqual(await findingOf(test), null);
    },
  );

testOnEveryEngine('auditLog.verifyChain() finds that everything of a node is gone', async (test) => {
  await append(test, 'n1', [1, 2]);
  await append(test, 'n2', [3, 4]);
  assert.equal(await findingOf(test), null);
  await run(test, "DELETE FROM audit_events WHERE node = 'n2'", "DELETE FROM audit_chains WHERE node = 'n2'");
  assert.deepEqual(await findingOf(test), { id: 0, node: 'n2', problem: 'chain-missing' });
  await append(test, 'n2', [5]);
  assert.equal((await findingOf(test))?.node, 'n2');
});

testOnEveryEngine('auditLog.verifyChain() finds a chain that nobody of ours has begun', async (test) => {
  await append(test, 'n1', [1, 2]);
  await run(
    test,
    "INSERT INTO audit_chains SELECT 'n2', event_count, head_id, head_hash, head_mac FROM audit_chains",
  );
  assert.equal((await findingOf(test))?.node, 'n2');
});

testOnEveryEngine('openAuditChains() begins no new log where one was erased', async (test) => {
  await append(test, 'n1', [1, 2]);
  await test.database.read
    .insertInto('admins')
    .values({
      login: 'root',
      login_key: 'root',
      name: '',
      password_hash: '',
      must_change_password: 0,
      created_at: 0,
      updated_at: 0,
    })
    .execute();
  await run(test, NO_LIST, 'DELETE FROM audit_events', 'DELETE FROM audit_chains');
  await append(test, 'n1', [3]);
  assert.notEqual(await findingOf(test), null);
});

/** Rows and heads as the first release wrote them. */
async function appendAsFormerRelease({ database, chain }: TestStore, count: number): Promise<void> {
  let previous = new Uint8Array(32);
  for (let index = 1; index <= count; index += 1) {
    const { at, actor, action, userLogin } = draft(index);
    const said = ['former', at, 'cli', actor, action, null, true, '', userLogin, '', '', '{}'];
    previous = new Uint8Array(
      createHmac('sha256', chain.key).update(previous).update(JSON.stringify(said)).digest(),
    );
    await database.read
      .insertInto('audit_events')
      .values({
        node: 'former',
        at,
        actor_kind: 'cli',
        actor,
        action,
        result_code: null,
        succeeded: 1,
        reason: '',
        user_login: userLogin,
        serial: '',
        source: '',
        detail: '{}',
        hash: previous,
      })
      .execute();
  }
  await database.read
    .insertInto('audit_chains')
    .values({ node: 'former', event_count: count, head_id: count, head_hash: previous, head_mac: null })
    .execute();
}

testOnEveryEngine('openAuditChains() seals the chains of a release that had no MACs, once', async (test) => {
  await run(test, NO_LIST, 'DELETE FROM audit_chains');
  await appendAsFormerRelease(test, 4);
  assert.equal((await findingOf(test))?.problem, 'end-unsealed');
  await append(test, 'n1', [5]);
  assert.equal(await findingOf(test), null);
  await append(test, 'former', [6, 7]);
  assert.equal(await findingOf(test), null);
  // From now on a MAC that is gone is missed, and is not made again.
  await run(test, NO_MACS, NO_LIST);
  await append(test, 'n1', [8]);
  assert.equal((await findingOf(test))?.problem, 'end-unsealed');
});

testOnEveryEngine('openAuditChains() of several processes at once list every node', async (test) => {
  const nodes = Array.from({ length: 8 }, (_, index) => `node-${index}`);
  await Promise.all(nodes.map((node) => append(test, node, [1, 2])));
  assert.equal(await findingOf(test), null);
});
