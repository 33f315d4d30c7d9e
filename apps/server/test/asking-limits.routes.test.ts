import assert from 'node:assert/strict';
import { type TestContext, after, test } from 'node:test';
import { parseOcraSuite, parseTransactionCode, transactionQuestion } from '@lingpai/algorithms';
import { startPostgres } from '@lingpai/testing';
import { AgentWorld, PATHS } from './agent-world.ts';
import { type OcraUser, addOcraUser, openSdk } from './ocra-world.ts';

/** Strangers who ask for challenges, or open sessions, and never answer: they are in the way of themselves alone. */
const postgres = await startPostgres();
after(() => postgres?.stop());

const QN04 = 'OCRA-1:HOTP-SHA1-6:QN04';
const STRANGER = '203.0.113.9';
const OWNER = '198.51.100.7';

type Post = (path: string, body?: object, idempotencyKey?: string) => Promise<Answer>;
interface Answer {
  readonly code: number;
  readonly sessionId?: string;
  readonly challenge?: string;
  readonly signatureId?: string;
  readonly qr?: string;
}

function onEngines(
  name: string,
  run: (world: AgentWorld, post: Post, t: TestContext) => Promise<void>,
): void {
  for (const [engine, url] of [['sqlite', undefined] as const, ['postgres', postgres?.url] as const])
    if (engine === 'sqlite' || url !== undefined)
      test(`${name} (${engine})`, async (t) => {
        const world = await AgentWorld.open(t, url);
        const server = await world.serve();
        const post: Post = async (path, body = {}, idempotencyKey) => {
          const headers = {
            authorization: `Bearer ${world.agentKey}`,
            'content-type': 'application/json',
            ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
          };
          const answer = await fetch(`${server.url}${path}`, {
            method: 'POST',
            headers,
            body: JSON.stringify(body),
          });
          return (await answer.json()) as Answer;
        };
        await run(world, post, t);
      });
}

async function sessionOf(post: Post, login: string, clientAddress?: string): Promise<string> {
  const { sessionId } = await post(PATHS.sessions, clientAddress === undefined ? {} : { clientAddress });
  const path = `${PATHS.sessions}/${sessionId}`;
  assert.equal((await post(`${path}/user-name`, { userId: login })).code, 0);
  return path;
}
const ask = (post: Post, path: string) => post(`${path}/challenge`);
/** As if all that was asked had been asked just now: no test depends on how fast the machine is. */
const refresh = (world: AgentWorld) =>
  world.db
    .updateTable('challenges')
    .set({ created_at: Date.now(), expires_at: Date.now() + 180_000 })
    .where('used_at', 'is', null)
    .execute();

/** What others asked of a token, in one go. */
async function fill(
  world: AgentWorld,
  { serial }: OcraUser,
  count: number,
  { except, ...columns }: { except?: string; source?: string; used_at?: number },
): Promise<void> {
  const { id } = await world.db.selectFrom('agents').select('id').executeTakeFirstOrThrow();
  const now = Date.now();
  const all = Array.from({ length: count }, (_, index) => String(index).padStart(4, '0'));
  const questions = all.filter((question) => question !== except);
  for (let from = 0; from < questions.length; from += 500)
    await world.db
      .insertInto('challenges')
      .values(
        questions.slice(from, from + 500).map((question) => ({
          key_hash: `${serial}-${question}`,
          agent_id: id,
          kind: 'challenge' as const,
          serial,
          suite: QN04,
          question,
          created_at: now - 120_000,
          expires_at: now - 60_000,
          forget_at: now + 86_400_000,
          ...columns,
        })),
      )
      .execute();
}

onEngines(
  'a source that asks and never answers is refused with 67; others, and who answers, are not',
  async (world, post) => {
    const user = await addOcraUser(world, QN04);
    const strange = await sessionOf(post, user.login, STRANGER);
    let last = '';
    for (let asked = 0; asked < 100; asked += 1) {
      const made = await ask(post, strange);
      assert.equal(made.code, 0);
      last = made.challenge!;
    }
    await refresh(world);
    assert.equal((await ask(post, strange)).code, 67);
    assert.equal((await ask(post, await sessionOf(post, user.login, STRANGER))).code, 67);
    const sign = { userId: user.login, fields: [{ label: 'x', value: '1' }], clientAddress: STRANGER };
    assert.equal((await post('/agent/v1/signatures', sign)).code, 67);
    const { reason, source } = await world.db
      .selectFrom('audit_events')
      .select(['reason', 'source'])
      .where('result_code', '=', 67)
      .orderBy('id')
      .executeTakeFirstOrThrow();
    assert.deepEqual([reason, source], ['asked-too-often', STRANGER]);
    // Another token is not concerned, nor who has this one, however often.
    const other = await addOcraUser(world, QN04);
    assert.equal((await ask(post, await sessionOf(post, other.login, STRANGER))).code, 0);
    const own = await sessionOf(post, user.login, OWNER);
    for (let round = 0; round < 25; round += 1) {
      const { code, challenge } = await ask(post, own);
      assert.equal(code, 0);
      const response = user.respond({ suite: QN04, challenge: challenge! });
      assert.equal((await post(`${own}/auth`, { response })).code, 0);
      await refresh(world);
    }
    const asker = (from: string) =>
      world.db
        .selectFrom('challenges')
        .select('from_known')
        .where('source', '=', from)
        .orderBy('created_at', 'desc')
        .executeTakeFirstOrThrow();
    assert.deepEqual([(await asker(OWNER)).from_known, (await asker(STRANGER)).from_known], [1, 0]);
    // What was asked last can be answered still; then there is room for one more, and after a minute for all.
    assert.equal(
      (await post(`${strange}/auth`, { response: user.respond({ suite: QN04, challenge: last }) })).code,
      0,
    );
    assert.equal((await ask(post, strange)).code, 0);
    await refresh(world);
    assert.equal((await ask(post, strange)).code, 67);
    await world.db
      .updateTable('challenges')
      .set({ created_at: Date.now() - 61_000 })
      .execute();
    assert.equal((await ask(post, strange)).code, 0);
  },
);

onEngines(
  'what nobody answers neither uses up the questions of a token nor voids what its owner is asked',
  async (world, post) => {
    const user = await addOcraUser(world, QN04);
    const own = await sessionOf(post, user.login, OWNER);
    const { challenge } = await ask(post, own);
    await fill(world, user, 10_000, { source: STRANGER, except: challenge! });
    const strange = await sessionOf(post, user.login, '203.0.113.10');
    assert.equal((await ask(post, strange)).code, 0);
    const rows = await world.db.selectFrom('challenges').select('key_hash').execute();
    assert.equal(rows.length <= 1000, true);
    const response = user.respond({ suite: QN04, challenge: challenge! });
    assert.equal((await post(`${own}/auth`, { response })).code, 0);
  },
);

onEngines(
  'a digest that was asked before is drawn anew: QR code and question stay one, also in a retry',
  async (world, post) => {
    const user = await addOcraUser(world, QN04);
    await fill(world, user, 3000, { used_at: 1 });
    const parsed = parseOcraSuite(QN04);
    for (let index = 0; index < 20; index += 1) {
      const body = {
        userId: user.login,
        fields: [{ label: 'amount', value: `${index}` }],
        clientAddress: `192.0.2.${index}`,
      };
      const made = await post('/agent/v1/signatures', body, `key-${index}`);
      assert.equal(made.code, 0);
      const { encoded } = parseTransactionCode(made.qr!);
      assert.equal(transactionQuestion(encoded, parsed), made.challenge);
      assert.deepEqual(await post('/agent/v1/signatures', body, `key-${index}`), made);
      const signature = user.respond({ suite: QN04, challenge: made.challenge! });
      assert.equal((await post(`/agent/v1/signatures/${made.signatureId}/verify`, { signature })).code, 0);
    }
  },
);

onEngines('one address cannot take the sessions of an agent', async (world, post, t) => {
  await world.setSettings({ agentSessions: { maxPerAgent: 30 } });
  const [user, second] = await world.addUsers(2);
  const flood = async (count: number, clientAddress?: string) => {
    const body = clientAddress === undefined ? {} : { clientAddress };
    const answers = await Promise.all(Array.from({ length: count }, () => post(PATHS.sessions, body)));
    return new Set(answers.map(({ code }) => code));
  };
  const liveOf = async (source: string | null) =>
    (
      await world.db
        .selectFrom('agent_sessions')
        .select('id_hash')
        .where('source', source === null ? 'is' : '=', source)
        .execute()
    ).length;
  const owner = await sessionOf(post, user!.login, OWNER);
  const proven = await sessionOf(post, second!.login, STRANGER);
  assert.equal((await post(`${proven}/verify-otp`, { otp: second!.otpAt(0) })).code, 0);
  assert.deepEqual(await flood(60, STRANGER), new Set([0]));
  assert.equal(await liveOf(STRANGER), 11);
  // A network of IPv6 is one source.
  await Promise.all(Array.from({ length: 30 }, (_, index) => flood(1, `2001:db8::${index + 1}`)));
  assert.equal(await liveOf('2001:db8:0:0::/64'), 10);
  // Without an address there is no share but the limit itself, and what is used up is theirs.
  assert.deepEqual(await flood(60), new Set([0, 102]));
  assert.equal((await world.db.selectFrom('agent_sessions').select('id_hash').execute()).length, 30);
  assert.equal((await post(`${owner}/verify-otp`, { otp: user!.otpAt(0) })).code, 0);
  assert.equal((await post(`${proven}/verify-otp`, { otp: second!.otpAt(1) })).code, 0);
  // Through the SDK, while everything is full.
  const agent = await openSdk(world, await serversOf(world));
  t.after(() => agent.unInit());
  assert.equal(await agent.sessionInit({ clientAddress: '192.0.2.33' }), 0);
  await flood(60, STRANGER);
  assert.equal(await agent.sessionSetUserName(user!.login), 0);
  assert.equal(await agent.sessionVerifyOtp(user!.otpAt(1)), 0);
});

async function serversOf(world: AgentWorld) {
  return [await world.serve({ node: 'node-2' })];
}
