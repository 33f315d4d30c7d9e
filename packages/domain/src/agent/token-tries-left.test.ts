import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEW_YEAR_MS as NOW, aLockout, aSourceState } from '@lingpai/testing';
import { tokenTriesLeft } from './token-tries-left.ts';

const HOUR_MS = 3_600_000;
const NONE = { failCount: 0, lockedUntil: 0, failedAt: 0 };
const policy = aLockout({ temporaryAfterFailures: 10, allSourcesAfterFailures: 50, forgetAfterHours: 24 });
const own = (change: object) => aSourceState({ kind: 'token', changedAt: NOW, ...change });

test('tokenTriesLeft() counts the failures of the source that asks', () => {
  assert.equal(tokenTriesLeft({ all: NONE, own: undefined }, NOW, policy), 10);
  assert.equal(tokenTriesLeft({ all: NONE, own: own({ otpFailCount: 4 }) }, NOW, policy), 6);
  assert.equal(tokenTriesLeft({ all: NONE, own: own({ otpFailCount: 14 }) }, NOW, policy), 1);
  const old = own({ otpFailCount: 9, changedAt: NOW - 24 * HOUR_MS });
  assert.equal(tokenTriesLeft({ all: NONE, own: old }, NOW, policy), 10);
});

test('tokenTriesLeft() is 0 while a lock holds for that source', () => {
  assert.equal(tokenTriesLeft({ all: NONE, own: own({ otpLockedUntil: NOW + 1 }) }, NOW, policy), 0);
  const all = { failCount: 50, lockedUntil: NOW + 1, failedAt: NOW };
  assert.equal(tokenTriesLeft({ all, own: undefined }, NOW, policy), 0);
  assert.equal(tokenTriesLeft({ all, own: own({ knownAt: NOW - HOUR_MS }) }, NOW, policy), 10);
});

test('tokenTriesLeft() tells a stranger of what all strangers together have left', () => {
  const all = { failCount: 47, lockedUntil: 0, failedAt: NOW };
  assert.equal(tokenTriesLeft({ all, own: undefined }, NOW, policy), 3);
  // Three of them are forgotten a day.
  assert.equal(tokenTriesLeft({ all, own: undefined }, NOW + 24 * HOUR_MS, policy), 6);
  assert.equal(tokenTriesLeft({ all, own: own({ knownAt: NOW - HOUR_MS }) }, NOW, policy), 10);
});
