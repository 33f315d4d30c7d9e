import assert from 'node:assert/strict';
import type { EventFilter } from '@lingpai/contract';
import {
  type AuditDraft,
  DELIVERY_PACE,
  type DeliveryWorld,
  type EventBatch,
  type EventTarget,
  type SendResult,
  createEventSink,
  deliverEvents,
} from '@lingpai/domain';
import { createUnitOfWork } from '@lingpai/storage';
import { FixedClock, NEW_YEAR_MS, SeededRandom } from '@lingpai/testing';
import { type TestStore, testOnEveryEngine } from './engines.ts';

const ALL: EventFilter = { actions: ['*'], outcome: 'any', reasons: [] };
const SYSLOG: EventTarget = {
  kind: 'syslog',
  config: { host: 'localhost', port: 514, transport: 'udp', facility: 10, caPem: '' },
};
const MAIL: EventTarget = {
  kind: 'email',
  config: {
    host: 'localhost',
    port: 25,
    security: 'none',
    user: '',
    from: 'otp@example.com',
    to: ['ops@example.com'],
    language: 'en',
    digestMinutes: 5,
    caPem: '',
  },
};

function draft(index: number, change: Partial<AuditDraft> = {}): AuditDraft {
  return {
    at: NEW_YEAR_MS + index,
    actorKind: 'agent',
    actor: 'bank',
    action: 'auth',
    resultCode: 0,
    hasSucceeded: true,
    reason: '',
    userLogin: `user-${index}`,
    serial: '',
    source: '10.0.0.1',
    detail: {},
    ...change,
  };
}

/** Appends, and files, so that PostgreSQL's horizon is behind them. */
async function append({ store }: TestStore, drafts: readonly AuditDraft[]): Promise<void> {
  await store.transaction(({ audit }) => audit.append(drafts));
  while ((await store.transaction(({ auditLog }) => auditLog.indexSubjects(1000))) > 0);
}

const fill = (test: TestStore, count: number, first = 0) =>
  append(
    test,
    Array.from({ length: count }, (_, index) => draft(first + index)),
  );

async function addSink({ store }: TestStore, target = SYSLOG, filter = ALL): Promise<number> {
  const sink = { name: `sink ${target.kind}`, target, filter, at: NEW_YEAR_MS };
  return (await store.read.eventSinks.insert(sink))!;
}

class Deliverer {
  readonly batches: EventBatch[] = [];
  readonly clock: FixedClock;
  answer: (batch: EventBatch) => SendResult | Promise<SendResult> = () => ({ isDelivered: true });
  readonly #world: DeliveryWorld;

  constructor({ store }: TestStore, name = 'p1', clock = new FixedClock()) {
    this.clock = clock;
    this.#world = {
      store,
      clock,
      random: new SeededRandom(),
      process: { name, isGone: (other) => other.startsWith('gone') },
      pause: () => Promise.resolve(),
      send: async (_, batch) => {
        this.batches.push(batch);
        return this.answer(batch);
      },
      pace: { ...DELIVERY_PACE, batchEvents: 10, scanIds: 25, scans: 4 },
    };
  }

  async step(sinkId: number, signal = new AbortController().signal): Promise<string> {
    return (await deliverEvents({ sinkId, signal }, this.#world)).kind;
  }

  async all(sinkId: number): Promise<void> {
    while ((await this.step(sinkId)) !== 'nothing');
  }

  get logins(): string[] {
    return this.batches.flatMap(({ events }) => events.map(({ userLogin }) => userLogin));
  }
}

const users = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `user-${from + index}`);

testOnEveryEngine(
  'deliverEvents() tells of all that happens after the sink was added, in order',
  async (test) => {
    await fill(test, 30);
    const id = await addSink(test);
    await fill(test, 57, 30);
    const deliverer = new Deliverer(test);
    await deliverer.all(id);
    assert.deepEqual(deliverer.logins, users(30, 87));
    assert.equal(new Set(deliverer.batches.map(({ messageId }) => messageId)).size, deliverer.batches.length);
    const sink = (await test.store.read.eventSinks.find(id))!;
    assert.deepEqual([sink.deliveredCount, sink.leaseOwner, sink.batchEndId], [57, '', null]);
  },
);

testOnEveryEngine('deliverEvents() tells of what was chosen alone, however rare it is', async (test) => {
  const filters: EventFilter[] = [
    { actions: ['auth'], outcome: 'refused', reasons: [] },
    { actions: ['auth'], outcome: 'any', reasons: ['replayed'] },
    { actions: ['token.*', 'user.unlock'], outcome: 'any', reasons: [] },
    { actions: ['token.*'], outcome: 'succeeded', reasons: [] },
    { actions: ['*'], outcome: 'refused', reasons: ['replayed', 'no-match'] },
    { actions: ['settings.update'], outcome: 'any', reasons: [] },
  ];
  const ids: number[] = [];
  for (const [index, filter] of filters.entries())
    ids.push(
      (await test.store.read.eventSinks.insert({ name: `s${index}`, target: SYSLOG, filter, at: 0 }))!,
    );
  const actions = [
    'auth',
    'auth-token',
    'token.bind',
    'token.enable',
    'tokens',
    'user.unlock',
    'user.create',
  ];
  const reasons = ['', 'replayed', 'no-match', 'locked'];
  const drafts = Array.from({ length: 400 }, (_, index) => {
    const reason = reasons[index % 4]!;
    const action = index === 399 ? 'settings.update' : actions[(index * 5) % actions.length]!;
    return draft(index, { action, reason, hasSucceeded: reason === '' });
  });
  await append(test, drafts);
  for (const [index, { actions: wanted, outcome, reasons: why }] of filters.entries()) {
    const deliverer = new Deliverer(test);
    await deliverer.all(ids[index]!);
    const expected = drafts.filter(
      ({ action, hasSucceeded, reason }) =>
        wanted.some(
          (w) => w === '*' || w === action || (w.endsWith('.*') && action.startsWith(w.slice(0, -1))),
        ) &&
        (outcome === 'any' || hasSucceeded === (outcome === 'succeeded')) &&
        (why.length === 0 || hasSucceeded || why.includes(reason)),
    );
    assert.ok(expected.length > 0);
    assert.deepEqual(
      deliverer.logins,
      expected.map(({ userLogin }) => userLogin),
      JSON.stringify(filters[index]),
    );
  }
});

testOnEveryEngine(
  'deliverEvents() tries the same batch again, later and later, and then goes on',
  async (test) => {
    const id = await addSink(test);
    await fill(test, 4);
    const deliverer = new Deliverer(test);
    deliverer.answer = () => ({ isDelivered: false, error: 'http-500' });
    const waits: number[] = [];
    for (let failed = 0; failed < 5; failed += 1) {
      assert.equal(await deliverer.step(id), 'failed');
      assert.equal(await deliverer.step(id), 'nothing');
      const { nextTryAt, lastError, failingSince } = (await test.store.read.eventSinks.find(id))!;
      assert.deepEqual([lastError, failingSince], ['http-500', NEW_YEAR_MS]);
      waits.push(nextTryAt - deliverer.clock.nowMs());
      deliverer.clock.advanceMs(nextTryAt - deliverer.clock.nowMs());
      // What happens meanwhile does not change what is tried.
      await fill(test, 3, 4 + failed * 3);
    }
    assert.deepEqual(
      waits,
      waits.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(deliverer.batches.map((batch) => JSON.stringify(batch))).size, 1);
    deliverer.answer = () => ({ isDelivered: true });
    const tried = deliverer.batches.splice(0);
    await deliverer.all(id);
    assert.deepEqual(deliverer.batches[0], tried[0]);
    assert.deepEqual(deliverer.logins, users(0, 19));
    const sink = (await test.store.read.eventSinks.find(id))!;
    assert.deepEqual([sink.tryCount, sink.failingSince, sink.lastError, sink.nextTryAt], [0, null, '', 0]);
  },
);

testOnEveryEngine('deliverEvents() of two processes sends each batch once', async (test) => {
  const id = await addSink(test);
  await fill(test, 60);
  const clock = new FixedClock();
  const both = [new Deliverer(test, 'p1', clock), new Deliverer(test, 'p2', clock)];
  await Promise.all(
    both.map(async (deliverer) => {
      for (let turn = 0; turn < 40; turn += 1) await deliverer.step(id);
    }),
  );
  const logins = both.flatMap((deliverer) => deliverer.logins);
  assert.deepEqual(logins.toSorted(), users(0, 60).toSorted());
  assert.equal((await test.store.read.eventSinks.find(id))!.deliveredCount, 60);
});

testOnEveryEngine(
  'deliverEvents() takes over from a process that died between delivery and writing it down',
  async (test) => {
    const id = await addSink(test);
    await fill(test, 4);
    const clock = new FixedClock();
    for (const [name, isKnownGone] of [
      ['gone-1', true],
      ['elsewhere', false],
    ] as const) {
      const dying = new Deliverer(test, name, clock);
      dying.answer = () => new Promise(() => undefined);
      void dying.step(id);
      while (dying.batches.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      await fill(test, 2, 4);
      const heir = new Deliverer(test, 'p2', clock);
      // One of another machine cannot be known to be gone before its lease is over.
      if (!isKnownGone) {
        assert.equal(await heir.step(id), 'nothing');
        clock.advanceMs(DELIVERY_PACE.leaseMs);
      }
      assert.equal(await heir.step(id), 'delivered');
      assert.deepEqual(heir.batches[0], dying.batches[0]);
    }
  },
);

testOnEveryEngine('deliverEvents() moves nothing when its turn was taken from it', async (test) => {
  const id = await addSink(test);
  await fill(test, 4);
  const clock = new FixedClock();
  const slow = new Deliverer(test, 'slow', clock);
  let answer: (result: SendResult) => void = () => undefined;
  slow.answer = () => new Promise((resolve) => (answer = resolve));
  const turn = slow.step(id);
  while (slow.batches.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  clock.advanceMs(DELIVERY_PACE.leaseMs);
  const next = new Deliverer(test, 'next', clock);
  await next.all(id);
  await fill(test, 1, 4);
  const before = await test.store.read.eventSinks.find(id);
  answer({ isDelivered: false, error: 'timeout' });
  await turn;
  assert.deepEqual(await test.store.read.eventSinks.find(id), before);
});

testOnEveryEngine('deliverEvents() stops at once, and the batch waits for the next process', async (test) => {
  const id = await addSink(test);
  await fill(test, 4);
  const deliverer = new Deliverer(test);
  const stop = new AbortController();
  deliverer.answer = () =>
    new Promise((_, reject) =>
      stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error)),
    );
  const turn = deliverer.step(id, stop.signal);
  while (deliverer.batches.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  stop.abort(new Error('the server stops'));
  assert.equal(await turn, 'nothing');
  const sink = (await test.store.read.eventSinks.find(id))!;
  assert.deepEqual([sink.leaseOwner, sink.tryCount, sink.lastError], ['', 0, '']);
  const next = new Deliverer(test, 'p2');
  await next.all(id);
  assert.deepEqual(next.logins, users(0, 4));
});

testOnEveryEngine(
  'deliverEvents() gives up after three days, says so, and does not go round in circles',
  async (test) => {
    const id = await addSink(test);
    const watching = await test.store.read.eventSinks.insert({
      name: 'watching',
      target: SYSLOG,
      filter: { ...ALL, actions: ['event-sink.*'] },
      at: NEW_YEAR_MS,
    });
    await fill(test, 400);
    const clock = new FixedClock(NEW_YEAR_MS + 1000);
    const deliverer = new Deliverer(test, 'p1', clock);
    deliverer.answer = () => ({ isDelivered: false, error: 'connection-refused' });
    assert.equal(await deliverer.step(id), 'failed');
    clock.advanceMs(DELIVERY_PACE.giveUpAfterMs - 2000);
    assert.equal(await deliverer.step(id), 'failed');
    const find = async () => (await test.store.read.eventSinks.find(id))!;
    assert.equal((await find()).droppedCount, 0);
    clock.advanceMs(DELIVERY_PACE.longestRetryMs);
    // Something that happened just now is not given up with the rest.
    await append(test, [draft(900, { at: clock.nowMs() })]);
    assert.equal(await deliverer.step(id), 'failed');
    assert.equal((await find()).droppedCount, 400);
    const told = new Deliverer(test, 'p1', clock);
    await append(test, []);
    await told.all(watching!);
    const [event] = told.batches[0]!.events;
    assert.deepEqual(
      [event!.action, event!.succeeded, event!.reason, event!.detail['dropped'], event!.detail['name']],
      ['event-sink.drop', false, 'connection-refused', 400, 'sink syslog'],
    );
    // That saying is all that follows the last event: it is given up without another.
    for (let rounds = 0; rounds < 6; rounds += 1) {
      clock.advanceMs(DELIVERY_PACE.giveUpAfterMs + DELIVERY_PACE.longestRetryMs);
      await append(test, []);
      await deliverer.step(id);
    }
    await append(test, []);
    const { count } = await test.database.read
      .selectFrom('audit_events')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('action', '=', 'event-sink.drop')
      .executeTakeFirstOrThrow();
    // 400, then 1 together with the first saying, then that one's saying alone.
    assert.ok(Number(count) <= 2, String(count));
    deliverer.batches.splice(0);
    deliverer.answer = () => ({ isDelivered: true });
    await fill(test, 2, 1000);
    clock.advanceMs(DELIVERY_PACE.longestRetryMs);
    await deliverer.all(id);
    assert.deepEqual(deliverer.logins, ['user-1000', 'user-1001']);
  },
);

testOnEveryEngine(
  'deliverEvents() mails at most once in the time that was chosen, and counts all',
  async (test) => {
    const id = await addSink(test, MAIL);
    const deliverer = new Deliverer(test);
    await fill(test, 3);
    await deliverer.all(id);
    await fill(test, 60, 3);
    await append(test, [draft(70, { hasSucceeded: false, reason: 'no-match' })]);
    await deliverer.all(id);
    assert.equal(deliverer.batches.length, 1);
    deliverer.clock.advanceMs(5 * 60_000);
    await deliverer.all(id);
    const [, second] = deliverer.batches;
    assert.deepEqual([deliverer.batches.length, second!.events.length, second!.eventCount], [2, 10, 61]);
    assert.deepEqual(second!.totals, [
      { action: 'auth', succeeded: true, count: 60 },
      { action: 'auth', succeeded: false, count: 1 },
    ]);
    assert.equal((await test.store.read.eventSinks.find(id))!.deliveredCount, 64);
  },
);

testOnEveryEngine('readHorizon() stays below events that are not committed yet', async (test) => {
  const { store, database, chain } = test;
  if (database.engine !== 'postgres') return;
  const id = await addSink(test);
  let commit: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (commit = resolve));
  const newNode = createUnitOfWork(database, { ...chain, node: 'new' });
  let isWritten = false;
  // A node that writes for the first time: nobody can see its chain before it commits.
  const early = newNode.transaction(async ({ audit }) => {
    await audit.append([draft(0)]);
    isWritten = true;
    await held;
  });
  while (!isWritten) await new Promise((resolve) => setTimeout(resolve, 1));
  await store.transaction(({ audit }) => audit.append([draft(1)]));
  const file = () => store.transaction(({ auditLog }) => auditLog.indexSubjects(1000));
  const deliverer = new Deliverer(test);
  let isFiled = false;
  const filed = file().finally(() => (isFiled = true));
  // Filing waits for the event that is not committed, and gives up; those who write wait for neither.
  let written = 2;
  while (!isFiled) await store.transaction(({ audit }) => audit.append([draft(written++)]));
  assert.equal(await filed, 0);
  await deliverer.all(id);
  assert.deepEqual(deliverer.logins, []);
  commit();
  await early;
  let filedNow = 0;
  for (let n = 1; n > 0; filedNow += n) n = await file();
  assert.equal(filedNow, written);
  await deliverer.all(id);
  const expected = Array.from({ length: written }, (_, n) => `user-${n}`);
  assert.deepEqual(deliverer.logins.slice(0, 100), expected.slice(0, 100));
});

testOnEveryEngine('createEventSink() refuses a name that is taken, in whatever case', async ({ store }) => {
  const world = {
    store,
    clock: new FixedClock(),
    random: new SeededRandom(),
    vault: {
      seal: (_: unknown, plain: Uint8Array) => plain,
      open: (_: unknown, sealed: Uint8Array) => sealed,
      digest: () => new Uint8Array(32),
    },
  };
  const requester = { kind: 'cli', name: 'test', source: '' } as const;
  const sink = { name: 'Siem', filter: ALL, syslog: SYSLOG.kind === 'syslog' ? SYSLOG.config : undefined };
  await createEventSink({ sink, requester }, world);
  await assert.rejects(() => createEventSink({ sink: { ...sink, name: 'SIEM' }, requester }, world), {
    code: 'event-sink.name-taken',
  });
});
