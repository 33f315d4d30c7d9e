import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  HOTP_SPEC,
  NEW_YEAR_MS,
  TEST_AGENT,
  TEST_SEED,
  TOTP_SPEC,
  aContext,
  aLockout,
  aPolicy,
  aSnapshot,
  aSourceState,
  aTokenState,
  aUserState,
  otpOf,
} from '@lingpai/testing';
import { decideBatch } from './decide-batch.ts';
import type { Outcome, VerifyJob } from './job.ts';
import { codeOfReason } from './outcome.ts';
import { LOCKED_UNTIL_UNLOCKED, type SourceState, type TokenState, type UserState } from './state.ts';

const STEP = NEW_YEAR_MS / 30_000;
const NEW_SEED = new TextEncoder().encode('abcdefghijabcdefghij');
const right = otpOf(TOTP_SPEC, STEP);
const wrong = '000000' === right ? '000001' : '000000';

interface Case {
  readonly job: Partial<Extract<VerifyJob, { kind: 'auth' }>> | VerifyJob;
  readonly user?: Partial<UserState> | undefined;
  readonly tokens?: readonly Partial<TokenState>[];
  readonly lockout?: Parameters<typeof aLockout>[0];
  readonly policy?: Parameters<typeof aPolicy>[0];
  readonly sources?: readonly SourceState[];
}
function decide({ job, user = {}, tokens = [{}], lockout, policy, sources = [] }: Case) {
  const whole = (
    'kind' in job ? job : { kind: 'auth', login: 'alice', password: right, requester: TEST_AGENT, ...job }
  ) as VerifyJob;
  const states = tokens.map((token, index) =>
    aTokenState({ id: index + 1, serial: `260000000000${index + 1}`, ...token }),
  );
  const context = aContext({ policy: aPolicy(policy), lockout: aLockout(lockout) });
  const decided = decideBatch([whole], aSnapshot(aUserState(user), states, sources), context);
  return { ...decided, outcome: decided.outcomes[0]! };
}
const codeOf = (outcome: Outcome): number =>
  outcome.kind === 'accepted' ? 0 : outcome.kind === 'refused' ? codeOfReason(outcome.reason) : -1;

const CODES: readonly (readonly [name: string, code: number, given: Case])[] = [
  ['the right OTP', 0, { job: {} }],
  ['the login in other letters', 0, { job: { login: 'ＡLICE' } }],
  ['a wrong OTP', 22, { job: { password: wrong } }],
  ['an unknown user', 27, { job: { login: 'nobody' } }],
  ['a disabled user', 36, { job: {}, user: { isEnabled: false } }],
  ['a user locked for a time', 54, { job: {}, user: { otpLockedUntil: NEW_YEAR_MS + 1 } }],
  ['a user whose lock has just ended', 0, { job: {}, user: { otpLockedUntil: NEW_YEAR_MS } }],
  ['a user locked until unlocked', 55, { job: {}, user: { otpLockedUntil: LOCKED_UNTIL_UNLOCKED } }],
  ['a user without token', 80, { job: {}, tokens: [] }],
  ['a lost token', 20, { job: {}, tokens: [{ status: 'lost' }] }],
  ['a disabled token', 37, { job: {}, tokens: [{ status: 'disabled' }] }],
  ['a revoked token', 38, { job: {}, tokens: [{ status: 'revoked' }] }],
  ['an expired token', 52, { job: {}, tokens: [{ expiresAt: NEW_YEAR_MS }] }],
  ['a token whose time has not come', 56, { job: {}, tokens: [{ startsAt: NEW_YEAR_MS + 1 }] }],
  ['a token locked for a time', 72, { job: {}, tokens: [{ lockedUntil: NEW_YEAR_MS + 1 }] }],
  ['a token locked until unlocked', 73, { job: {}, tokens: [{ lockedUntil: LOCKED_UNTIL_UNLOCKED }] }],
  ['a mobile token no phone has', 56, { job: {}, tokens: [{ sealedSeed: undefined }] }],
  [
    'an OCRA token without a clock',
    50,
    { job: {}, tokens: [{ spec: { ...TOTP_SPEC, type: 'ocra', periodSeconds: undefined } }] },
  ],
  ['a seed that cannot be opened', 16, { job: {}, tokens: [{ sealedSeed: new Uint8Array(0) }] }],
  ['an OTP that is too short', 58, { job: { password: '12345' } }],
  ['letters', 58, { job: { password: 'abcdef' } }],
  ['an OTP from outside the window', 13, { job: { password: otpOf(TOTP_SPEC, STEP + 5) } }],
  ['a used OTP', 22, { job: {}, tokens: [{ lastFactor: STEP }] }],
  [
    'the OTP of the second of two tokens',
    0,
    { job: { password: otpOf(HOTP_SPEC, 0) }, tokens: [{}, { spec: HOTP_SPEC }] },
  ],
  ['the OTP of a good token beside a lost one', 0, { job: {}, tokens: [{ status: 'lost' }, {}] }],
  ['a static password before the OTP where none is asked for', 0, { job: { password: `secret${right}` } }],
  [
    'a static password that is asked for and was never set',
    33,
    { job: {}, user: { staticPasswordRule: 'required' } },
  ],
  [
    'the OTP alone where a static password is asked for',
    31,
    { job: {}, user: { staticPasswordRule: 'required', staticHash: 'h', staticLength: 4 } },
  ],
  [
    'a wrong static password',
    14,
    {
      job: {
        password: `abcd${right}`,
        checks: { asOf: NEW_YEAR_MS, staticPassword: { hash: 'h', isRight: false } },
      },
      user: { staticPasswordRule: 'required', staticHash: 'h', staticLength: 4 },
    },
  ],
  [
    'the right static password and OTP',
    0,
    {
      job: {
        password: `abcd${right}`,
        checks: { asOf: NEW_YEAR_MS, staticPassword: { hash: 'h', isRight: true } },
      },
      user: { staticPasswordRule: 'required', staticHash: 'h', staticLength: 4 },
    },
  ],
  [
    'a static password the policy asks of all',
    31,
    { job: {}, user: { staticHash: 'h', staticLength: 4 }, policy: { staticPasswordRequired: true } },
  ],
  [
    'the user for whom the policy makes an exception',
    0,
    { job: {}, user: { staticPasswordRule: 'none' }, policy: { staticPasswordRequired: true } },
  ],
  [
    'an OTP by serial',
    0,
    { job: { kind: 'otp', serial: '2600000000001', otp: right, requester: TEST_AGENT } },
  ],
  ['an OTP by unknown serial', 24, { job: { kind: 'otp', serial: '9', otp: right, requester: TEST_AGENT } }],
  [
    "an OTP of a user's named token",
    0,
    { job: { kind: 'otp', login: 'alice', serial: '2600000000001', otp: right, requester: TEST_AGENT } },
  ],
  [
    'two OTPs that do not follow each other',
    71,
    { job: { kind: 'sync', login: 'alice', otp: right, nextOtp: wrong, requester: TEST_AGENT } },
  ],
  [
    'two OTPs that do',
    0,
    {
      job: {
        kind: 'sync',
        login: 'alice',
        otp: right,
        nextOtp: otpOf(TOTP_SPEC, STEP + 1),
        requester: TEST_AGENT,
      },
    },
  ],
];
for (const [name, code, given] of CODES) {
  test(`authenticateUser() answers ${code} to ${name}`, () =>
    assert.equal(codeOf(decide(given).outcome), code));
}

test('authenticateUser() hands the static part over to be checked, and writes nothing yet', () => {
  const { outcome, writes } = decide({
    job: { password: `密码12${right}` },
    user: { staticPasswordRule: 'required', staticHash: 'h', staticLength: 4 },
  });
  const check = { check: 'static-password', hash: 'h', password: '密码12' };
  assert.deepEqual(outcome, { kind: 'check-needed', asOf: NEW_YEAR_MS, ...check });
  assert.ok(Object.values(writes).every((rows) => rows.length === 0));
});

test('authenticateUser() does not believe a check that was made for another hash', () => {
  const { outcome } = decide({
    job: {
      password: `abcd${right}`,
      checks: { asOf: NEW_YEAR_MS, staticPassword: { hash: 'old', isRight: true } },
    },
    user: { staticPasswordRule: 'required', staticHash: 'new', staticLength: 4 },
  });
  assert.equal(outcome.kind, 'check-needed');
});

test('authenticateUser() leaves the OTP unused when the static password is wrong, and counts that factor alone', () => {
  const { writes } = decide({
    job: {
      password: `abcd${right}`,
      checks: { asOf: NEW_YEAR_MS, staticPassword: { hash: 'h', isRight: false } },
    },
    user: { staticPasswordRule: 'required', staticHash: 'h', staticLength: 4 },
  });
  assert.deepEqual(writes.tokens, []);
  assert.equal(writes.users[0]?.after.staticFailCount, 1);
  assert.equal(writes.users[0]?.after.otpFailCount, 0);
});

test('authenticateUser() counts one failure for the user, however many tokens were tried', () => {
  const { writes } = decide({
    job: { password: wrong },
    tokens: [{}, { spec: HOTP_SPEC }, { sealedSeed: NEW_SEED }],
  });
  assert.equal(writes.users[0]?.after.otpFailCount, 1);
  assert.deepEqual(writes.tokens, []);
});

test('authenticateUser() locks a source at its tenth failure, longer at the eleventh, and for good in the end', () => {
  const after = (otpFailCount: number) =>
    decide({ job: { password: wrong }, user: { otpFailCount }, sources: [aSourceState({ otpFailCount })] })
      .writes.sources[0]!;
  assert.equal(after(8).otpLockedUntil, 0);
  assert.equal(after(9).otpLockedUntil, NEW_YEAR_MS + 60_000);
  assert.equal(after(10).otpLockedUntil, NEW_YEAR_MS + 120_000);
  assert.equal(after(30).otpLockedUntil, NEW_YEAR_MS + 3_600_000);
  assert.equal(after(49).otpLockedUntil, LOCKED_UNTIL_UNLOCKED);
});

test('authenticateUser() answers for a lock before it looks at the OTP: the right one stays unused', () => {
  const { writes } = decide({ job: {}, user: { otpLockedUntil: NEW_YEAR_MS + 1 } });
  assert.deepEqual([writes.tokens, writes.users], [[], []]);
});

test('authenticateUser() forgets the failures of a source at its success, and leaves those of others', () => {
  const user = { otpFailCount: 5, staticFailCount: 2, failedAt: NEW_YEAR_MS - 1 };
  const { writes } = decide({ job: {}, user, sources: [aSourceState({ otpFailCount: 3 })] });
  assert.deepEqual([writes.users[0]?.after.otpFailCount, writes.users[0]?.after.staticFailCount], [2, 2]);
  assert.deepEqual([writes.sources[0]?.otpFailCount, writes.sources[0]?.knownAt], [0, NEW_YEAR_MS]);
});

test('authenticateUser() keeps the former phone working until the new one shows its first OTP, then it is dead', () => {
  const pending = { distributionId: 7, sealedSeed: NEW_SEED, expiresAt: NEW_YEAR_MS + 1000 };
  const token = { sealedSeed: TEST_SEED, lastFactor: STEP - 9, pending };
  assert.equal(decide({ job: {}, tokens: [token] }).writes.tokens[0]?.after.pending, pending);
  const taken = decide({ job: { password: otpOf(TOTP_SPEC, STEP, NEW_SEED) }, tokens: [token] });
  const after = taken.writes.tokens[0]!.after;
  assert.deepEqual([after.sealedSeed, after.pending, after.lastFactor], [NEW_SEED, undefined, STEP]);
  assert.equal(codeOf(decide({ job: {}, tokens: [after] }).outcome), 22);
});

test('authenticateUser() does not take a seed whose distribution has expired', () => {
  const pending = { distributionId: 7, sealedSeed: NEW_SEED, expiresAt: NEW_YEAR_MS };
  assert.equal(
    codeOf(decide({ job: { password: otpOf(TOTP_SPEC, STEP, NEW_SEED) }, tokens: [{ pending }] }).outcome),
    22,
  );
  assert.equal(
    codeOf(
      decide({
        job: { password: otpOf(TOTP_SPEC, STEP, NEW_SEED) },
        tokens: [{ sealedSeed: undefined, pending }],
      }).outcome,
    ),
    56,
  );
});

test('decideBatch() gives the first answer again to the same request, and none to another one under the same key', () => {
  const idempotency = { scope: 's', requestHash: 'r' };
  const job = { kind: 'auth', login: 'alice', password: right, requester: TEST_AGENT, idempotency } as const;
  const context = aContext();
  const jobs: VerifyJob[] = [
    job,
    job,
    { ...job, idempotency: { scope: 's', requestHash: 'other' } },
    { ...job, idempotency: { scope: 't', requestHash: 'r' } },
  ];
  const { outcomes, writes } = decideBatch(jobs, aSnapshot(aUserState(), [aTokenState()]), context);
  assert.deepEqual(
    outcomes.map((outcome) =>
      outcome.kind === 'answered-before' ? ['before', outcome.code] : [outcome.kind],
    ),
    [['accepted'], ['before', 0], ['before', undefined], ['refused']],
  );
  assert.equal(writes.audit.length, 2);
});

test('decideBatch() writes no OTP and no password into the audit log', () => {
  const { writes } = decide({ job: { password: `hunter2${right}` } });
  const said = JSON.stringify(writes.audit);
  assert.ok(!said.includes(right) && !said.includes('hunter2'));
});
