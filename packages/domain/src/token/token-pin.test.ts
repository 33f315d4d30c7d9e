import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTokenPin, pinContext } from './token-pin.ts';

test('isTokenPin() takes what can be typed: 4 to 64 characters', () => {
  for (const pin of ['1234', '0000000000000000', 'Pa ss', '口令四字', '😀😀😀😀', 'x'.repeat(64)])
    assert.equal(isTokenPin(pin), true, pin);
  for (const pin of ['', '123', ' 1234', '1234\n', '12\u000034', '😀😀😀', 'x'.repeat(65), '\ud800123'])
    assert.equal(isTokenPin(pin), false, JSON.stringify(pin));
});

test('pinContext() is none that opens a seed', () => {
  assert.deepEqual(pinContext('1'), { purpose: 'token-pin', recordId: '1' });
});
