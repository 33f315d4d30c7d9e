import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { type AskSystem, HostLookup, hostLookup } from './host-lookup.ts';

const ADDRESS = { address: '192.0.2.7', family: 4 };
const notFound = () => Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });

/** A name service that answers when it is told to. */
function scripted() {
  let nowMs = 0;
  const asked: string[] = [];
  const out = new Map<string, (answer: Error | undefined) => void>();
  const ask: AskSystem = (host) => {
    asked.push(host);
    return new Promise((resolve, reject) =>
      out.set(host, (error) => (error === undefined ? resolve([ADDRESS]) : reject(error))),
    );
  };
  const lookup = new HostLookup(ask, () => nowMs);
  const answer = async (host: string, error?: Error) => {
    out.get(host)!(error);
    await aTurn();
  };
  const resolve = (host: string) =>
    lookup.resolve(host).then(
      () => 'found',
      () => 'not found',
    );
  return { lookup, asked, answer, resolve, advanceMs: (ms: number) => void (nowMs += ms) };
}
const aTurn = () => new Promise((resolve) => setImmediate(resolve));

test('HostLookup looks a name up once for all who want it', async () => {
  const { asked, answer, resolve } = scripted();
  const all = [resolve('a'), resolve('a'), resolve('a')];
  await answer('a');
  assert.deepEqual(await Promise.all(all), ['found', 'found', 'found']);
  assert.deepEqual(asked, ['a']);
  const again = resolve('a');
  await answer('a');
  assert.equal(await again, 'found');
  assert.deepEqual(asked, ['a', 'a'], 'an address is not remembered');
});

test('HostLookup leaves a place free, however many names are dead', async () => {
  const { asked, answer, resolve, advanceMs } = scripted();
  const dead = ['dead-1', 'dead-2', 'dead-3', 'dead-4'];
  // It takes one time to learn who is dead.
  for (const host of dead) {
    const first = resolve(host);
    advanceMs(10_000);
    await answer(host, notFound());
    assert.equal(await first, 'not found');
  }
  advanceMs(5_000);
  asked.length = 0;
  const waiting = dead.map(resolve);
  assert.deepEqual(asked, ['dead-1']);
  for (const host of ['well-1', 'well-2', 'well-1']) {
    const well = resolve(host);
    await answer(host);
    assert.equal(await well, 'found');
  }
  assert.deepEqual(asked, ['dead-1', 'well-1', 'well-2', 'well-1']);
  for (const [index, host] of dead.entries()) {
    advanceMs(10_000);
    await answer(host, notFound());
    assert.equal(await waiting[index], 'not found');
  }
});

test('HostLookup remembers for five seconds that a name was not found', async () => {
  const { asked, answer, resolve, advanceMs } = scripted();
  const first = resolve('typo');
  await answer('typo', notFound());
  assert.equal(await first, 'not found');
  advanceMs(4_999);
  assert.equal(await resolve('typo'), 'not found');
  assert.equal(asked.length, 1);
  advanceMs(1);
  const later = resolve('typo');
  await answer('typo');
  assert.equal(await later, 'found');
});

test('HostLookup.resolve() lets who cannot wait go', async () => {
  const { lookup, asked, answer } = scripted();
  const cut = new AbortController();
  const impatient = assert.rejects(lookup.resolve('slow', cut.signal), /enough/);
  const patient = lookup.resolveOne('slow');
  cut.abort(new Error('enough'));
  await impatient;
  await answer('slow');
  assert.deepEqual(await patient, ADDRESS);
  await assert.rejects(lookup.resolve('slow', cut.signal), /enough/);
  assert.deepEqual(asked, ['slow']);
});

test('HostLookup.lookup() answers as sockets and requests ask, with what the system knows', async (t) => {
  const server = createServer((_, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { lookup } = hostLookup;
  for (const family of [0, 4]) {
    const socket = connect({ host: 'localhost', port, lookup, family });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    assert.equal(socket.remoteAddress, '127.0.0.1');
    socket.destroy();
  }
  const unknown = connect({ host: 'no-such-host.invalid', port, lookup });
  const [error] = await new Promise<[NodeJS.ErrnoException]>((resolve) =>
    unknown.once('error', (reason) => resolve([reason])),
  );
  assert.ok(['ENOTFOUND', 'EAI_AGAIN'].includes(error.code!), error.code);
  assert.deepEqual(await hostLookup.resolve('::1'), [{ address: '::1', family: 6 }]);
});
