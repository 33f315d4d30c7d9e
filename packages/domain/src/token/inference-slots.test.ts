import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../refusal.ts';
import { InferenceSlots } from './inference-slots.ts';

/** A search that ends when it is told to. */
function search(slots: InferenceSlots) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { ended: slots.run(() => promise), end: () => resolve('found'), fail: () => reject(new Error('x')) };
}
const isBusy = (error: unknown) => error instanceof Refusal && error.code === 'token.inference-busy';

test('InferenceSlots refuses one too many at once, and takes the next when one has ended', async () => {
  const slots = new InferenceSlots();
  const [first, second] = [search(slots), search(slots)];
  await assert.rejects(search(slots).ended, isBusy);
  await assert.rejects(search(slots).ended, isBusy);
  first.end();
  assert.equal(await first.ended, 'found');
  const third = search(slots);
  await assert.rejects(search(slots).ended, isBusy);
  second.end();
  third.end();
  assert.deepEqual(await Promise.all([second.ended, third.ended]), ['found', 'found']);
});

test('InferenceSlots gives the place of a search that fails to the next', async () => {
  const slots = new InferenceSlots(1);
  const failing = search(slots);
  failing.fail();
  await assert.rejects(failing.ended, /x/);
  const next = search(slots);
  next.end();
  assert.equal(await next.ended, 'found');
});
