import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addSample, medianOffsetMs, parseSamples, sampleClock } from './server-clock.ts';

const of = (offsetMs: number) => ({ offsetMs, takenAtMs: 0 });

test('sampleClock() takes the server to have answered in the middle of the round trip', () => {
  const sample = sampleClock({ sentAtMs: 1_000, roundTripMs: 200, serverNowMs: 46_100 });
  assert.deepEqual(sample, { offsetMs: 45_000, takenAtMs: 1_200 });
});

test('sampleClock() rejects a round trip above 3 s', () => {
  assert.equal(sampleClock({ sentAtMs: 0, roundTripMs: 3_001, serverNowMs: 0 }), undefined);
  assert.notEqual(sampleClock({ sentAtMs: 0, roundTripMs: 3_000, serverNowMs: 0 }), undefined);
});

test('medianOffsetMs() is not moved by one odd sample', () => {
  assert.equal(medianOffsetMs([]), 0);
  assert.equal(medianOffsetMs([of(40)]), 40);
  assert.equal(medianOffsetMs([of(40), of(60)]), 50);
  assert.equal(medianOffsetMs([of(45), of(-900), of(44), of(46), of(4_000)]), 45);
});

test('addSample() keeps the last five', () => {
  let samples: ReturnType<typeof addSample> = [];
  for (let i = 1; i <= 7; i++) samples = addSample(samples, of(i));
  assert.deepEqual(
    samples.map((s) => s.offsetMs),
    [3, 4, 5, 6, 7],
  );
});

test("addSample() drops samples from before the phone's clock was set", () => {
  const samples = addSample([of(90_000), of(90_100), of(90_050)], of(12));
  assert.equal(medianOffsetMs(samples), 12);
});

test('parseSamples() takes anything unexpected for nothing', () => {
  assert.deepEqual(parseSamples(undefined), []);
  assert.deepEqual(parseSamples('x'), []);
  assert.deepEqual(parseSamples([null, { offsetMs: 'a', takenAtMs: 1 }, of(3)]), [of(3)]);
});
