import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyError } from '@lingpai/domain';
import { LoginTurns, type Turn } from './login-turns.ts';

const claim = (source: string, key = 'zhang') => ({ key, group: 'agent:bank', source });
const aTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Takes turns, and writes down who has one. */
function line() {
  const turns = new LoginTurns();
  const log: string[] = [];
  const held: Turn[] = [];
  const take = (name: string, key?: string, isGone?: () => boolean) =>
    turns.take({ ...claim(name[0]!, key), isGone }).then(
      (turn) => {
        log.push(`${name} ${turn.kind}`);
        held.push(turn);
      },
      (error: unknown) => {
        assert.ok(error instanceof BusyError);
        log.push(`${name} busy`);
      },
    );
  const end = async (isUnanswered = false) => {
    held.shift()!.end(isUnanswered);
    await aTurn();
  };
  return { log, take, end };
}

test('LoginTurns has one turn at a time for a login, and sources in turn', async () => {
  const { log, take, end } = line();
  const taken = ['a1', 'a2', 'a3', 'b1'].map((name) => take(name));
  const other = take('c1', 'li');
  await aTurn();
  assert.deepEqual(log, ['a1 at-once', 'c1 at-once']);
  await end();
  assert.equal(log.at(-1), 'a2 waited');
  await end();
  await end();
  await end();
  await Promise.all([...taken, other]);
  assert.deepEqual(log.slice(2), ['a2 waited', 'b1 waited', 'a3 waited']);
});

test('LoginTurns begins anew when nobody waits', async () => {
  const { log, take, end } = line();
  await take('a1');
  await end();
  await take('a2');
  assert.deepEqual(log, ['a1 at-once', 'a2 at-once']);
});

test('LoginTurns tells those of the same source that there was no answer, and lets others ask', async () => {
  const { log, take, end } = line();
  const taken = ['a1', 'a2', 'b1', 'a3'].map((name) => take(name));
  await aTurn();
  await end(true);
  assert.deepEqual(log, ['a1 at-once', 'a2 unanswered', 'a3 unanswered', 'b1 waited']);
  await Promise.all(taken);
});

test('LoginTurns passes over who has hung up, and refuses whom there is no room for', async () => {
  const { log, take, end } = line();
  const taken = [take('a1'), take('a2', 'zhang', () => true), take('a3')];
  taken.push(...Array.from({ length: 31 }, (_, n) => take(`c${n}`)));
  await aTurn();
  assert.deepEqual(log, ['a1 at-once', 'c30 busy']);
  await end();
  assert.deepEqual(log.slice(2).toSorted(), ['a2 busy', 'c0 waited']);
});
