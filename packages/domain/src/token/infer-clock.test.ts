import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pureJsPrimitives } from '@lingpai/algorithms';
import { HOTP_SPEC, NEW_YEAR_MS, TEST_SEED, TOTP_SPEC, otpOf } from '@lingpai/testing';
import fc from 'fast-check';
import { NO_FACTOR } from '../verify/state.ts';
import { type ClockFindings, type ClockQuestion, MAX_EXPECTED_ACCIDENTS, inferClock } from './infer-clock.ts';
import { TOKEN_HASHES, type TokenSpec } from './token-spec.ts';

const NOW_MS = NEW_YEAR_MS + 12_345;
const stepAt = (periodSeconds: number) => Math.floor(NOW_MS / (periodSeconds * 1000));

/** What a token shows from this factor on. */
function shown(spec: TokenSpec, factor: number, count = 2, seed: Uint8Array = TEST_SEED): string[] {
  return Array.from({ length: count }, (_, index) => otpOf(spec, factor + index, seed));
}

function infer(otps: readonly string[], change: Partial<ClockQuestion> = {}): ClockFindings {
  const enrolled = { spec: TOTP_SPEC, lastFactor: NO_FACTOR, driftSteps: 0, seed: TEST_SEED };
  return inferClock({ ...enrolled, otps, readAt: NOW_MS, primitives: pureJsPrimitives, ...change });
}

/** Nothing is known of the one candidate but what is asked here. */
function onlyCandidate({ candidates }: ClockFindings) {
  assert.equal(candidates.length, 1);
  return candidates[0]!;
}

test('inferClock() finds a 60 s token that was enrolled as 30 s', () => {
  const spec = { ...TOTP_SPEC, periodSeconds: 60 };
  const step = stepAt(60);
  const found = onlyCandidate(infer(shown(spec, step - 1)));
  assert.deepEqual(found.spec, spec);
  assert.deepEqual([found.factor, found.lastFactor, found.driftSteps], [step - 1, step, 0]);
  assert.equal(found.isPresentSpec, false);
});

test('inferClock() finds SHA-256 enrolled as SHA-1, eight digits enrolled as six, both at once', () => {
  const spec: TokenSpec = { ...TOTP_SPEC, hash: 'sha256', digits: 8 };
  assert.deepEqual(onlyCandidate(infer(shown(spec, stepAt(30)))).spec, spec);
  const longer: TokenSpec = { ...TOTP_SPEC, digits: 8 };
  assert.deepEqual(onlyCandidate(infer(shown(longer, stepAt(30)))).spec, longer);
});

test('inferClock() finds a clock seven hours off, to either side', () => {
  for (const driftSteps of [840, -840]) {
    const found = onlyCandidate(infer(shown(TOTP_SPEC, stepAt(30) + driftSteps - 1)));
    assert.deepEqual([found.driftSteps, found.isPresentSpec], [driftSteps, true]);
  }
});

test('inferClock() looks a day around with two OTPs, a week with three', () => {
  const threeDays = stepAt(30) + 3 * 2880;
  const accepted = { lastFactor: stepAt(30) - 5000 };
  assert.deepEqual(infer(shown(TOTP_SPEC, threeDays), accepted).candidates, []);
  const found = onlyCandidate(infer(shown(TOTP_SPEC, threeDays, 3), accepted));
  assert.equal(found.lastFactor, threeDays + 2);
});

test('inferClock() counts drift from the clock the token is believed to have', () => {
  const far = stepAt(30) + 6 * 2880;
  const found = onlyCandidate(infer(shown(TOTP_SPEC, far), { lastFactor: 1, driftSteps: 6 * 2880 - 20 }));
  assert.equal(found.driftSteps, 6 * 2880 + 1);
});

test('inferClock() finds an event token 5,000 counters ahead, enrolled as event or as time token', () => {
  for (const spec of [HOTP_SPEC, TOTP_SPEC]) {
    const found = onlyCandidate(infer(shown(HOTP_SPEC, 5000), { spec }));
    assert.deepEqual(found.spec, HOTP_SPEC);
    assert.deepEqual([found.factor, found.lastFactor, found.driftSteps], [5000, 5001, 0]);
  }
});

test('inferClock() searches event tokens up to 100,000 counters ahead, and no further', () => {
  const question = { spec: HOTP_SPEC, lastFactor: 20 };
  assert.equal(onlyCandidate(infer(shown(HOTP_SPEC, 100_020), question)).factor, 100_020);
  assert.deepEqual(infer(shown(HOTP_SPEC, 100_021), question), {
    candidates: [],
    isComplete: true,
    isSpecFixed: true,
  });
});

test('inferClock() keeps the spec of a token that was accepted before', () => {
  const question = { lastFactor: stepAt(30) - 10 };
  for (const spec of [{ ...TOTP_SPEC, periodSeconds: 60 }, { ...TOTP_SPEC, digits: 8 }, HOTP_SPEC])
    assert.deepEqual(infer(shown(spec, spec.type === 'hotp' ? 5 : stepAt(60)), question).candidates, []);
});

test('inferClock() offers no match that may be an accident: four digits want a third OTP', () => {
  const spec = { ...TOTP_SPEC, digits: 4 };
  // OTPs that an event token shows by chance at some counter, on a time token with another seed.
  const otherSeed = new Uint8Array(20).fill(9);
  const hotp4 = { ...HOTP_SPEC, digits: 4, hash: 'sha256' } as const;
  const pair = infer(shown(hotp4, 77, 2, otherSeed), { spec, seed: otherSeed });
  assert.deepEqual([pair.candidates, pair.isComplete], [[], false]);
  const near = onlyCandidate(infer(shown(spec, stepAt(30) + 5), { spec }));
  assert.ok(near.expectedAccidents > 1e-5 && near.expectedAccidents <= MAX_EXPECTED_ACCIDENTS);
});

test('inferClock() takes no two OTPs for consecutive that are not', () => {
  const step = stepAt(30);
  const skipped = [otpOf(TOTP_SPEC, step), otpOf(TOTP_SPEC, step + 2)];
  const swapped = shown(TOTP_SPEC, step).toReversed();
  const same = [otpOf(TOTP_SPEC, step), otpOf(TOTP_SPEC, step)];
  for (const otps of [skipped, swapped, same])
    assert.deepEqual(infer(otps, { lastFactor: step - 10 }).candidates, []);
});

const anySpec: fc.Arbitrary<TokenSpec> = fc
  .record({
    hash: fc.constantFrom(...TOKEN_HASHES),
    digits: fc.integer({ min: 6, max: 10 }),
    periodSeconds: fc.constantFrom(undefined, 30, 60),
  })
  .map((parts) => ({
    ...parts,
    type: parts.periodSeconds === undefined ? 'hotp' : 'totp',
    ocraSuite: undefined,
  }));
const anySeed = fc.uint8Array({ minLength: 16, maxLength: 64 });

test('inferClock() never answers with a factor at or below the last accepted one', () => {
  const near = anySpec.filter(({ hash }) => hash === 'sha1');
  fc.assert(
    fc.property(near, anySeed, fc.nat(60), fc.nat(60), (spec, seed, lastAt, shownAt) => {
      const base = spec.periodSeconds === undefined ? 0 : stepAt(spec.periodSeconds);
      const lastFactor = base + lastAt;
      const { candidates } = infer(shown(spec, base + shownAt, 2, seed), { spec, lastFactor, seed });
      for (const { factor } of candidates) assert.ok(factor > lastFactor);
      assert.equal(candidates.length, shownAt > lastAt ? 1 : 0);
    }),
    { numRuns: 20 },
  );
});

test('inferClock() finds what a token is when one thing of it is enrolled wrongly', () => {
  const mistakes: Partial<TokenSpec>[] = [
    { hash: 'sm3' },
    { digits: 5 },
    { type: 'totp', periodSeconds: 20 },
    { type: 'totp', periodSeconds: 30 },
  ];
  const mistake = fc.constantFrom(...mistakes);
  const usual = anySpec.filter(({ hash }) => hash === 'sha1' || hash === 'sha256');
  fc.assert(
    fc.property(usual, mistake, anySeed, fc.integer({ min: -500, max: 500 }), (real, wrong, seed, off) => {
      const factor = real.periodSeconds === undefined ? off + 500 : stepAt(real.periodSeconds) + off;
      const found = infer(shown(real, factor, 2, seed), { spec: { ...real, ...wrong }, seed }).candidates[0];
      assert.deepEqual(found?.spec, real);
      assert.equal(found.factor, factor);
    }),
    { numRuns: 12 },
  );
});
