import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  HOTP_SPEC,
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
import { LOCKED_UNTIL_UNLOCKED } from './state.ts';

const MINUTE_MS = 60_000;
const SERIAL = '2600000000001';

interface From {
  readonly clientAddress?: string;
}
const auth = (password: string, from: From = {}): VerifyJob => ({
  kind: 'auth',
  login: 'alice',
  password,
  requester: TEST_AGENT,
  ...from,
});
const sync = (otp: string, nextOtp: string, from: From = {}): VerifyJob => ({
  kind: 'sync',
  login: 'alice',
  otp,
  nextOtp,
  requester: TEST_AGENT,
  ...from,
});
const stranger = (n: number): From => ({ clientAddress: `203.0.${(n >> 8) & 0xff}.${n & 0xff}` });
const HOME: From = { clientAddress: '198.51.100.7' };

function worldOf(change: Parameters<typeof aLockout>[0] = {}): RuleWorld {
  return new RuleWorld(aUserState(), [aTokenState({ spec: HOTP_SPEC })], { lockout: aLockout(change) });
}
const hotp = (counter: number) => otpOf(HOTP_SPEC, counter);
const WRONG = '999999';

test('ten thousand wrong tries from many sources do not keep out a user where the user is known', () => {
  const world = worldOf();
  assert.equal(world.code(auth(hotp(0), HOME)), 0);
  const heard = new Set<number>();
  let chances = 0;
  for (let n = 1; n <= 10_000; n += 1) {
    const code = world.code(auth(WRONG, stranger(n % 4000)));
    heard.add(code);
    // Whoever hears 54 would have had to be right twice.
    chances += code === 22 ? 1 : 0;
    if (n % 500 === 0) assert.equal(world.code(auth(hotp(n / 500), HOME)), 0, `after ${n} tries`);
  }
  assert.deepEqual(heard, new Set([22, 54]));
  assert.ok(chances <= 50, `${chances} single guesses`);
});

test('a source that fails is locked for itself: the user goes on from another', () => {
  const world = worldOf();
  for (const from of [HOME, {}]) assert.equal(world.code(auth(hotp(from === HOME ? 0 : 1), from)), 0);
  for (let n = 0; n < 10; n += 1) world.code(auth(WRONG, HOME));
  assert.equal(world.code(auth(hotp(2), HOME)), 54);
  assert.equal(world.code(auth(hotp(2))), 0);
  world.advanceMs(MINUTE_MS);
  assert.equal(world.code(auth(hotp(3), HOME)), 0);
});

test('while strangers try, somebody new proves to have the token by two consecutive OTPs', () => {
  const world = worldOf();
  for (let n = 0; n < 60; n += 1) world.code(auth(WRONG, stranger(n)));
  assert.equal(world.code(sync(hotp(0), hotp(5), HOME)), 54);
  assert.equal(world.tokens.get(1)?.lastFactor, -1);
  assert.equal(world.code(sync(hotp(0), hotp(1), HOME)), 0);
  assert.equal(world.code(auth(hotp(2), HOME)), 0);
  assert.equal(world.code(auth(WRONG, stranger(1))), 54);
});

test('while strangers try, somebody new gets in at the second of two logins', () => {
  const world = worldOf();
  for (let n = 0; n < 60; n += 1) world.code(auth(WRONG, stranger(n)));
  assert.deepEqual(
    [0, 0, 2, 3].map((counter) => world.code(auth(hotp(counter), HOME))),
    [54, 54, 54, 0],
  );
  assert.equal(world.tokens.get(1)?.lastFactor, 3);
  assert.equal(world.code(auth(hotp(4), HOME)), 0);
  // One OTP of each of two sources proves nothing.
  assert.equal(world.code(auth(hotp(5), stranger(901))), 54);
  assert.equal(world.code(auth(hotp(6), stranger(902))), 54);
});

test('an application that says nothing of its users: two logins in a row end the lock that strangers made', () => {
  const world = worldOf();
  for (let n = 0; n < 10; n += 1) assert.equal(world.code(auth(WRONG)), 22);
  for (let n = 0; n < 2000; n += 1) assert.equal(world.code(auth(WRONG)), 54);
  world.advanceMs(30_000);
  assert.equal(world.user.otpFailCount, 10, 'what a lock answers is not counted');
  assert.deepEqual(
    [0, 1, 2].map((counter) => world.code(auth(hotp(counter)))),
    [54, 0, 0],
  );
});

test('a locked source is looked at twenty times in half a minute: a pair cannot be guessed', () => {
  const world = worldOf();
  for (let n = 0; n < 10; n += 1) world.code(auth(WRONG));
  for (let n = 0; n < 20; n += 1) world.code(auth(WRONG));
  assert.deepEqual(
    [0, 1, 2].map((counter) => world.code(auth(hotp(counter)))),
    [54, 54, 54],
  );
  world.advanceMs(30_000);
  assert.deepEqual(
    [3, 4].map((counter) => world.code(auth(hotp(counter)))),
    [54, 0],
  );
});

test('two logins in a row end the lock that lasts, too', () => {
  const world = worldOf({ permanentAfterFailures: 12, temporaryMaxSeconds: 60 });
  for (let n = 0; n < 12; n += 1) {
    world.advanceMs(MINUTE_MS);
    world.code(auth(WRONG));
  }
  assert.deepEqual(
    [0, 1, 2].map((counter) => world.code(auth(hotp(counter)))),
    [55, 0, 0],
  );
});

test('tries by serial: somebody new gets in at the second of two OTPs there too', () => {
  const world = worldOf();
  const bySerial = (otp: string, from: From): VerifyJob => ({
    kind: 'otp',
    serial: SERIAL,
    otp,
    requester: TEST_AGENT,
    ...from,
  });
  for (let n = 0; n < 60; n += 1) world.code(bySerial(WRONG, stranger(n)));
  assert.deepEqual(
    [0, 1].map((counter) => world.code(bySerial(hotp(counter), HOME))),
    [72, 0],
  );
  // By name, from a place nobody knows: the token is still under attack.
  assert.deepEqual(
    [2, 3].map((counter) => world.code(auth(hotp(counter), stranger(950)))),
    [72, 0],
  );
});

test('two consecutive OTPs end the lock of a source, also the one that lasts', () => {
  const world = worldOf({ permanentAfterFailures: 12, temporaryMaxSeconds: 60 });
  for (let n = 0; n < 12; n += 1) {
    world.advanceMs(MINUTE_MS);
    world.code(auth(WRONG));
  }
  assert.equal(world.code(auth(hotp(0))), 55);
  assert.equal(world.code(sync(hotp(0), hotp(1))), 0);
  assert.equal(world.code(auth(hotp(1))), 22);
  assert.equal(world.code(auth(hotp(2))), 0);
});

test('two OTPs end no lock where the policy says so, nor with four digits, nor one that an administrator set', () => {
  const strict = worldOf({ isUnlockedByTwoOtps: false });
  const short = new RuleWorld(aUserState(), [aTokenState({ spec: { ...HOTP_SPEC, digits: 4 } })]);
  for (const world of [strict, short]) {
    for (let n = 0; n < 10; n += 1) world.code(auth(world === short ? '9999' : WRONG));
    const spec = [...world.tokens.values()][0]!.spec;
    assert.equal(world.code(sync(otpOf(spec, 0), otpOf(spec, 1))), 54);
  }
  const user = aUserState({ otpLockedUntil: LOCKED_UNTIL_UNLOCKED });
  const locked = new RuleWorld(user, [aTokenState({ spec: HOTP_SPEC })]);
  assert.equal(locked.code(sync(hotp(0), hotp(1))), 55);
  const token = aTokenState({ spec: HOTP_SPEC, lockedUntil: LOCKED_UNTIL_UNLOCKED });
  const restored = new RuleWorld(aUserState(), [token]);
  const bySerial = {
    kind: 'sync',
    serial: SERIAL,
    otp: hotp(0),
    nextOtp: hotp(1),
    requester: TEST_AGENT,
  } as const;
  assert.equal(restored.code(bySerial), 73);
});

test('a wrong synchronisation under a lock changes nothing', () => {
  const world = worldOf();
  for (let n = 0; n < 10; n += 1) world.code(auth(WRONG));
  const before = world.user;
  assert.equal(world.code(sync(WRONG, WRONG)), 54);
  assert.equal(world.user, before);
});

test('tries by serial lock the source and the strangers, not the user who logs in by name', () => {
  const world = worldOf();
  assert.equal(world.code(auth(hotp(0), HOME)), 0);
  const bySerial = (otp: string, from: From): VerifyJob => ({
    kind: 'otp',
    serial: SERIAL,
    otp,
    requester: TEST_AGENT,
    ...from,
  });
  for (let n = 0; n < 200; n += 1) world.code(bySerial(WRONG, stranger(n)));
  assert.equal(world.code(bySerial(hotp(1), stranger(999))), 72);
  assert.equal(world.code(auth(hotp(1), HOME)), 0);
});

test('an address that tries many names has to wait, but not where it is known', () => {
  const world = worldOf({ clientAfterFailures: 20 });
  assert.equal(world.code(auth(hotp(0), HOME)), 0);
  const guess = { ...auth(WRONG, HOME), login: 'nobody' } as VerifyJob;
  for (let n = 0; n < 20; n += 1) assert.equal(world.code(guess), 27);
  const { size } = world.clients;
  const bySerial: VerifyJob = { kind: 'otp', serial: '9', otp: WRONG, requester: TEST_AGENT, ...HOME };
  for (const job of [guess, bySerial])
    assert.equal(world.code(job), 23, 'who there is, it is not told either');
  assert.equal([...world.clients.values()][0]?.failCount, 20);
  assert.equal(world.clients.size, size);
  assert.equal(world.code(auth(hotp(1), HOME)), 0);
  const other = new RuleWorld(aUserState(), [aTokenState({ spec: HOTP_SPEC })], world.context);
  for (const [address, state] of world.clients) other.clients.set(address, state);
  assert.equal(other.code(auth(hotp(0), HOME)), 23);
  other.advanceMs(3_600_000);
  assert.equal(other.code(auth(hotp(0), HOME)), 0);
});

test('addresses of one IPv6 network are one source', () => {
  const world = worldOf();
  for (let n = 0; n < 10; n += 1) world.code(auth(WRONG, { clientAddress: `2001:db8:1:2::${n + 1}` }));
  assert.equal(world.code(auth(hotp(0), { clientAddress: '2001:db8:1:2:ffff::1' })), 54);
  assert.equal(world.code(auth(hotp(0), { clientAddress: '2001:db8:1:3::1' })), 0);
});

test('failures of a source are forgotten after a day, three of all together, and what is known after its time', () => {
  const world = worldOf({ knownSourceDays: 30 });
  for (let n = 0; n < 9; n += 1) world.code(auth(WRONG));
  world.advanceMs(24 * 60 * MINUTE_MS);
  assert.equal(world.code(auth(WRONG)), 22);
  assert.deepEqual(
    [...world.sources.values()].map((own) => own.otpFailCount),
    [1],
  );
  assert.equal(world.user.otpFailCount, 7);
  assert.equal(world.code(auth(hotp(0), HOME)), 0);
  world.advanceMs(31 * 24 * 60 * MINUTE_MS);
  for (let n = 0; n < 60; n += 1) world.code(auth(WRONG, stranger(n)));
  assert.equal(world.code(auth(hotp(1), HOME)), 54);
});

test('the audit log says when a lock begins, once for each', () => {
  const world = worldOf();
  for (let n = 0; n < 12; n += 1) world.code(auth(WRONG));
  assert.equal(world.actions.filter((action) => action === 'user.lock').length, 1);
});

test('a clock that is put back does not end a lock sooner', () => {
  const world = worldOf();
  for (let n = 0; n < 10; n += 1) world.code(auth(WRONG));
  world.advanceMs(-3_600_000);
  assert.equal(world.code(auth(hotp(0))), 54);
});

test('time tokens: the right OTP typed into a lock stays unused', () => {
  const world = new RuleWorld(aUserState(), [aTokenState()]);
  for (let n = 0; n < 10; n += 1) world.code(auth(WRONG));
  const otp = otpOf(TOTP_SPEC, NEW_YEAR_MS / 30_000 + 2);
  assert.equal(world.code(auth(otp)), 54);
  world.advanceMs(MINUTE_MS);
  assert.equal(world.code(auth(otp)), 0);
});
