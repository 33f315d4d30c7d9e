import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ocraResponse, parseOcraSuite, pureJsPrimitives } from '@lingpai/algorithms';
import {
  HOTP_SPEC,
  NEW_YEAR_MS,
  RuleWorld,
  TEST_AGENT,
  TEST_SEED,
  aLockout,
  aTokenState,
  aUserState,
  otpOf,
} from '@lingpai/testing';
import type { VerifyJob } from './job.ts';
import type { ChallengeState } from './state.ts';

/** What is looked at of whoever is kept out, and what it takes to get in. */
const SERIAL = '2600000000001';
const WRONG = '999999';
const HOME = '198.51.100.7';
const stranger = (n: number): string => `203.0.${(n >> 8) & 0xff}.${n & 0xff}`;
const hotp = (counter: number) => otpOf(HOTP_SPEC, counter);
const worldOf = (change: Parameters<typeof aLockout>[0] = {}) =>
  new RuleWorld(aUserState(), [aTokenState({ spec: HOTP_SPEC })], { lockout: aLockout(change) });
/** Locks that do not end while a test goes on. */
function lockFor(world: RuleWorld, ms: number): void {
  for (const [key, state] of world.sources)
    world.sources.set(key, { ...state, otpLockedUntil: world.nowMs + ms });
}
const byName = (password: string, clientAddress: string): VerifyJob => ({
  kind: 'auth',
  login: 'alice',
  password,
  requester: TEST_AGENT,
  clientAddress,
});
const bySerial = (otp: string, clientAddress: string): VerifyJob => ({
  kind: 'otp',
  serial: SERIAL,
  otp,
  requester: TEST_AGENT,
  clientAddress,
});

for (const [what, job, locked] of [
  ['a user', byName, 54],
  ['a token', bySerial, 72],
] as const) {
  test(`two hundred strangers at ${what}: forty of their tries are looked at in half a minute, all together`, () => {
    const world = worldOf({ clientAfterFailures: 0 });
    assert.equal(world.code(job(hotp(0), HOME)), 0);
    // Until all of them are locked, each for itself.
    for (let round = 0; round < 60; round += 1) {
      for (let n = 0; n < 200; n += 1) world.code(job(WRONG, stranger(n)));
      world.advanceMs(30_000);
    }
    const heldOf = () => (what === 'a user' ? world.user : world.tokens.get(1)!).heldTries;
    for (let round = 0; round < 20; round += 1)
      for (let n = 0; n < 200; n += 1) world.code(job(WRONG, stranger(n)));
    assert.equal(heldOf(), 40);
    const mine = [...world.sources.values()].filter(
      ({ heldSince, source }) => heldSince === world.nowMs && source !== HOME,
    );
    assert.ok(mine.reduce((sum, { heldTries }) => sum + heldTries, 0) <= 40);
    // Two right ones of a stranger are not looked at now; the owner goes on, here and where nobody knows the owner.
    assert.deepEqual(
      [1, 2].map((counter) => world.code(job(hotp(counter), stranger(7)))),
      [locked, locked],
    );
    assert.equal(world.code(job(hotp(1), HOME)), 0);
    assert.deepEqual(
      [2, 3].map((counter) => world.code(job(hotp(counter), '198.51.100.99'))),
      [locked, 0],
    );
    assert.equal(heldOf(), 40);
    const { kind: _, ...who } = job === byName ? { kind: '', login: 'alice' } : { kind: '', serial: SERIAL };
    const [otp, nextOtp] = [hotp(4), hotp(5)];
    const sync = { kind: 'sync', ...who, otp, nextOtp, requester: TEST_AGENT, clientAddress: stranger(9) };
    assert.equal(world.code(sync as VerifyJob), 0);
  });
}

test('a known source that is locked has its own tries, however many strangers try', () => {
  const world = worldOf({ clientAfterFailures: 0 });
  assert.equal(world.code(byName(hotp(0), HOME)), 0);
  for (let n = 0; n < 10; n += 1) world.code(byName(WRONG, HOME));
  for (let round = 0; round < 15; round += 1)
    for (let n = 0; n < 200; n += 1) world.code(byName(WRONG, stranger(n)));
  assert.equal(world.user.heldTries, 40);
  assert.deepEqual(
    [1, 2].map((counter) => world.code(byName(hotp(counter), HOME))),
    [54, 0],
  );
});

test('the second OTP has to come within forty tries of its source', () => {
  for (const [tries, code] of [
    [38, 0],
    [40, 54],
  ] as const) {
    const world = worldOf();
    assert.equal(world.code(byName(hotp(0), HOME)), 0);
    for (let n = 0; n < 10; n += 1) world.code(byName(WRONG, HOME));
    lockFor(world, 600_000);
    assert.equal(world.code(byName(hotp(1), HOME)), 54);
    for (let n = 0; n < tries; n += 1) {
      if (n % 15 === 0) world.advanceMs(30_000);
      world.code(byName(WRONG, HOME));
    }
    world.advanceMs(30_000);
    assert.equal(world.code(byName(hotp(2), HOME)), code, `after ${tries}`);
  }
});

test('a hundred tries and three more a day: whoever pauses for a day gains nothing by it', () => {
  const world = worldOf({ allSourcesAfterFailures: 100, clientAfterFailures: 0 });
  let guesses = 0;
  for (let day = 0; day < 365; day += 1) {
    for (let n = 0; n < 99; n += 1) guesses += world.code(byName(WRONG, stranger(n % 11))) === 22 ? 1 : 0;
    world.advanceMs(86_400_001);
  }
  assert.ok(guesses <= 100 + 3 * 365, `${guesses} single guesses in a year`);
  const hourly = worldOf({ allSourcesAfterFailures: 100, clientAfterFailures: 0 });
  guesses = 0;
  for (let hour = 0; hour < 24 * 60; hour += 1) {
    for (let n = 0; n < 4; n += 1)
      guesses += hourly.code(byName(WRONG, stranger(hour * 4 + n))) === 22 ? 1 : 0;
    hourly.advanceMs(3_600_000);
  }
  assert.ok(guesses <= 100 + 3 * 60, `${guesses} single guesses in sixty days`);
});

const challenge = (keyHash: string, suite: string): ChallengeState => ({
  keyHash,
  agentId: 1,
  kind: 'challenge',
  login: 'alice',
  serial: SERIAL,
  suite,
  question: keyHash,
  clientQuestion: undefined,
  sessionInfo: undefined,
  createdAt: NEW_YEAR_MS,
  expiresAt: NEW_YEAR_MS + 86_400_000,
  usedAt: undefined,
  forgetAt: NEW_YEAR_MS + 86_400_000,
});
function lockedAnswers(suite: string) {
  const { digits } = parseOcraSuite(suite);
  const spec = { type: 'ocra', hash: 'sha1', digits, periodSeconds: undefined, ocraSuite: suite } as const;
  const world = new RuleWorld(aUserState(), [aTokenState({ spec })]);
  const answer = (question: string, counter?: number): number => {
    const parts = { primitives: pureJsPrimitives, seed: TEST_SEED, suite: parseOcraSuite(suite) };
    const response = ocraResponse({
      ...parts,
      challenge: question,
      ...(counter !== undefined && { counter }),
    });
    return tell(question, response);
  };
  const tell = (question: string, response: string): number => {
    world.challenges.set(question, world.challenges.get(question) ?? challenge(question, suite));
    const job = { kind: 'answer', agentId: 1, challengeKey: question, response } as const;
    return world.code({ ...job, requester: TEST_AGENT });
  };
  for (let n = 0; n < 10; n += 1) assert.equal(tell('00000000', '1'.repeat(digits)), 22);
  return { world, answer, tell };
}

test('right answers of few digits end no lock, and are not looked at', () => {
  const { world, answer } = lockedAnswers('OCRA-1:HOTP-SHA1-4:QN08');
  const before = [...world.sources.values()];
  assert.deepEqual(
    ['11111111', '22222222', '33333333'].map((question) => answer(question)),
    [54, 54, 54],
  );
  assert.deepEqual([...world.sources.values()], before);
  assert.equal(world.challenges.get('11111111')?.usedAt, undefined);
});

test('two right answers of six digits end a lock, one soon after the other', () => {
  const { answer } = lockedAnswers('OCRA-1:HOTP-SHA1-6:QN08');
  assert.deepEqual(
    ['11111111', '22222222', '33333333'].map((question) => answer(question)),
    [54, 0, 0],
  );
  const late = lockedAnswers('OCRA-1:HOTP-SHA1-6:QN08');
  lockFor(late.world, 600_000);
  assert.equal(late.answer('11111111'), 54);
  for (let n = 0; n < 41; n += 1) {
    if (n % 15 === 0) late.world.advanceMs(30_000);
    late.tell('22222222', '111111');
  }
  late.world.advanceMs(30_000);
  assert.equal(late.answer('33333333'), 54);
});

test('with a counter, the second answer has the next one', () => {
  const { answer } = lockedAnswers('OCRA-1:HOTP-SHA1-6:C-QN08');
  assert.equal(answer('11111111', 0), 54);
  assert.equal(answer('22222222', 4), 54);
  assert.equal(answer('33333333', 5), 0);
});
