import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pureJsPrimitives } from '@lingpai/algorithms';
import { HOTP_SPEC, NEW_YEAR_MS, TEST_SEED, TOTP_SPEC, aPolicy, aTokenState, otpOf } from '@lingpai/testing';
import type { TokenState } from './state.ts';
import { resyncOtp, verifyOtp } from './verify-otp.ts';

const STEP = NEW_YEAR_MS / 30_000;
const ask = (
  token: TokenState,
  otp: string,
  change: { nowMs?: number; policy?: Parameters<typeof aPolicy>[0] } = {},
) => ({
  token,
  otp,
  seed: TEST_SEED,
  nowMs: change.nowMs ?? NEW_YEAR_MS,
  policy: aPolicy(change.policy),
  primitives: pureJsPrimitives,
});

for (const [offset, expected] of [
  [-21, 'rejected'],
  [-20, 'resync-needed'],
  [-2, 'resync-needed'],
  [-1, 'accepted'],
  [0, 'accepted'],
  [1, 'accepted'],
  [2, 'resync-needed'],
  [20, 'resync-needed'],
  [21, 'rejected'],
] as const) {
  test(`verifyOtp() says ${expected} to a time OTP ${offset} steps off`, () => {
    assert.equal(verifyOtp(ask(aTokenState(), otpOf(TOTP_SPEC, STEP + offset))).kind, expected);
  });
}

for (const [counter, expected] of [
  [4, 'rejected'],
  [5, 'rejected'],
  [6, 'accepted'],
  [15, 'accepted'],
  [16, 'resync-needed'],
  [105, 'resync-needed'],
  [106, 'rejected'],
] as const) {
  test(`verifyOtp() says ${expected} to the event OTP of counter ${counter} after 5`, () => {
    const token = aTokenState({ spec: HOTP_SPEC, lastFactor: 5 });
    assert.equal(verifyOtp(ask(token, otpOf(HOTP_SPEC, counter))).kind, expected);
  });
}

test('verifyOtp() accepts the event OTP of counter 0 from a token that was never used', () => {
  assert.deepEqual(verifyOtp(ask(aTokenState({ spec: HOTP_SPEC }), '755224')), {
    kind: 'accepted',
    factor: 0,
    driftSteps: 0,
  });
});

test('verifyOtp() rejects a time step that was already consumed, and says so to the audit log', () => {
  const token = aTokenState({ lastFactor: STEP });
  assert.deepEqual(verifyOtp(ask(token, otpOf(TOTP_SPEC, STEP))), { kind: 'rejected', reason: 'replayed' });
});

test('verifyOtp() rejects a time step below the consumed one although it is inside the window', () => {
  const token = aTokenState({ lastFactor: STEP });
  assert.equal(verifyOtp(ask(token, otpOf(TOTP_SPEC, STEP - 1))).kind, 'rejected');
});

test('verifyOtp() remembers how far the clock of the token is off', () => {
  const verdict = verifyOtp(ask(aTokenState({ driftSteps: 6 }), otpOf(TOTP_SPEC, STEP + 7)));
  assert.deepEqual(verdict, { kind: 'accepted', factor: STEP + 7, driftSteps: 7 });
});

test('verifyOtp() widens the window of a token that was not seen for long, by policy alone', () => {
  const token = aTokenState({ lastAcceptedAt: NEW_YEAR_MS - 200 * 86_400_000 });
  const otp = otpOf(TOTP_SPEC, STEP + 3);
  assert.equal(verifyOtp(ask(token, otp)).kind, 'resync-needed');
  assert.equal(
    verifyOtp(ask(token, otp, { policy: { windowGrowthDays: 90, windowGrowthMaxSteps: 3 } })).kind,
    'accepted',
  );
});

for (const otp of ['', '12345', '1234567', '12345６', '12 456', '-12345', '1e5000', '١٢٣٤٥٦']) {
  test(`verifyOtp() rejects "${otp}" as malformed`, () => {
    assert.deepEqual(verifyOtp(ask(aTokenState(), otp)), { kind: 'rejected', reason: 'malformed' });
  });
}

test('resyncOtp() uses the second OTP up and keeps the drift', () => {
  const verdict = resyncOtp({
    ...ask(aTokenState(), otpOf(TOTP_SPEC, STEP - 15)),
    nextOtp: otpOf(TOTP_SPEC, STEP - 14),
  });
  assert.deepEqual(verdict, { kind: 'accepted', factor: STEP - 14, driftSteps: -14 });
});

test('resyncOtp() refuses two OTPs that do not follow each other', () => {
  assert.equal(
    resyncOtp({ ...ask(aTokenState(), otpOf(TOTP_SPEC, STEP)), nextOtp: otpOf(TOTP_SPEC, STEP + 2) }).kind,
    'rejected',
  );
});

// LinOTP 110 and its like: a used OTP came back because synchronisation moved the clock backwards.
test('resyncOtp() never moves to a factor at or below the last accepted one', () => {
  const token = aTokenState({ lastFactor: STEP });
  assert.equal(
    resyncOtp({ ...ask(token, otpOf(TOTP_SPEC, STEP - 5)), nextOtp: otpOf(TOTP_SPEC, STEP - 4) }).kind,
    'rejected',
  );
  assert.equal(
    resyncOtp({ ...ask(token, otpOf(TOTP_SPEC, STEP)), nextOtp: otpOf(TOTP_SPEC, STEP + 1) }).kind,
    'rejected',
  );
});

test('resyncOtp() finds an event token 99 counters ahead and no further', () => {
  const token = aTokenState({ spec: HOTP_SPEC, lastFactor: 0 });
  const at = (counter: number) => ({
    ...ask(token, otpOf(HOTP_SPEC, counter)),
    nextOtp: otpOf(HOTP_SPEC, counter + 1),
  });
  assert.deepEqual(resyncOtp(at(100)), { kind: 'accepted', factor: 101, driftSteps: 0 });
  assert.equal(resyncOtp(at(101)).kind, 'rejected');
});

for (const [name, hash, largest] of [
  ['RFC 4226', 'sha1', Number.MAX_SAFE_INTEGER],
  ['GM/T 0021', 'sm3', 0xffff_ffff],
] as const) {
  const spec = { ...HOTP_SPEC, hash };
  test(`verifyOtp() and resyncOtp() end at the largest counter of ${name}`, () => {
    const token = aTokenState({ spec, lastFactor: largest - 3 });
    const last = otpOf(spec, largest);
    assert.deepEqual(verifyOtp(ask(token, last)), { kind: 'accepted', factor: largest, driftSteps: 0 });
    const pair = { ...ask(token, otpOf(spec, largest - 1)), nextOtp: last };
    assert.equal(resyncOtp(pair).kind, 'accepted');
    assert.equal(resyncOtp({ ...pair, otp: last, nextOtp: '000000' }).kind, 'rejected');
    for (const lastFactor of [largest - 1, largest]) {
      const spent = aTokenState({ spec, lastFactor });
      const wrong = last === '000000' ? '000001' : '000000';
      assert.equal(verifyOtp(ask(spent, wrong)).kind, 'rejected');
      assert.equal(resyncOtp({ ...ask(spent, wrong), nextOtp: wrong }).kind, 'rejected');
    }
  });
}
