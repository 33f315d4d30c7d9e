import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  NEW_YEAR_MS,
  RuleWorld,
  TEST_AGENT,
  TOTP_SPEC,
  aLockout,
  aTokenState,
  aUserState,
  otpOf,
} from '@lingpai/testing';
import type { VerifyJob } from './job.ts';
import { LOCKED_UNTIL_UNLOCKED, type UserState } from './state.ts';

/** The change of a static password asks for no OTP: anybody may fail there, and must keep nobody out by it. */
const HOUR_MS = 3_600_000;
const HOME = '198.51.100.7';
const hired = (change: Partial<UserState> = {}): RuleWorld => {
  const user = { staticPasswordRule: 'required', staticHash: 'h', staticLength: 4, ...change } as const;
  return new RuleWorld(aUserState(user), [aTokenState()], { lockout: aLockout() });
};
const found = (world: RuleWorld, isRight: boolean) => ({
  asOf: world.nowMs,
  staticPassword: { hash: 'h', isRight },
});
const place = (clientAddress: string | undefined) => (clientAddress === undefined ? {} : { clientAddress });
function change(world: RuleWorld, isRight: boolean, clientAddress?: string): number {
  const job = { kind: 'static-password', login: 'alice', password: 'abcd', requester: TEST_AGENT } as const;
  return world.code({ ...job, checks: found(world, isRight), ...place(clientAddress) });
}
function login(world: RuleWorld, clientAddress?: string): number {
  const password = `abcd${otpOf(TOTP_SPEC, Math.floor(world.nowMs / 30_000))}`;
  const job = { kind: 'auth', login: 'alice', password, requester: TEST_AGENT } as const;
  return world.code({ ...job, checks: found(world, true), ...place(clientAddress) });
}

test('wrong old static passwords lock the change for a time, never for good, and no login', () => {
  const world = hired();
  let longestMs = 0;
  for (let n = 0; n < 200; n += 1) {
    change(world, false);
    const [own] = [...world.sources.values()];
    assert.ok(own!.changeLockedUntil < LOCKED_UNTIL_UNLOCKED);
    longestMs = Math.max(longestMs, own!.changeLockedUntil - world.nowMs);
    world.advanceMs(HOUR_MS + 1);
  }
  assert.equal(longestMs, HOUR_MS);
  assert.ok(world.user.changeLockedUntil < LOCKED_UNTIL_UNLOCKED);
  assert.equal(world.user.sourceLockedUntil, 0);
  assert.equal(login(world), 0);
});

test('whoever logs in may change the password, however many strangers have tried to', () => {
  const world = hired();
  for (let n = 0; n < 300; n += 1) change(world, false, `203.0.${n >> 8}.${n & 0xff}`);
  assert.equal(change(world, true, HOME), 54);
  assert.equal(login(world, HOME), 0);
  assert.equal(change(world, true, HOME), 0);
});

test('a login that hears 57 ends the lock of the change, its own as well, and leaves the OTP good', () => {
  const world = hired({ staticMustChange: true });
  for (let n = 0; n < 300; n += 1) change(world, false, n % 2 === 0 ? HOME : `203.0.${n >> 8}.${n & 0xff}`);
  assert.equal(change(world, true, HOME), 54);
  assert.equal(login(world, HOME), 57);
  assert.equal(change(world, true, HOME), 0);
  world.user = { ...world.user, staticMustChange: false };
  assert.equal(login(world, HOME), 0);
});

test('at the change, who has no password costs one hash as well', () => {
  const job = { kind: 'static-password', password: 'x', requester: TEST_AGENT } as const;
  const bare = new RuleWorld(aUserState(), []);
  const hashAlone = { kind: 'check-needed', asOf: NEW_YEAR_MS, check: 'hash-alone' };
  for (const [login, reason] of [
    ['nobody', 'unknown-user'],
    ['alice', 'static-password-not-set'],
  ] as const) {
    assert.deepEqual(bare.decide({ ...job, login }), hashAlone);
    const spent: VerifyJob = { ...job, login, checks: { asOf: NEW_YEAR_MS, isHashSpent: true } };
    assert.deepEqual(bare.decide(spent), { kind: 'refused', reason });
  }
  assert.equal(bare.actions.length, 2);
});
