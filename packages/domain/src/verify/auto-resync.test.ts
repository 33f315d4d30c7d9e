import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  HOTP_SPEC,
  NEW_YEAR_MS,
  RuleWorld,
  TEST_AGENT,
  TOTP_SPEC,
  aPolicy,
  aTokenState,
  aUserState,
  otpOf,
} from '@lingpai/testing';
import type { TokenState } from './state.ts';

const STEP = NEW_YEAR_MS / 30_000;
function worldOf(token: Partial<TokenState>, policy: Parameters<typeof aPolicy>[0] = {}): RuleWorld {
  return new RuleWorld(aUserState(), [aTokenState(token)], { policy: aPolicy(policy) });
}
const auth = (password: string) =>
  ({ kind: 'auth', login: 'alice', password, requester: TEST_AGENT }) as const;
const authToken = (otp: string) =>
  ({ kind: 'otp', serial: '2600000000001', otp, requester: TEST_AGENT }) as const;
const totp = (step: number) => otpOf(TOTP_SPEC, step);
const hotp = (counter: number) => otpOf(HOTP_SPEC, counter);

test('two consecutive OTPs at two logins synchronise a time token, and its drift is remembered', () => {
  const world = worldOf({});
  assert.equal(world.code(auth(totp(STEP + 12))), 13);
  world.advanceMs(30_000);
  assert.equal(world.code(auth(totp(STEP + 13))), 0);
  assert.deepEqual([world.tokens.get(1)?.driftSteps, world.tokens.get(1)?.lastFactor], [12, STEP + 13]);
  world.advanceMs(30_000);
  assert.equal(world.code(auth(totp(STEP + 14))), 0);
});

test('a time token may have skipped a step or two by then; an event token may not', () => {
  const time = worldOf({});
  assert.equal(time.code(auth(totp(STEP + 12))), 13);
  time.advanceMs(90_000);
  assert.equal(time.code(auth(totp(STEP + 15))), 0);
  const event = worldOf({ spec: HOTP_SPEC });
  assert.equal(event.code(auth(hotp(40))), 13);
  assert.equal(event.code(auth(hotp(42))), 13);
  assert.equal(event.code(auth(hotp(43))), 0);
  assert.equal(event.tokens.get(1)?.lastFactor, 43);
});

test('the same OTP again is no second one', () => {
  const world = worldOf({ spec: HOTP_SPEC });
  assert.deepEqual(
    [40, 40, 40].map((counter) => world.code(auth(hotp(counter)))),
    [13, 13, 13],
  );
  assert.equal(world.tokens.get(1)?.lastFactor, -1);
});

test('what was remembered is used once, and not after its time', () => {
  const world = worldOf({ spec: HOTP_SPEC });
  assert.equal(world.code(auth(hotp(40))), 13);
  assert.equal(world.code(auth(hotp(41))), 0);
  assert.deepEqual(
    [40, 41].map((counter) => world.code(auth(hotp(counter)))),
    [22, 22],
  );
  const late = worldOf({ spec: HOTP_SPEC });
  assert.equal(late.code(auth(hotp(40))), 13);
  late.advanceMs(10 * 60_000 + 1);
  assert.equal(late.code(auth(hotp(41))), 13);
});

test('never below an accepted factor, however it was remembered', () => {
  const world = worldOf({ spec: HOTP_SPEC });
  assert.equal(world.code(auth(hotp(40))), 13);
  const { lastFactor } = world.tokens.get(1)!;
  world.tokens.set(1, { ...world.tokens.get(1)!, lastFactor: 60 });
  assert.equal(lastFactor, -1);
  assert.equal(world.code(auth(hotp(41))), 22);
});

test('it works by serial as by user, and across the two', () => {
  const world = worldOf({ spec: HOTP_SPEC });
  assert.equal(world.code(authToken(hotp(50))), 13);
  assert.equal(world.code(auth(hotp(51))), 0);
});

test('the first of the two counts as a failure: a wide window is no place to guess', () => {
  const world = worldOf({ spec: HOTP_SPEC });
  world.code(auth(hotp(40)));
  assert.equal(world.user.otpFailCount, 1);
  world.code(auth(hotp(41)));
  assert.equal(world.user.otpFailCount, 0);
});

test('it can be switched off', () => {
  const world = worldOf({ spec: HOTP_SPEC }, { isAutoResyncEnabled: false });
  assert.deepEqual(
    [40, 41, 42].map((counter) => world.code(auth(hotp(counter)))),
    [13, 13, 13],
  );
});

test('a fleet from a drawer: the first OTP of a token may be further off', () => {
  const world = worldOf({}, { firstUseWindowSteps: 8 });
  assert.equal(world.code(auth(totp(STEP - 8))), 0);
  world.advanceMs(60_000);
  assert.equal(world.code(auth(totp(STEP + 2))), 13);
  assert.equal(worldOf({}, { firstUseWindowSteps: 8 }).code(auth(totp(STEP - 9))), 13);
});
