import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { EventFilter } from '@lingpai/contract';
import { createEventSink, listEventSinks } from '@lingpai/domain';
import { DeliveryCounts } from '../src/events/delivery-counts.ts';
import { EventDelivery, type EventDeliveryInput } from '../src/events/event-delivery.ts';
import { ADMIN } from './activation.ts';
import { composeForTest } from './compose-for-test.ts';
import { ALL, until } from './event-sinks.ts';
import { SyslogReceiver, WebhookReceiver, isSignedBy } from './event-receivers.ts';
import { type TestSystem, testOnEveryEngine } from './system.ts';

const FAST = { firstRetryMs: 20, longestRetryMs: 40, lookEveryMs: 10, deadlineMs: 1500 };

interface Delivering {
  readonly delivery: EventDelivery;
  readonly counts: DeliveryCounts;
  readonly failures: unknown[];
}

function deliver(t: TestContext, context: EventDeliveryInput['context'], processName?: string): Delivering {
  const counts = new DeliveryCounts();
  const failures: unknown[] = [];
  const delivery = new EventDelivery({
    context,
    counts,
    logFailure: ({ error }) => failures.push(error),
    pace: FAST,
    ...(processName !== undefined && { process: { name: processName, isGone: () => false } }),
  });
  t.after(() => delivery.stop());
  return { delivery, counts, failures };
}

/** Appends events and files them, as a server's jobs do on PostgreSQL. @returns their ids */
async function happen(
  { context, database }: Pick<TestSystem, 'context' | 'database'>,
  count: number,
  action = 'auth',
): Promise<number[]> {
  const at = context.clock.nowMs();
  const drafts = Array.from({ length: count }, (_, index) => ({
    at,
    actorKind: 'agent' as const,
    actor: 'bank',
    action,
    resultCode: 0,
    hasSucceeded: true,
    reason: '',
    userLogin: `user-${index}`,
    serial: '',
    source: '',
    detail: {},
  }));
  await context.store.transaction(({ audit }) => audit.append(drafts));
  while ((await context.store.transaction(({ auditLog }) => auditLog.indexSubjects(1000))) > 0);
  const rows = await database.read
    .selectFrom('audit_events')
    .select('id')
    .where('action', '=', action)
    .orderBy('id', 'desc')
    .limit(count)
    .execute();
  return rows.map(({ id }) => id).toReversed();
}

async function addWebhook(
  { context }: TestSystem,
  receiver: WebhookReceiver,
  filter: EventFilter = { ...ALL, actions: ['auth'] },
  name = 'hook',
): Promise<string> {
  const sink = { name, filter, webhook: { url: receiver.url, allowHttp: false, caPem: '' } };
  return (await createEventSink({ sink, requester: ADMIN }, context)).secret!;
}

testOnEveryEngine(
  'a webhook that fails in every way is told of all it missed, in order',
  async (system, t) => {
    const { context } = system;
    const receiver = await WebhookReceiver.start(t);
    const secret = await addWebhook(system, receiver);
    const steady = await SyslogReceiver.startStream(t);
    const syslog = {
      host: '127.0.0.1',
      port: steady.port,
      transport: 'tcp',
      facility: 10,
      caPem: '',
    } as const;
    await createEventSink(
      { sink: { name: 'log', filter: { ...ALL, actions: ['auth'] }, syslog }, requester: ADMIN },
      context,
    );
    const { counts, failures } = deliver(t, context);
    const expected: number[] = [];
    const trouble: WebhookReceiver['answer'][] = [
      (response) => void response.writeHead(500).end(),
      () => undefined,
      (response) => response.socket!.destroy(),
      (response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
    ];
    const taken: number[] = [];
    for (const answer of trouble) {
      const before = receiver.posts.length;
      receiver.answer = answer;
      expected.push(...(await happen(system, 30)));
      await happen(system, 3, 'token.bind');
      // The other one has them while this one fails.
      await until(() => steady.messages.length === expected.length);
      await until(() => receiver.posts.length > before + 1);
      // A dropped connection is tried twice in one delivery: two posts do not mean that the store knows yet.
      await until(async () => (await listEventSinks(context))[0]!.failingSince !== null);
      receiver.answer = (response, post) => {
        taken.push(...post.events.map(({ id }) => id));
        response.writeHead(200).end();
      };
      await until(() => taken.length >= expected.length);
      assert.deepEqual(taken, expected);
    }
    assert.ok(receiver.posts.every((post) => isSignedBy(secret, post)));
    // The same id is the same message, and no other: so a receiver may pass over an id it knows.
    const bodies = new Map<unknown, string>();
    for (const { headers, body } of receiver.posts) {
      assert.equal(bodies.get(headers['webhook-id']) ?? body, body);
      bodies.set(headers['webhook-id'], body);
    }
    await until(async () =>
      (await listEventSinks(context)).every(
        ({ failingSince, lastError }) => failingSince === null && lastError === '',
      ),
    );
    const sinks = await listEventSinks(context);
    assert.deepEqual(
      sinks.map(({ deliveredCount }) => deliveredCount),
      [120, 120],
    );
    assert.deepEqual([counts.delivered.get('webhook'), counts.delivered.get('syslog')], [120, 120]);
    assert.ok(counts.failures.get('webhook')! >= trouble.length);
    assert.deepEqual(failures, []);
  },
);

testOnEveryEngine('two processes tell a sink of each event once', async (system, t) => {
  const receiver = await WebhookReceiver.start(t);
  await addWebhook(system, receiver);
  const other = await composeForTest(system.dataDir, system.databaseUrl);
  t.after(() => other.close());
  const both = [deliver(t, system.context, 'p1'), deliver(t, other.context, 'p2')];
  const expected: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    expected.push(...(await happen(system, 70)));
    await until(() => receiver.ids.length >= expected.length);
  }
  assert.deepEqual(receiver.ids, expected);
  const shares = both.map(({ counts }) => counts.delivered.get('webhook') ?? 0);
  await until(async () => (await listEventSinks(system.context))[0]!.deliveredCount === expected.length);
  t.diagnostic(`shares: ${shares.join(' and ')}`);
  assert.deepEqual(
    both.flatMap(({ failures }) => failures),
    [],
  );
});

testOnEveryEngine('an end of the server cuts a receiver that hangs, and loses nothing', async (system, t) => {
  const receiver = await WebhookReceiver.start(t);
  await addWebhook(system, receiver);
  receiver.answer = () => undefined;
  const first = deliver(t, system.context);
  const expected = await happen(system, 5);
  await until(() => receiver.posts.length > 0);
  await first.delivery.stop();
  const [sink] = await listEventSinks(system.context);
  assert.deepEqual([sink!.failingSince, sink!.lastError], [null, '']);
  receiver.answer = (response) => void response.writeHead(200).end();
  receiver.posts.splice(0);
  deliver(t, system.context, 'next');
  await until(() => receiver.posts.length > 0);
  assert.deepEqual(receiver.ids, expected);
});
