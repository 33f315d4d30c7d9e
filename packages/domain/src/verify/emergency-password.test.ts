import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  NEW_YEAR_MS,
  RuleWorld,
  TEST_AGENT,
  TOTP_SPEC,
  aTokenState,
  aUserState,
  otpOf,
} from '@lingpai/testing';
import type { EmergencyPassword } from './state.ts';

const DIGEST = new TextEncoder().encode('k7m2x9q4ta');
const OTP = otpOf(TOTP_SPEC, NEW_YEAR_MS / 30_000);

function worldOf(change: Partial<EmergencyPassword> = {}, tokens = [aTokenState()]): RuleWorld {
  const emergency = {
    digest: DIGEST,
    length: 10,
    expiresAt: NEW_YEAR_MS + 1000,
    usesLeft: undefined,
    ...change,
  };
  return new RuleWorld(aUserState({ emergency }), tokens);
}
const auth = (password: string) =>
  ({ kind: 'auth', login: 'alice', password, requester: TEST_AGENT }) as const;

test('authenticateUser() takes the emergency password in place of the OTP, also without any token that works', () => {
  for (const tokens of [[aTokenState()], [aTokenState({ status: 'lost' })], []]) {
    const world = worldOf({}, tokens);
    assert.equal(world.code(auth('k7m2x9q4ta')), 0);
    assert.equal(world.code(auth('k7m2x9q4ta')), 0);
    assert.equal(world.code(auth('k7m2x9q4tb')), 70);
    assert.equal(world.user.otpFailCount, 1);
  }
});

test('authenticateUser() takes it in full width', () => {
  assert.equal(worldOf().code(auth('ｋ７ｍ２ｘ９ｑ４ｔａ')), 0);
});

test('authenticateUser() takes it as often as it may be used', () => {
  const world = worldOf({ usesLeft: 2 });
  assert.deepEqual(
    [1, 2, 3].map(() => world.code(auth('k7m2x9q4ta'))),
    [0, 0, 69],
  );
  assert.equal(world.user.otpFailCount, 0);
});

test('authenticateUser() does not take it after its time', () => {
  const world = worldOf({ expiresAt: NEW_YEAR_MS });
  assert.equal(world.code(auth('k7m2x9q4ta')), 69);
});

test('authenticateUser() still takes the OTP, and says of a wrong one that it is wrong', () => {
  const world = worldOf();
  assert.equal(world.code(auth(OTP)), 0);
  assert.equal(world.code(auth(OTP)), 22);
  assert.equal(world.code(auth('1234567')), 22);
});

test('authenticateUser() wants the static password before it', () => {
  const world = worldOf();
  world.user = { ...world.user, staticPasswordRule: 'required', staticHash: 'h', staticLength: 4 };
  const checks = { asOf: NEW_YEAR_MS, staticPassword: { hash: 'h', isRight: true } };
  assert.equal(world.code({ ...auth('abcdk7m2x9q4ta'), checks }), 0);
  assert.equal(world.code(auth('k7m2x9q4ta')), 31);
});

test('authenticateOtp() takes it for a user, and not for a token or a synchronisation', () => {
  const world = worldOf();
  const otp = 'k7m2x9q4ta';
  assert.equal(world.code({ kind: 'otp', login: 'alice', otp, requester: TEST_AGENT }), 0);
  assert.equal(world.code({ kind: 'otp', serial: '2600000000001', otp, requester: TEST_AGENT }), 58);
  assert.equal(world.code({ kind: 'sync', login: 'alice', otp, nextOtp: otp, requester: TEST_AGENT }), 71);
});
