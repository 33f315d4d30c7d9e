import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionExpiry, sessionLimits } from './session-limits.ts';

const SETTINGS = { idleMinutes: 30, maxHours: 12, maxPerAgent: 100 };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test("sessionLimits() takes the agent's own values before those of the settings", () => {
  const none = { maxSessions: undefined, sessionIdleSeconds: undefined };
  assert.deepEqual(sessionLimits(none, SETTINGS), {
    idleMs: 30 * MINUTE_MS,
    maxMs: 12 * HOUR_MS,
    maxSessions: 100,
    maxUnprovenPerSource: 10,
  });
  const own = { maxSessions: 7, sessionIdleSeconds: 45 };
  const limits = sessionLimits(own, SETTINGS);
  assert.deepEqual([limits.idleMs, limits.maxMs, limits.maxSessions], [45_000, 12 * HOUR_MS, 7]);
});

test('sessionLimits() leaves one source a tenth of the sessions, and ten in any case', () => {
  for (const [maxSessions, share] of [
    [1, 10],
    [109, 10],
    [10_000, 1000],
  ] as const) {
    const limits = sessionLimits({ maxSessions, sessionIdleSeconds: undefined }, SETTINGS);
    assert.equal(limits.maxUnprovenPerSource, share);
  }
});

test('sessionExpiry() extends after a quarter of the idle time, never beyond the longest life', () => {
  const limits = sessionLimits({ maxSessions: undefined, sessionIdleSeconds: undefined }, SETTINGS);
  const session = { createdAt: 0, expiresAt: 30 * MINUTE_MS };
  assert.equal(sessionExpiry(session, limits, 7 * MINUTE_MS), undefined);
  assert.equal(sessionExpiry(session, limits, 8 * MINUTE_MS), 38 * MINUTE_MS);
  const late = { createdAt: 0, expiresAt: 11.75 * HOUR_MS };
  assert.equal(sessionExpiry(late, limits, 11.7 * HOUR_MS), 12 * HOUR_MS);
  assert.equal(sessionExpiry({ ...late, expiresAt: 12 * HOUR_MS }, limits, 11.99 * HOUR_MS), undefined);
});

test('sessionExpiry() shortens a session where the idle time was shortened meanwhile', () => {
  const limits = sessionLimits({ maxSessions: undefined, sessionIdleSeconds: 60 }, SETTINGS);
  assert.equal(sessionExpiry({ createdAt: 0, expiresAt: 30 * MINUTE_MS }, limits, MINUTE_MS), 2 * MINUTE_MS);
});
