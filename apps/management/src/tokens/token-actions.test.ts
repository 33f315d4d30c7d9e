import assert from 'node:assert/strict';
import { test } from 'node:test';
import { possibleActions } from './token-actions.ts';

test('possibleActions() offers nothing for a revoked token, even a locked one', () => {
  assert.deepEqual(possibleActions({ status: 'revoked', lock: { until: null } }), []);
});

test('possibleActions() offers to unlock a locked token first', () => {
  assert.equal(possibleActions({ status: 'enabled', lock: { until: 5 } })[0], 'unlock');
  assert.ok(!possibleActions({ status: 'enabled', lock: null }).includes('unlock'));
});
