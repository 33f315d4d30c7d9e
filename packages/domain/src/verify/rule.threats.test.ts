import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ocraResponse, parseOcraSuite, pureJsPrimitives } from '@lingpai/algorithms';
import {
  NEW_YEAR_MS,
  RuleWorld,
  TEST_AGENT,
  TEST_SEED,
  TOTP_SPEC,
  aLockout,
  aSourceState,
  aTokenState,
  aUserState,
  otpOf,
} from '@lingpai/testing';
import type { VerifyJob } from './job.ts';
import { sourceKey } from './ledger.ts';
import type { ChallengeState } from './state.ts';

const STEP = NEW_YEAR_MS / 30_000;
const OTP = otpOf(TOTP_SPEC, STEP);
const SERIAL = '2600000000001';
const DAY_MS = 86_400_000;
const BESIEGED = { otpFailCount: 500, otpLockedUntil: NEW_YEAR_MS + 3_600_000, failedAt: NEW_YEAR_MS };
const WITH_STATIC = { staticPasswordRule: 'required', staticHash: 'h', staticLength: 4 } as const;
const found = (isRight: boolean) => ({ asOf: NEW_YEAR_MS, staticPassword: { hash: 'h', isRight } });
const auth = (password: string, more: object = {}): VerifyJob => ({
  kind: 'auth',
  login: 'alice',
  password,
  requester: TEST_AGENT,
  ...more,
});
const otp = (typed: string, more: object = {}): VerifyJob => ({
  kind: 'otp',
  login: 'alice',
  otp: typed,
  requester: TEST_AGENT,
  ...more,
});
const proof = (isRight: boolean, clientAddress?: string): VerifyJob => ({
  kind: 'static-password',
  login: 'alice',
  password: 'abcd',
  requester: TEST_AGENT,
  checks: found(isRight),
  ...(clientAddress !== undefined && { clientAddress }),
});

test('an OTP that is refused activates no phone', () => {
  const pending = { distributionId: 7, sealedSeed: TEST_SEED, expiresAt: NEW_YEAR_MS + DAY_MS };
  for (const who of [{}, { login: undefined, serial: SERIAL }]) {
    const world = new RuleWorld(aUserState(), [aTokenState({ sealedSeed: undefined, pending })]);
    assert.equal(world.code({ ...otp(otpOf(TOTP_SPEC, STEP + 15)), ...who } as VerifyJob), 13);
    assert.equal(world.tokens.get(1)?.pending, pending);
  }
});

test('an OTP that was typed too early is worth nothing alone when its time comes', () => {
  const world = new RuleWorld(aUserState(), [aTokenState()]);
  const early = otpOf(TOTP_SPEC, STEP + 15);
  assert.equal(world.code(otp(early)), 13);
  world.advanceMs(15 * 30_000);
  assert.equal(world.code(otp(early)), 13);
  assert.equal(world.code(otp(otpOf(TOTP_SPEC, STEP + 14))), 0);
  assert.equal(world.code(otp(early)), 13);
  assert.equal(world.code(otp(otpOf(TOTP_SPEC, STEP + 16))), 0);
  assert.deepEqual(world.tokens.get(1)?.spentFactors, []);
});

test('the old static password, proved without an OTP, makes no source known', () => {
  const world = new RuleWorld(aUserState({ ...WITH_STATIC, ...BESIEGED }), [aTokenState()]);
  const clientAddress = '198.51.100.9';
  assert.equal(world.code(proof(true, clientAddress)), 0);
  assert.equal(world.code(auth(`abcd${OTP}`, { clientAddress, checks: found(true) })), 54);
});

test('an OTP of a seed that waits for its first one, typed too early, is worth nothing alone when its time comes', () => {
  const waiting = new TextEncoder().encode('98765432109876543210');
  const pending = { distributionId: 1, sealedSeed: waiting, expiresAt: Number.MAX_SAFE_INTEGER };
  for (const sealedSeed of [undefined, TEST_SEED]) {
    const world = new RuleWorld(aUserState(), [aTokenState({ pending, sealedSeed })]);
    const early = otpOf(TOTP_SPEC, STEP + 15, waiting);
    assert.equal(world.code(otp(early)), 13);
    world.advanceMs(15 * 30_000);
    assert.equal(world.code(otp(early)), 13);
    // The first one takes the seed over, and what is spent of it stays so.
    assert.equal(world.code(otp(otpOf(TOTP_SPEC, STEP + 14, waiting))), 0);
    assert.deepEqual(world.tokens.get(1)?.sealedSeed, waiting);
    assert.equal(world.code(otp(early)), 13);
    assert.equal(world.code(otp(otpOf(TOTP_SPEC, STEP + 16, waiting))), 0);
  }
});

test('every guess at an emergency password counts, whatever stands before it', () => {
  const digest = new TextEncoder().encode('k7m2x9q4ta');
  const emergency = { digest, length: 10, expiresAt: NEW_YEAR_MS + DAY_MS, usesLeft: undefined };
  for (const tokens of [[], [aTokenState({ status: 'lost' })]]) {
    const world = new RuleWorld(aUserState({ emergency }), tokens);
    assert.equal(world.code(auth('xaaaaaaaaaa')), 70);
    assert.equal(world.user.otpFailCount, 1);
  }
});

test('a password of four and an OTP of six are no OTP of ten', () => {
  const long = aTokenState({ id: 2, serial: '2', spec: { ...TOTP_SPEC, digits: 10 }, status: 'lost' });
  const world = new RuleWorld(aUserState(WITH_STATIC), [aTokenState(), long]);
  assert.equal(world.code(auth(`abcd${OTP}`, { checks: found(true) })), 0);
});

test('an address that has to wait gets in where it is known, by serial too', () => {
  const world = new RuleWorld(aUserState(), [aTokenState()]);
  const clientAddress = '203.0.113.9';
  const known = aSourceState({ kind: 'token', source: clientAddress, knownAt: NEW_YEAR_MS - 1000 });
  world.sources.set(sourceKey(known), known);
  const waiting = { failCount: 100, lockedUntil: NEW_YEAR_MS + 1000, failedAt: NEW_YEAR_MS };
  world.clients.set(clientAddress, { address: clientAddress, isNew: false, ...waiting });
  assert.equal(world.code(otp(OTP, { login: undefined, serial: SERIAL, clientAddress })), 0);
});

test('rules for everybody hold for tokens by themselves, too', () => {
  const rule = {
    days: [],
    fromMinute: 0,
    untilMinute: 1440,
    timeZone: 'UTC',
    addresses: ['10.0.0.0/8'],
    agents: [],
  };
  const world = new RuleWorld(aUserState(), [aTokenState()], { access: { rules: [rule] } });
  const bySerial = { login: undefined, serial: SERIAL };
  assert.equal(world.code(otp(OTP, { ...bySerial, clientAddress: '198.51.100.1' })), 23);
  assert.equal(world.code(otp(OTP, { ...bySerial, clientAddress: '10.1.2.3' })), 0);
});

test('one sync gets in although strangers tried the serial', () => {
  const besieged = { failCount: 100, lockedUntil: NEW_YEAR_MS + DAY_MS, failedAt: NEW_YEAR_MS };
  const world = new RuleWorld(aUserState(), [aTokenState(besieged)]);
  const job = { kind: 'sync', login: 'alice', otp: OTP, nextOtp: otpOf(TOTP_SPEC, STEP + 1) } as const;
  assert.equal(world.code({ ...job, requester: TEST_AGENT }), 0);
});

test('a source that succeeds each day stays known, however short the time it does', () => {
  const lockout = aLockout({ knownSourceDays: 3 });
  const world = new RuleWorld(aUserState(), [aTokenState()], { lockout });
  for (let day = 0; day < 10; day += 1) {
    assert.equal(world.code(auth(otpOf(TOTP_SPEC, Math.floor(world.nowMs / 30_000)))), 0);
    world.advanceMs(DAY_MS);
  }
  world.user = {
    ...world.user,
    otpFailCount: 500,
    otpLockedUntil: world.nowMs + 1000,
    failedAt: world.nowMs,
  };
  assert.equal(world.code(auth(otpOf(TOTP_SPEC, Math.floor(world.nowMs / 30_000)))), 0);
});

test('failures of long ago take nothing away from those of others', () => {
  const user = aUserState({ otpFailCount: 9, failedAt: NEW_YEAR_MS - 1000 });
  const world = new RuleWorld(user, [aTokenState()]);
  const own = aSourceState({ otpFailCount: 9, changedAt: NEW_YEAR_MS - 2 * DAY_MS });
  world.sources.set(sourceKey(own), own);
  assert.equal(world.code(auth(OTP)), 0);
  assert.equal(world.user.otpFailCount, 9);
});

const SUITE = 'OCRA-1:HOTP-SHA1-6:QN08';
const OCRA_TOKEN = aTokenState({
  spec: { type: 'ocra', hash: 'sha1', digits: 6, periodSeconds: undefined, ocraSuite: SUITE },
});
const challenge = (keyHash: string, question: string): ChallengeState => ({
  keyHash,
  agentId: 1,
  kind: 'challenge',
  login: 'alice',
  serial: SERIAL,
  suite: SUITE,
  question,
  clientQuestion: undefined,
  sessionInfo: undefined,
  createdAt: NEW_YEAR_MS,
  expiresAt: NEW_YEAR_MS + 180_000,
  usedAt: undefined,
  forgetAt: NEW_YEAR_MS + DAY_MS,
});
const responseTo = (question: string) =>
  ocraResponse({
    primitives: pureJsPrimitives,
    seed: TEST_SEED,
    suite: parseOcraSuite(SUITE),
    challenge: question,
  });
const answer = (challengeKey: string, response: string): VerifyJob => ({
  kind: 'answer',
  agentId: 1,
  challengeKey,
  response,
  requester: TEST_AGENT,
});

test('sessionVerifyOtp tells nobody the response to a challenge', () => {
  const lost = aTokenState({ id: 2, serial: '2', status: 'lost' });
  const world = new RuleWorld(aUserState(), [OCRA_TOKEN, lost]);
  world.challenges.set('k', challenge('k', '12345678'));
  const right = responseTo('12345678');
  const wrong = right === '000000' ? '000001' : '000000';
  const ask = (typed: string) => world.code(otp(typed, { challengeKey: 'k' }));
  assert.equal(ask(wrong), ask(right));
});

test('where strangers keep unknown sources out, two answers let one in', () => {
  const world = new RuleWorld(aUserState(BESIEGED), [OCRA_TOKEN]);
  for (const [key, question] of [
    ['a', '11111111'],
    ['b', '22222222'],
    ['c', '33333333'],
  ] as const)
    world.challenges.set(key, challenge(key, question));
  assert.equal(world.code(answer('a', responseTo('22222222'))), 54);
  assert.equal(world.code(answer('a', responseTo('11111111'))), 54);
  assert.equal(world.code(answer('a', responseTo('11111111'))), 46);
  assert.equal(world.code(answer('b', responseTo('22222222'))), 0);
  assert.equal(world.code(answer('c', responseTo('33333333'))), 0);
});
