import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceThrottle } from './source-throttle.ts';

test('SourceThrottle.take() lets a burst through, then one call each refill', () => {
  const throttle = new SourceThrottle({ burst: 3, refillMs: 1000 });
  assert.deepEqual(
    [0, 0, 0, 0].map(() => throttle.take('a', 5000)),
    [0, 0, 0, 1],
  );
  assert.equal(throttle.take('b', 5000), 0);
  assert.equal(throttle.take('a', 5999), 1);
  assert.equal(throttle.take('a', 6000), 0);
  assert.equal(throttle.take('a', 6000), 1);
  assert.deepEqual(
    [0, 0, 0, 0].map(() => throttle.take('a', 60_000)),
    [0, 0, 0, 1],
  );
});

test('SourceThrottle.take() forgets the quietest of too many addresses', () => {
  const throttle = new SourceThrottle({ burst: 1, refillMs: 1e9 });
  for (let i = 0; i < 30_000; i += 1) throttle.take(`address ${i}`, 0);
  assert.equal(throttle.take('address 0', 0), 0);
  assert.ok(throttle.take('address 29999', 0) > 0);
});
