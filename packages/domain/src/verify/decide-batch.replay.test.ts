import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  HOTP_SPEC,
  NEW_YEAR_MS,
  TEST_AGENT,
  TOTP_SPEC,
  aContext,
  aLockout,
  aSnapshot,
  aTokenState,
  aUserState,
  otpOf,
} from '@lingpai/testing';
import fc from 'fast-check';
import { decideBatch } from './decide-batch.ts';
import type { VerifyJob } from './job.ts';
import type { TokenState, UserState } from './state.ts';

/** A world of one token that lives on over batches, as a store would keep it. */
class World {
  token: TokenState;
  user: UserState = aUserState();
  nowMs = NEW_YEAR_MS;
  readonly accepted: number[] = [];

  constructor(token: TokenState) {
    this.token = token;
  }

  run(jobs: readonly VerifyJob[]): void {
    const never = { temporaryAfterFailures: 100, permanentAfterFailures: 0, allSourcesAfterFailures: 10_000 };
    const context = aContext({ nowMs: this.nowMs, lockout: aLockout(never) });
    const before = this.token.lastFactor;
    const { outcomes, writes } = decideBatch(jobs, aSnapshot(this.user, [this.token]), context);
    const acceptedJobs = outcomes.filter((outcome) => outcome.kind === 'accepted').length;
    for (const { after } of writes.tokens) this.token = after;
    for (const { after } of writes.users) this.user = after;
    assert.ok(this.token.lastFactor >= before, 'the last accepted factor never falls');
    assert.ok(acceptedJobs === 0 || this.token.lastFactor > before, 'whatever is accepted moves it');
    assert.ok(acceptedJobs <= this.token.lastFactor - before, 'no factor is accepted twice');
    if (acceptedJobs > 0) this.accepted.push(this.token.lastFactor);
  }
}

type Move =
  | { kind: 'auth' | 'auth-token' | 'sync'; factor: number }
  | { kind: 'clock'; steps: number }
  | { kind: 'commit' };
const moves = (factor: fc.Arbitrary<number>): fc.Arbitrary<Move[]> =>
  fc.array(
    fc.oneof(
      fc.record({ kind: fc.constantFrom('auth', 'auth-token', 'sync'), factor }),
      fc.record({ kind: fc.constant('clock'), steps: fc.integer({ min: -40, max: 40 }) }),
      fc.constant({ kind: 'commit' as const }),
    ) as fc.Arbitrary<Move>,
    { maxLength: 60 },
  );

function play(world: World, list: readonly Move[]): void {
  let batch: VerifyJob[] = [];
  const { spec } = world.token;
  const commit = () => {
    world.run(batch);
    batch = [];
  };
  for (const move of list) {
    if (move.kind === 'commit') commit();
    else if (move.kind === 'clock') {
      commit();
      world.nowMs += move.steps * 30_000;
    } else if (move.kind === 'auth')
      batch.push({ kind: 'auth', login: 'alice', password: otpOf(spec, move.factor), requester: TEST_AGENT });
    else if (move.kind === 'auth-token')
      batch.push({
        kind: 'otp',
        serial: world.token.serial,
        otp: otpOf(spec, move.factor),
        requester: TEST_AGENT,
      });
    else
      batch.push({
        kind: 'sync',
        login: 'alice',
        otp: otpOf(spec, move.factor),
        nextOtp: otpOf(spec, move.factor + 1),
        requester: TEST_AGENT,
      });
  }
  commit();
  assert.deepEqual(
    world.accepted,
    [...new Set(world.accepted)].sort((a, b) => a - b),
  );
}

test('decideBatch() accepts no counter twice and none below an accepted one, in any order of calls and batches', () => {
  fc.assert(
    fc.property(moves(fc.integer({ min: 0, max: 130 })), (list) =>
      play(new World(aTokenState({ spec: HOTP_SPEC })), list),
    ),
    { numRuns: 300 },
  );
});

test('decideBatch() accepts no time step twice and none below an accepted one, whatever the clock does', () => {
  const step = NEW_YEAR_MS / 30_000;
  fc.assert(
    fc.property(moves(fc.integer({ min: step - 50, max: step + 50 })), (list) =>
      play(new World(aTokenState({ spec: TOTP_SPEC })), list),
    ),
    { numRuns: 300 },
  );
});

test('decideBatch() accepts one of 64 equal OTPs in a batch', () => {
  const jobs: VerifyJob[] = Array.from({ length: 64 }, () => ({
    kind: 'auth',
    login: 'alice',
    password: otpOf(HOTP_SPEC, 3),
    requester: TEST_AGENT,
  }));
  const context = aContext();
  const { outcomes } = decideBatch(
    jobs,
    aSnapshot(aUserState(), [aTokenState({ spec: HOTP_SPEC })]),
    context,
  );
  assert.equal(outcomes.filter((outcome) => outcome.kind === 'accepted').length, 1);
});
