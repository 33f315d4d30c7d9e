import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FixedClock } from '@lingpai/testing';
import { GuardedBackend, type Patience } from './guarded-backend.ts';
import { MAX_PAUSE_MS } from './login-failures.ts';
import type { BackendAnswer, PasswordBackend, PasswordQuery } from './password-backend.ts';

const RIGHT: BackendAnswer = { verdict: 'right', reason: 'accepted' };
const WRONG: BackendAnswer = { verdict: 'wrong', reason: 'refused' };
const AWAY: BackendAnswer = { verdict: 'unavailable', reason: 'connection-refused' };
const QUERY = { login: 'zhang', password: 'p' };
const of = (login: string) => ({ login, password: 'p' });

/** Answers as it is told; `undefined`: when `answer` is called. */
class ScriptedBackend implements PasswordBackend {
  says: BackendAnswer | undefined = RIGHT;
  asked = 0;
  readonly waiting: { query: PasswordQuery; answer: (answer: BackendAnswer) => void }[] = [];

  check(query: PasswordQuery): Promise<BackendAnswer> {
    this.asked += 1;
    if (this.says !== undefined) return Promise.resolve(this.says);
    return new Promise((answer) => this.waiting.push({ query, answer }));
  }
}
function guard(patience: Partial<Patience> = {}) {
  const backend = new ScriptedBackend();
  const clock = new FixedClock();
  const all = { deadlineMs: 10_000, openAfterFailures: 3, pauseMs: 10_000, maxInFlight: 2, ...patience };
  return { backend, clock, guarded: new GuardedBackend(backend, all, clock) };
}

test('GuardedBackend opens after so many failures in a row, and then asks no more', async () => {
  const { backend, guarded } = guard();
  backend.says = AWAY;
  await guarded.check(of('a'));
  await guarded.check(of('b'));
  backend.says = WRONG;
  await guarded.check(of('a'));
  await guarded.check(of('b'));
  backend.says = AWAY;
  for (const login of ['a', 'b', 'c'])
    assert.equal((await guarded.check(of(login))).reason, 'connection-refused');
  assert.equal(guarded.state.circuit, 'open');
  assert.equal(backend.asked, 7);
  assert.deepEqual(await guarded.check(QUERY), { verdict: 'unavailable', reason: 'circuit-open' });
  assert.equal(backend.asked, 7);
});

test('GuardedBackend does not open for one login, nor for two, however often there is no answer about them', async () => {
  const { backend, guarded } = guard();
  backend.says = AWAY;
  for (let time = 0; time < 20; time += 1) await guarded.check(of(time % 2 === 0 ? 'a' : 'b'));
  assert.equal(guarded.state.circuit, 'closed');
  await guarded.check(of('c'));
  assert.equal(guarded.state.circuit, 'open');
});

test('GuardedBackend does not count logins again that go on failing while others are answered', async () => {
  const { backend, guarded } = guard();
  for (let time = 0; time < 20; time += 1) {
    backend.says = AWAY;
    for (const login of ['a', 'b', 'c']) {
      if (time > 0 || login !== 'c') await guarded.check(of(login));
    }
    assert.equal(guarded.state.circuit, 'closed', `${time}`);
    backend.says = RIGHT;
    await guarded.check(of('honest'));
  }
});

test('GuardedBackend does not open for answers that are of no use: what was typed may have caused them', async () => {
  const { backend, guarded } = guard();
  backend.says = { verdict: 'unavailable', reason: 'server-failed' };
  for (let time = 0; time < 20; time += 1) await guarded.check(of(`login-${time}`));
  assert.equal(guarded.state.circuit, 'closed');
});

test('GuardedBackend lets others find out that it is back, whatever one login does', async () => {
  const { backend, clock, guarded } = guard({ maxInFlight: 10 });
  backend.says = AWAY;
  for (const login of ['a', 'b', 'c']) await guarded.check(of(login));
  clock.advanceMs(10_000);
  // Those who opened it probe as soon as they can.
  backend.says = undefined;
  const probes = ['a', 'b'].map((login) => guarded.check(of(login)));
  assert.equal((await guarded.check(of('a'))).reason, 'circuit-open');
  for (const { answer } of backend.waiting.splice(0)) answer(AWAY);
  await Promise.all(probes);
  assert.equal((await guarded.check(of('a'))).reason, 'circuit-open');
  backend.says = RIGHT;
  assert.deepEqual(await guarded.check(of('honest')), RIGHT);
  assert.equal(guarded.state.circuit, 'closed');
});

test('GuardedBackend sends three probes at most at the same time', async () => {
  const { backend, clock, guarded } = guard({ maxInFlight: 10 });
  backend.says = AWAY;
  for (const login of ['a', 'b', 'c']) await guarded.check(of(login));
  clock.advanceMs(10_000);
  backend.says = undefined;
  const probes = ['d', 'e', 'f'].map((login) => guarded.check(of(login)));
  assert.equal((await guarded.check(of('g'))).reason, 'circuit-open');
  for (const { answer } of backend.waiting.splice(0)) answer(AWAY);
  await Promise.all(probes);
  assert.equal(guarded.state.circuit, 'open');
  assert.equal(guarded.state.retryAt - clock.nowMs(), 20_000, 'longer, once');
});

test('GuardedBackend asks about a login that fails again and again less and less often while it is away', async () => {
  const { backend, clock, guarded } = guard({ openAfterFailures: 1 });
  backend.says = AWAY;
  await guarded.check(QUERY);
  for (let second = 0; second < 600; second += 1) {
    clock.advanceMs(1000);
    await guarded.check(QUERY);
  }
  // After 10, 20, 40, 60, 60 … seconds.
  assert.ok(backend.asked <= 14, `${backend.asked}`);
});

test('GuardedBackend sends one probe after the pause, and closes on any answer', async () => {
  for (const answer of [RIGHT, WRONG]) {
    const { backend, clock, guarded } = guard({ openAfterFailures: 1 });
    backend.says = AWAY;
    await guarded.check(QUERY);
    clock.advanceMs(9_999);
    assert.equal((await guarded.check(QUERY)).reason, 'circuit-open');
    clock.advanceMs(1);
    backend.says = undefined;
    const probe = guarded.check(QUERY);
    assert.equal(guarded.state.circuit, 'probing');
    assert.equal((await guarded.check(QUERY)).reason, 'circuit-open');
    backend.waiting[0]!.answer(answer);
    assert.deepEqual(await probe, answer);
    assert.deepEqual(guarded.state, { circuit: 'closed', failures: 0, inFlight: 0, retryAt: 0 });
  }
});

test('GuardedBackend waits longer after each failed probe, up to a minute, and starts anew after a success', async () => {
  const { backend, clock, guarded } = guard({ openAfterFailures: 1 });
  backend.says = AWAY;
  const pauses: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    await guarded.check(of(`login-${time}`));
    pauses.push(guarded.state.retryAt - clock.nowMs());
    clock.advanceMs(pauses.at(-1)!);
  }
  assert.deepEqual(pauses, [10_000, 20_000, 40_000, MAX_PAUSE_MS, MAX_PAUSE_MS]);
  backend.says = RIGHT;
  await guarded.check(QUERY);
  backend.says = AWAY;
  await guarded.check(QUERY);
  assert.equal(guarded.state.retryAt - clock.nowMs(), 10_000);
});

test('GuardedBackend answers at once when too many questions are out', async () => {
  const { backend, guarded } = guard();
  backend.says = undefined;
  const out = [guarded.check(QUERY), guarded.check(QUERY)];
  assert.deepEqual(await guarded.check(QUERY), { verdict: 'unavailable', reason: 'overloaded' });
  assert.equal(guarded.state.inFlight, 2);
  for (const { answer } of backend.waiting) answer(RIGHT);
  assert.deepEqual(await Promise.all(out), [RIGHT, RIGHT]);
  assert.equal(guarded.state.failures, 0);
  assert.equal(guarded.state.inFlight, 0);
});

test('GuardedBackend cuts at the deadline even a back-end that does not heed its signal', async () => {
  const { backend, guarded } = guard({ deadlineMs: 20 });
  backend.says = undefined;
  assert.deepEqual(await guarded.check(QUERY), { verdict: 'unavailable', reason: 'timed-out' });
  assert.equal(backend.waiting[0]!.query.signal.aborted, true);
  assert.equal(guarded.state.failures, 1);
});

test('GuardedBackend never sends an empty password', async () => {
  const { backend, guarded } = guard();
  assert.deepEqual(await guarded.check({ login: 'zhang', password: '' }), {
    verdict: 'wrong',
    reason: 'password-empty',
  });
  assert.equal(backend.asked, 0);
});

test('GuardedBackend learns nothing from a wrong filter, not even in a probe', async () => {
  const { backend, clock, guarded } = guard({ openAfterFailures: 1 });
  backend.says = { verdict: 'filter-wrong', reason: 'filter-wrong' };
  for (let time = 0; time < 5; time += 1) assert.equal((await guarded.check(QUERY)).verdict, 'filter-wrong');
  backend.says = AWAY;
  await guarded.check(QUERY);
  clock.advanceMs(10_000);
  backend.says = { verdict: 'filter-wrong', reason: 'filter-wrong' };
  await guarded.check(QUERY);
  assert.equal(guarded.state.circuit, 'open');
  backend.says = RIGHT;
  assert.equal((await guarded.check(QUERY)).verdict, 'right');
});

test('GuardedBackend takes a fault of the back-end itself as unavailable', async () => {
  const { backend, guarded } = guard();
  backend.check = () => Promise.reject(new Error('broken'));
  assert.equal((await guarded.check(QUERY)).verdict, 'unavailable');
});

test('GuardedBackend.close() ends what is out', async () => {
  const { backend, guarded } = guard();
  backend.says = undefined;
  const out = guarded.check(QUERY);
  guarded.close();
  assert.equal((await out).verdict, 'unavailable');
  assert.equal(backend.waiting[0]!.query.signal.aborted, true);
});
