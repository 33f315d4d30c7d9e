import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  NEW_YEAR_MS,
  RuleWorld,
  TEST_AGENT,
  TOTP_SPEC,
  aContext,
  aPolicy,
  aTokenState,
  aUserState,
  otpOf,
} from '@lingpai/testing';
import type { AuthJob, Outcome } from './job.ts';
import { codeOfReason } from './outcome.ts';
import type { UserState } from './state.ts';

const STEP = NEW_YEAR_MS / 30_000;
const OTP = otpOf(TOTP_SPEC, STEP);
const WRONG_OTP = OTP === '000000' ? '000001' : '000000';
const STATIC = '静态pw';
const THIRD = 'dir+密码';
const rule = (isAsked: boolean) => (isAsked ? 'required' : 'none');

type Asked = Readonly<Record<'otp' | 'static' | 'third', boolean>>;

/** Plays the server: finds out what is asked for, and comes again. */
function login(
  world: RuleWorld,
  password: string,
  verdict: 'right' | 'wrong' | 'unavailable' = 'right',
): Outcome {
  let job: AuthJob = { kind: 'auth', login: 'alice', password, requester: TEST_AGENT };
  for (let passes = 0; passes < 4; passes += 1) {
    const outcome = world.decide(job);
    if (outcome.kind !== 'check-needed') return outcome;
    assert.ok(outcome.check !== 'hash-alone');
    const found =
      outcome.check === 'static-password'
        ? { staticPassword: { hash: outcome.hash, isRight: outcome.password === STATIC } }
        : {
            thirdParty: {
              backendId: outcome.backendId,
              verdict: verdict === 'right' && outcome.password !== THIRD ? ('wrong' as const) : verdict,
            },
          };
    job = { ...job, checks: { ...job.checks, asOf: outcome.asOf, ...found } };
  }
  throw new Error('asks for ever');
}
const codeOf = (outcome: Outcome) =>
  outcome.kind === 'accepted' ? 0 : outcome.kind === 'refused' ? codeOfReason(outcome.reason) : -1;

function worldOf(asked: Asked, change: Partial<UserState> = {}): RuleWorld {
  const user = aUserState({
    otpRule: rule(asked.otp),
    staticPasswordRule: rule(asked.static),
    thirdPartyRule: rule(asked.third),
    staticHash: 'h',
    staticLength: Array.from(STATIC).length,
    ...change,
  });
  return new RuleWorld(user, [aTokenState()]);
}
const COMBINATIONS: readonly Asked[] = [1, 2, 3, 4, 5, 6, 7].map((bits) => ({
  otp: (bits & 1) !== 0,
  static: (bits & 2) !== 0,
  third: (bits & 4) !== 0,
}));
const typed = (asked: Asked, { third = THIRD, pin = STATIC, otp = OTP } = {}) =>
  `${asked.third ? third : ''}${asked.static ? pin : ''}${asked.otp ? otp : ''}`;

for (const asked of COMBINATIONS) {
  const name = Object.keys(asked)
    .filter((factor) => asked[factor as keyof Asked])
    .join(' + ');

  test(`authenticateUser() wants every factor right: ${name}`, () => {
    assert.equal(codeOf(login(worldOf(asked), typed(asked))), 0);
    if (asked.otp) assert.equal(codeOf(login(worldOf(asked), typed(asked, { otp: WRONG_OTP }))), 22);
    if (asked.static) assert.equal(codeOf(login(worldOf(asked), typed(asked, { pin: '静态pX' }))), 14);
    if (asked.third) {
      assert.equal(codeOf(login(worldOf(asked), typed(asked, { third: 'dir+密X' }))), 82);
      assert.equal(codeOf(login(worldOf(asked), typed(asked, { third: '' }))), 82);
    }
  });

  test(`authenticateUser() counts the factor that fails, and uses nothing up: ${name}`, () => {
    for (const [factor, wrong] of [
      ['static', { pin: '静态pX' }],
      ['third', { third: 'dir+密X' }],
    ] as const) {
      if (!asked[factor]) continue;
      const world = worldOf(asked);
      login(world, typed(asked, wrong));
      const { otpFailCount, staticFailCount, thirdPartyFailCount } = world.user;
      assert.deepEqual(
        [otpFailCount, staticFailCount, thirdPartyFailCount],
        [0, factor === 'static' ? 1 : 0, factor === 'third' ? 1 : 0],
      );
      assert.equal(world.tokens.get(1)?.lastFactor, -1);
      assert.equal(codeOf(login(world, typed(asked))), 0);
      assert.deepEqual([world.user.staticFailCount, world.user.thirdPartyFailCount], [0, 0]);
    }
  });
}

test('authenticateUser() asks for an OTP where every rule says none', () => {
  const nothing = { otp: false, static: false, third: false };
  assert.equal(codeOf(login(worldOf(nothing), OTP)), 0);
  assert.equal(codeOf(login(worldOf(nothing), '')), 58);
});

test('authenticateUser() asks no password of whoever has not shown the OTP: nobody can guess at a directory', () => {
  const world = worldOf({ otp: true, static: true, third: true });
  const outcome = world.decide({
    kind: 'auth',
    login: 'alice',
    password: `${THIRD}${STATIC}${WRONG_OTP}`,
    requester: TEST_AGENT,
  });
  assert.equal(outcome.kind, 'refused');
});

test('authenticateUser() asks the directory only after the static password', () => {
  const world = worldOf({ otp: false, static: true, third: true });
  assert.equal(codeOf(login(world, `${THIRD}静态pX`)), 14);
  assert.equal(world.user.thirdPartyFailCount, 0);
});

test('authenticateUser() holds a silent back-end against nobody', () => {
  const world = worldOf({ otp: true, static: false, third: true });
  assert.equal(codeOf(login(world, `${THIRD}${OTP}`, 'unavailable')), 82);
  assert.equal(world.user.thirdPartyFailCount, 0);
  assert.equal(codeOf(login(world, `${THIRD}${OTP}`)), 0);
});

test('authenticateUser() accepts the OTP as of when it was typed, however long a back-end took', () => {
  const world = worldOf({ otp: true, static: false, third: true });
  const job = { kind: 'auth', login: 'alice', password: `${THIRD}${OTP}`, requester: TEST_AGENT } as const;
  const first = world.decide(job);
  assert.ok(first.kind === 'check-needed');
  world.advanceMs(59_000);
  const thirdParty = { backendId: null, verdict: 'right' as const };
  assert.equal(world.code({ ...job, checks: { asOf: first.asOf, thirdParty } }), 0);
  const late = worldOf({ otp: true, static: false, third: true });
  late.advanceMs(300_000);
  assert.equal(late.code({ ...job, checks: { asOf: first.asOf, thirdParty } }), 13);
});

test('authenticateUser() does not believe what another back-end said', () => {
  const world = worldOf({ otp: true, static: false, third: true }, { backendId: 7 });
  const job = { kind: 'auth', login: 'alice', password: `${THIRD}${OTP}`, requester: TEST_AGENT } as const;
  const checks = { asOf: NEW_YEAR_MS, thirdParty: { backendId: null, verdict: 'right' as const } };
  assert.equal(world.decide({ ...job, checks }).kind, 'check-needed');
});

test('authenticateUser() lets nobody in with an initial or an old static password, and leaves the OTP', () => {
  const asked = { otp: true, static: true, third: false };
  const initial = worldOf(asked, { staticMustChange: true });
  assert.equal(codeOf(login(initial, `${STATIC}${OTP}`)), 57);
  assert.equal(initial.tokens.get(1)?.lastFactor, -1);
  assert.equal(codeOf(login(initial, `静态pX${OTP}`)), 14);
  const day = 86_400_000;
  const { staticPassword } = aContext();
  const old = worldOf(asked, { staticSetAt: NEW_YEAR_MS - 30 * day });
  old.context = { ...old.context, staticPassword: { ...staticPassword, maxAgeDays: 30 } };
  assert.equal(codeOf(login(old, `${STATIC}${OTP}`)), 57);
  old.user = { ...old.user, staticSetAt: NEW_YEAR_MS - 30 * day + 1 };
  assert.equal(codeOf(login(old, `${STATIC}${OTP}`)), 0);
});

test('authenticateUser() has one hash spent before a refusal is counted where a password is all that is asked for', () => {
  const policy = aPolicy({ otpRequired: false, staticPasswordRequired: true });
  const world = new RuleWorld(aUserState(), [], { policy });
  const job = { kind: 'auth', login: 'nobody', password: 'x', requester: TEST_AGENT } as const;
  const from = { clientAddress: '192.0.2.1', idempotency: { scope: 's', requestHash: 'h' } } as const;
  const first = world.decide({ ...job, ...from });
  assert.deepEqual(first, { kind: 'check-needed', asOf: NEW_YEAR_MS, check: 'hash-alone' });
  assert.deepEqual([world.clients.size, world.actions], [0, []]);
  const checks = { asOf: NEW_YEAR_MS, isHashSpent: true };
  assert.deepEqual(world.decide({ ...job, ...from, checks }), { kind: 'refused', reason: 'unknown-user' });
  assert.equal(world.clients.get('192.0.2.1')?.failCount, 1);
  assert.deepEqual(world.actions, ['auth']);
});
