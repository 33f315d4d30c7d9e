import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessRule } from '@lingpai/contract';
import { accessObstacle, isTimeZone } from './access-rules.ts';

const RULE: AccessRule = {
  days: [],
  fromMinute: 0,
  untilMinute: 1440,
  timeZone: 'Asia/Shanghai',
  addresses: [],
  agents: [],
};
const at = (iso: string, change: { address?: string; agent?: string } = {}) => ({
  nowMs: Date.parse(iso),
  address: '10.0.0.7',
  agent: 'bank',
  ...change,
});

test('accessObstacle() lets everybody in where there is no rule', () => {
  assert.equal(accessObstacle([], at('2026-01-01T00:00:00Z')), undefined);
});

test('accessObstacle() reads hours and weekdays in the zone of the rule', () => {
  const office = { ...RULE, days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, untilMinute: 18 * 60 };
  // 2026-01-05 is a Monday.
  assert.equal(accessObstacle([office], at('2026-01-05T00:59:59Z')), 'outside-hours');
  assert.equal(accessObstacle([office], at('2026-01-05T01:00:00Z')), undefined);
  assert.equal(accessObstacle([office], at('2026-01-05T09:59:59Z')), undefined);
  assert.equal(accessObstacle([office], at('2026-01-05T10:00:00Z')), 'outside-hours');
  assert.equal(accessObstacle([office], at('2026-01-04T02:00:00Z')), 'outside-hours');
});

test('accessObstacle() counts the hours after midnight to the day a night began on', () => {
  const night = { ...RULE, days: [5], fromMinute: 22 * 60, untilMinute: 6 * 60, timeZone: 'UTC' };
  assert.equal(accessObstacle([night], at('2026-01-02T22:00:00Z')), undefined);
  assert.equal(accessObstacle([night], at('2026-01-03T05:59:00Z')), undefined);
  assert.equal(accessObstacle([night], at('2026-01-03T06:00:00Z')), 'outside-hours');
  assert.equal(accessObstacle([night], at('2026-01-02T05:00:00Z')), 'outside-hours');
});

test('accessObstacle() follows summer time', () => {
  const morning = { ...RULE, fromMinute: 8 * 60, untilMinute: 9 * 60, timeZone: 'Europe/Berlin' };
  assert.equal(accessObstacle([morning], at('2026-01-15T07:30:00Z')), undefined);
  assert.equal(accessObstacle([morning], at('2026-07-15T06:30:00Z')), undefined);
  assert.equal(accessObstacle([morning], at('2026-07-15T07:30:00Z')), 'outside-hours');
});

test('accessObstacle() tells a wrong place from a wrong time', () => {
  const inside = { ...RULE, addresses: ['10.0.0.0/8', '2001:db8::/32'] };
  const now = '2026-01-05T02:00:00Z';
  assert.equal(accessObstacle([inside], at(now)), undefined);
  assert.equal(accessObstacle([inside], at(now, { address: '2001:db8::1' })), undefined);
  assert.equal(accessObstacle([inside], at(now, { address: '192.0.2.1' })), 'place-not-allowed');
  assert.equal(accessObstacle([{ ...RULE, agents: ['vpn'] }], at(now)), 'place-not-allowed');
  assert.equal(
    accessObstacle([inside, { ...RULE, agents: ['bank'] }], at(now, { address: '192.0.2.1' })),
    undefined,
  );
});

test('isTimeZone() knows IANA names', () => {
  assert.deepEqual(['Asia/Shanghai', 'UTC', 'Mars/Olympus'].map(isTimeZone), [true, true, false]);
});
