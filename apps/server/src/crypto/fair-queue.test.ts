import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FairQueue } from './fair-queue.ts';

const bank = (source: string) => ({ group: 'bank', source });
const mail = (source: string) => ({ group: 'mail', source });

function drain<T>(queue: FairQueue<T>): T[] {
  const all: T[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) all.push(next);
  return all;
}

test('FairQueue.shift() lets groups take turns, and the sources of a group', () => {
  const queue = new FairQueue<string>(100);
  for (const n of [1, 2, 3]) queue.push(`a${n}`, bank('a'));
  queue.push('b1', bank('b'));
  queue.push('m1', mail('a'));
  assert.equal(queue.size, 5);
  assert.deepEqual(drain(queue), ['a1', 'm1', 'b1', 'a2', 'a3']);
  assert.equal(queue.size, 0);
});

test('FairQueue.push() lets one source have all the room that nobody wants, and no more', () => {
  const queue = new FairQueue<string>(4);
  for (const n of [1, 2, 3, 4]) assert.equal(queue.push(`a${n}`, bank('a')), undefined);
  assert.equal(queue.push('a5', bank('a')), 'a5');
  assert.equal(queue.push('b1', bank('b')), 'a4');
  assert.equal(queue.push('c1', bank('c')), 'a3');
  assert.equal(queue.push('d1', bank('d')), 'a2');
  assert.equal(queue.push('e1', bank('e')), 'e1');
  assert.deepEqual(drain(queue), ['a1', 'b1', 'c1', 'd1']);
});

test('FairQueue.push() counts a group as one, however many sources it names', () => {
  const queue = new FairQueue<string>(6);
  for (const n of [1, 2, 3, 4, 5, 6]) queue.push(`a${n}`, bank(`source-${n}`));
  assert.equal(queue.push('a7', bank('source-7')), 'a7');
  assert.equal(queue.push('m1', mail('m')), 'a6');
  assert.equal(queue.push('m2', mail('m')), 'a5');
  assert.equal(queue.push('m3', mail('m')), 'a4');
  assert.equal(queue.push('m4', mail('m')), 'm4');
  assert.deepEqual(drain(queue), ['a1', 'm1', 'a2', 'm2', 'a3', 'm3']);
});

test('FairQueue.push() keeps nothing of who has nothing waiting', () => {
  const queue = new FairQueue<number>(2);
  for (let n = 0; n < 1000; n += 1) {
    queue.push(n, { group: `g${n}`, source: `s${n}` });
    if (n % 3 === 0) queue.shift();
  }
  drain(queue);
  assert.equal(queue.size, 0);
  assert.equal(queue.shift(), undefined);
  assert.equal(queue.push(1, bank('a')), undefined);
});
