import assert from 'node:assert/strict';
import {
  type BackendWorld,
  Refusal,
  type Requester,
  createBackend,
  deleteBackend,
  updateBackend,
} from '@lingpai/domain';
import { FixedClock } from '@lingpai/testing';
import { type TestStore, testOnEveryEngine } from './engines.ts';

const ADMIN: Requester = { kind: 'admin', name: 'boss', source: '127.0.0.1' };
const ROUNDS = 20;
const radius = { servers: ['127.0.0.1:1812'] } as unknown as NonNullable<
  Parameters<typeof createBackend>[0]['radius']
>;

function worldOf({ store }: TestStore): BackendWorld {
  const vault = {
    seal: () => {
      throw new Error('Cannot seal: no secret is set here');
    },
    open: () => {
      throw new Error('Cannot open: no secret is set here');
    },
  } as unknown as BackendWorld['vault'];
  return { store, clock: new FixedClock(), vault, findFault: () => undefined };
}

const add = (world: BackendWorld, name: string) => createBackend({ name, radius, requester: ADMIN }, world);
const makeDefault = (world: BackendWorld, id: number) =>
  updateBackend({ id, change: { isDefault: true }, requester: ADMIN }, world);

testOnEveryEngine(
  'updateBackend() makes one of two the default that are both made so at once',
  async (test) => {
    const world = worldOf(test);
    const ids = [];
    for (const name of ['a', 'b', 'c', 'd']) ids.push((await add(world, name)).id);
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all(ids.map((id) => makeDefault(world, id)));
      const all = await test.store.read.backends.list();
      assert.equal(all.filter(({ isDefault }) => isDefault).length, 1);
    }
  },
);

testOnEveryEngine('createBackend() of the first ones at once leaves one default', async (test) => {
  const world = worldOf(test);
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all(['a', 'b', 'c'].map((name) => add(world, name)));
    const all = await test.store.read.backends.list();
    assert.equal(all.filter(({ isDefault }) => isDefault).length, 1);
    for (const { id } of all) await deleteBackend({ id, requester: ADMIN }, world);
  }
});

testOnEveryEngine('updateBackend() gives one name to one of two at once', async (test) => {
  const world = worldOf(test);
  const { id: first } = await add(world, 'first');
  const { id: second } = await add(world, 'second');
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = `name-${round}`;
    const results = await Promise.allSettled(
      [first, second].map((id) => updateBackend({ id, change: { name }, requester: ADMIN }, world)),
    );
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const refusal = results.find((result) => result.status === 'rejected');
    assert.ok(refusal?.reason instanceof Refusal);
    assert.equal(refusal.reason.code, 'backend.name-taken');
  }
});
