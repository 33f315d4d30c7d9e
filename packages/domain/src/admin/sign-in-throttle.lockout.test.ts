import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignInThrottle } from './sign-in-throttle.ts';

/** Fails as often as it may within a time; how many guesses that is. */
function guess(
  throttle: SignInThrottle,
  from: (n: number) => [login: string, source: string],
  forMs: number,
): number {
  let guesses = 0;
  for (let nowMs = 0; nowMs < forMs; nowMs += 1000) {
    const [login, source] = from(guesses);
    if (throttle.begin(login, source, nowMs) === 0) guesses += 1;
  }
  return guesses;
}

test('SignInThrottle lets a few mistakes pass without a delay', () => {
  const throttle = new SignInThrottle();
  for (let tries = 0; tries < 5; tries += 1) assert.equal(throttle.begin('boss', '10.0.0.1', 0), 0);
  assert.ok(throttle.begin('boss', '10.0.0.1', 0) > 0);
});

test('SignInThrottle bounds the guesses at one login, however many addresses they come from', () => {
  const guesses = guess(new SignInThrottle(), (n) => ['boss', `10.0.${n >> 8}.${n & 255}`], 3_600_000);
  assert.ok(guesses <= 5 + 10 + 3600 / 30, `${guesses}`);
});

test('SignInThrottle bounds the guesses from one address, however many logins they try', () => {
  const guesses = guess(new SignInThrottle(), (n) => [`user${n}`, '10.0.0.1'], 3_600_000);
  assert.ok(guesses <= 20 + 10 + 3600 / 60, `${guesses}`);
});

test('SignInThrottle treats a login that does not exist, and another spelling of it, like any other', () => {
  const throttle = new SignInThrottle();
  for (const login of ['Boss', 'boss', 'ＢＯＳＳ', 'BOSS', 'bosS', 'bOss']) throttle.begin(login, login, 0);
  assert.ok(throttle.begin('boss', 'elsewhere', 0) > 0);
});

test('SignInThrottle keeps the owner out for half a minute at most, and not at all where they have signed in before', () => {
  const throttle = new SignInThrottle();
  throttle.begin('boss', 'desk', 0);
  throttle.succeed('boss', 'desk');
  for (let n = 0, nowMs = 0; n < 60; n += 1, nowMs += 31_000) throttle.begin('boss', `attacker-${n}`, nowMs);
  const nowMs = 60 * 31_000;
  throttle.begin('boss', 'attacker', nowMs);
  const wait = throttle.begin('boss', 'elsewhere', nowMs);
  assert.ok(wait > 0 && wait <= 30, `${wait}`);
  assert.equal(throttle.begin('boss', 'desk', nowMs), 0);
});

test('SignInThrottle counts tries that run at the same time', () => {
  const throttle = new SignInThrottle();
  const begun = Array.from({ length: 64 }, () => throttle.begin('boss', '10.0.0.1', 0)).filter(
    (wait) => wait === 0,
  );
  assert.equal(begun.length, 5);
});

test('SignInThrottle forgets after a success, and after an hour', () => {
  const throttle = new SignInThrottle();
  for (let n = 0; n < 5; n += 1) throttle.begin('boss', 'desk', 0);
  throttle.succeed('boss', 'desk');
  for (let n = 0; n < 5; n += 1) assert.equal(throttle.begin('boss', 'desk', 0), 0);
  assert.ok(throttle.begin('boss', 'desk', 0) > 0);
  for (let n = 0; n < 5; n += 1) assert.equal(throttle.begin('boss', 'desk', 3_600_001), 0);
});

test('SignInThrottle.takeBack() leaves things as they were before a try that did not take place', () => {
  const throttle = new SignInThrottle();
  for (let tries = 0; tries < 4; tries += 1) throttle.begin('boss', '10.0.0.1', 0);
  for (let tries = 0; tries < 100; tries += 1) {
    assert.equal(throttle.begin('boss', '10.0.0.1', 0), 0);
    throttle.takeBack('boss', '10.0.0.1');
  }
  assert.equal(throttle.begin('boss', '10.0.0.1', 0), 0);
  assert.ok(throttle.begin('boss', '10.0.0.1', 0) > 0);
  throttle.takeBack('nobody', 'nowhere');
});
