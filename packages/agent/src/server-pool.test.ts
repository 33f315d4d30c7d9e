import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ServerPool } from './server-pool.ts';
import type { PooledServer } from './server-pool.ts';

function makePool(names: readonly string[]) {
  const warnings: string[] = [];
  const pool = new ServerPool(names, (message) => warnings.push(message));
  const find = (name: string): PooledServer => pool.order(0).find((server) => server.address === name)!;
  const orderAt = (nowMs: number): string =>
    pool
      .order(nowMs)
      .map((server) => server.address)
      .join('');
  const fail = (name: string, startedAtMs: number, nowMs = startedAtMs): void =>
    pool.markFailed(find(name), { startedAtMs, nowMs, reason: 'connection refused' });
  return { pool, warnings, find, orderAt, fail };
}

describe('ServerPool.order()', () => {
  it('begins with the last good server and goes round', () => {
    const { pool, find, orderAt } = makePool(['a', 'b', 'c']);
    assert.equal(orderAt(0), 'abc');
    pool.markGood(find('b'));
    assert.equal(orderAt(0), 'bca');
  });

  it('prefers others while a server is put aside, and gives it its turn again after', () => {
    const { orderAt, fail } = makePool(['a', 'b', 'c']);
    fail('a', 100);
    assert.equal(orderAt(1_099), 'bca');
    assert.equal(orderAt(1_100), 'abc');
  });

  it('still names every server when all are put aside, the soonest due first', () => {
    const { orderAt, fail } = makePool(['a', 'b']);
    fail('a', 0);
    fail('b', 10);
    assert.equal(orderAt(20), 'ab');
    fail('a', 20);
    assert.equal(orderAt(30), 'ba');
  });
});

describe('ServerPool.markFailed()', () => {
  it('doubles the time aside from 1 s to 60 s', () => {
    const { fail, find } = makePool(['a', 'b']);
    const asideMs = Array.from({ length: 12 }, (_, at) => {
      fail('a', at * 1_000);
      return find('a').asideUntilMs - at * 1_000;
    });
    assert.deepEqual(asideMs.slice(0, 8), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    assert.equal(asideMs.at(-1), 60_000);
  });

  it('counts attempts that were under way together once', () => {
    const { fail, find, warnings } = makePool(['a', 'b']);
    for (let call = 0; call < 200; call += 1) fail('a', call, 1_000 + call);
    assert.equal(find('a').failCount, 1);
    assert.deepEqual(warnings, ['a is put aside for 1 s: connection refused']);
  });
});

describe('ServerPool.markGood()', () => {
  it('forgets the failures and says so once', () => {
    const { pool, fail, find, orderAt, warnings } = makePool(['a', 'b']);
    fail('a', 0);
    pool.markGood(find('a'));
    pool.markGood(find('a'));
    assert.equal(orderAt(1), 'ab');
    assert.deepEqual(warnings.slice(1), ['a answers again']);
    fail('a', 5_000);
    assert.equal(find('a').asideUntilMs, 6_000);
  });
});
