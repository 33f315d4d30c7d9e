import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codePeriodAt, groupDigits, spellDigits } from './code-period.ts';

test('codePeriodAt() counts whole seconds down and starts anew at the step', () => {
  const at = (ms: number) => codePeriodAt(ms, 30).remainingSeconds;
  assert.equal(at(0), 30);
  assert.equal(at(1), 30);
  assert.equal(at(1_000), 29);
  assert.equal(at(29_001), 1);
  assert.equal(at(29_999), 1);
  assert.equal(at(30_000), 30);
});

test('codePeriodAt() says when the seconds change next', () => {
  for (const nowMs of [0, 1, 999, 1_000, 12_345, 29_999]) {
    const { remainingSeconds, nextTickMs } = codePeriodAt(nowMs, 30);
    assert.ok(nextTickMs > 0 && nextTickMs <= 1_000, `${nowMs}`);
    const after = codePeriodAt(nowMs + nextTickMs, 30).remainingSeconds;
    assert.equal(after, remainingSeconds === 1 ? 30 : remainingSeconds - 1);
  }
});

test('codePeriodAt() is closing in the last 10 s and ending in the last 5 s', () => {
  const at = (remaining: number) => codePeriodAt((30 - remaining) * 1_000, 30).stage;
  assert.deepEqual([11, 10, 6, 5, 1].map(at), ['fresh', 'closing', 'closing', 'ending', 'ending']);
});

test('codePeriodAt() scales the stages of a short period', () => {
  const at = (remaining: number) => codePeriodAt((10 - remaining) * 1_000, 10).stage;
  assert.deepEqual([10, 4, 3, 2, 1].map(at), ['fresh', 'fresh', 'closing', 'closing', 'ending']);
});

test('groupDigits() never leaves a group shorter than the ones after it', () => {
  assert.deepEqual(
    ['1234', '12345', '123456', '1234567', '12345678', '123456789', '1234567890'].map(groupDigits),
    ['1234', '123 45', '123 456', '1234 567', '1234 5678', '123 456 789', '1234 567 890'],
  );
});

test('spellDigits() keeps the digits apart', () => {
  assert.equal(spellDigits('081409'), '0 8 1 4 0 9');
});
