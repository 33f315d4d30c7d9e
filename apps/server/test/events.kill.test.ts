import assert from 'node:assert/strict';
import { type TestContext, after, test } from 'node:test';
import { createEventSink, listEventSinks } from '@lingpai/domain';
import { startPostgres } from '@lingpai/testing';
import { ADMIN } from './activation.ts';
import { AgentWorld } from './agent-world.ts';
import { ALL, until } from './event-sinks.ts';
import { type ReceivedPost, WebhookReceiver } from './event-receivers.ts';

/** A server that dies just after a receiver has a batch, and before it can write that down. */
const postgres = await startPostgres();
after(() => postgres?.stop());

for (const [engine, serverUrl] of [
  ['sqlite', undefined],
  ['postgres', postgres?.url],
] as const) {
  if (engine === 'postgres' && serverUrl === undefined) continue;
  test(`kill -9 between delivery and writing it down: told again, never lost (${engine})`, async (t: TestContext) => {
    const world = await AgentWorld.open(t, serverUrl);
    const receiver = await WebhookReceiver.start(t);
    const filter = { ...ALL, actions: ['user.create'] };
    const webhook = { url: receiver.url, allowHttp: false, caPem: '' };
    await createEventSink({ sink: { name: 'hook', filter, webhook }, requester: ADMIN }, world.context);
    await world.addUsers(3);
    await world.detach();
    const server = await world.serve({ workers: 2 });
    let killed: Promise<void> | undefined;
    receiver.answer = () => {
      killed ??= server.kill();
    };
    await until(() => killed !== undefined);
    await killed;
    const [told] = receiver.posts.splice(0) as [ReceivedPost];
    await world.attach();
    await world.addUsers(2);
    await world.detach();
    receiver.answer = (response) => void response.writeHead(200).end();
    const next = await world.serve({ workers: 2 });
    await until(() => receiver.ids.length >= 5);
    // The same message under the same id first, so that the receiver can know it; then what came later.
    assert.equal(receiver.posts[0]!.body, told.body);
    assert.equal(receiver.posts[0]!.headers['webhook-id'], told.headers['webhook-id']);
    const metrics = async () => (await fetch(`${next.url}/metrics`)).text();
    await until(async () =>
      /^lingpai_event_sink_lag_events\{sink="1",kind="webhook"\} 0$/m.test(await metrics()),
    );
    await next.stop();
    await world.attach();
    const rows = await world.db
      .selectFrom('audit_events')
      .select('id')
      .where('action', '=', 'user.create')
      .orderBy('id')
      .execute();
    assert.deepEqual(
      receiver.ids,
      rows.map(({ id }) => id),
    );
    const [sink] = await listEventSinks(world.context);
    assert.deepEqual([sink!.deliveredCount, sink!.droppedCount, sink!.lastError], [5, 0, '']);
  });
}
