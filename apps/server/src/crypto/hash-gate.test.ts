import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyError, type PasswordHasher } from '@lingpai/domain';
import { HashGate, type HashClaim } from './hash-gate.ts';

/** Hashes when it is told to. */
class HandOperatedHasher implements PasswordHasher {
  readonly begun: string[] = [];
  readonly #ends: (() => void)[] = [];

  hash(password: string): Promise<string> {
    this.begun.push(password);
    return new Promise((resolve) => this.#ends.push(() => resolve(`hash of ${password}`)));
  }
  async verify(password: string): Promise<boolean> {
    await this.hash(password);
    return true;
  }
  /** Ends the hash that was begun first. */
  async endOne(): Promise<void> {
    this.#ends.shift()!();
    await aTurn();
  }
}

/** Lets happen what can happen. */
const aTurn = () => new Promise((resolve) => setImmediate(resolve));

function gate(size: { atOnce: number; waiting: number }) {
  const hasher = new HandOperatedHasher();
  const all = new HashGate(hasher, { login: size, admin: { atOnce: 1, waiting: 2 } });
  const refused: string[] = [];
  const ask = (name: string, claim: Partial<HashClaim> = {}) => {
    const from = { lane: 'login', group: 'agent:bank', source: name[0]!, ...claim } as const;
    return all
      .hasherFor(from)
      .hash(name)
      .catch((error: unknown) => {
        assert.ok(error instanceof BusyError);
        refused.push(name);
        return 'busy';
      });
  };
  return { hasher, all, ask, refused };
}

test('HashGate runs so many at once, and lets sources take turns', async () => {
  const { hasher, all, ask } = gate({ atOnce: 2, waiting: 10 });
  const asked = ['a1', 'a2', 'a3', 'a4', 'b1'].map((name) => ask(name));
  await aTurn();
  assert.deepEqual(hasher.begun, ['a1', 'a2']);
  assert.deepEqual(all.states()[0], { lane: 'login', running: 2, waiting: 3, refused: 0 });
  await hasher.endOne();
  await hasher.endOne();
  assert.deepEqual(hasher.begun, ['a1', 'a2', 'a3', 'b1']);
  for (let n = 0; n < 3; n += 1) await hasher.endOne();
  assert.deepEqual(
    await Promise.all(asked),
    ['a1', 'a2', 'a3', 'a4', 'b1'].map((name) => `hash of ${name}`),
  );
  assert.deepEqual(all.states()[0], { lane: 'login', running: 0, waiting: 0, refused: 0 });
});

test('HashGate refuses what has no room: of the source that has most waiting', async () => {
  const { hasher, all, ask, refused } = gate({ atOnce: 1, waiting: 3 });
  const flood = Array.from({ length: 20 }, (_, n) => ask(`a${n}`));
  const other = ask('b');
  await aTurn();
  assert.equal(refused.length, 17);
  assert.equal(all.states()[0]!.refused, 17);
  await hasher.endOne();
  await hasher.endOne();
  assert.deepEqual(hasher.begun, ['a0', 'a1', 'b']);
  await hasher.endOne();
  await hasher.endOne();
  assert.equal(await other, 'hash of b');
  assert.equal((await Promise.all(flood)).filter((answer) => answer !== 'busy').length, 3);
});

test('HashGate has a lane for administrators that logins cannot fill', async () => {
  const { hasher, ask, refused } = gate({ atOnce: 1, waiting: 1 });
  const flood = Array.from({ length: 10 }, (_, n) => ask(`a${n}`));
  const admin = ask('boss', { lane: 'admin', group: 'sign-in' });
  await aTurn();
  assert.deepEqual(hasher.begun, ['a0', 'boss']);
  await hasher.endOne();
  await hasher.endOne();
  assert.equal(await admin, 'hash of boss');
  assert.ok(!refused.includes('boss'));
  await hasher.endOne();
  await Promise.all(flood);
});

test('HashGate hashes for nobody who has hung up', async () => {
  const { hasher, ask, refused } = gate({ atOnce: 1, waiting: 5 });
  let isGone = false;
  const asked = [ask('a1'), ask('a2', { isGone: () => isGone }), ask('a3')];
  isGone = true;
  await aTurn();
  await hasher.endOne();
  assert.deepEqual(hasher.begun, ['a1', 'a3']);
  await hasher.endOne();
  await Promise.all(asked);
  assert.deepEqual(refused, ['a2']);
});

test('HashGate gives the place on after a hash that fails', async () => {
  const failing: PasswordHasher = {
    hash: () => Promise.reject(new Error('out of memory')),
    verify: () => Promise.resolve(true),
  };
  const one = { atOnce: 1, waiting: 1 };
  const hasher = new HashGate(failing, { login: one, admin: one }).hasherFor({
    lane: 'login',
    group: 'g',
    source: 's',
  });
  await assert.rejects(hasher.hash('x'), /out of memory/);
  assert.equal(await hasher.verify('x', 'y'), true);
});
