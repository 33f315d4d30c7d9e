import assert from 'node:assert/strict';
import { type Socket, createSocket } from 'node:dgram';
import { type TestContext, after, test } from 'node:test';
import {
  RADIUS_ATTRIBUTE,
  RADIUS_CODE,
  type RadiusPacket,
  attributeValues,
  checkRequest,
  decodePacket,
  encodePacket,
  encodeReply,
  revealUserPassword,
} from '@lingpai/radius';
import { freePort, startFreeradius } from '@lingpai/testing';
import { RadiusBackend } from '../src/index.ts';
import { ask, radiusConfig } from './back-ends.ts';

const PEOPLE = { zhang: 'right-1', 张伟: '密码 2', asked: 'challenge' };
const QUERY = { login: 'zhang', password: 'right-1' };
const [modern, old] = await Promise.all([startFreeradius(PEOPLE), startFreeradius(PEOPLE, { isOld: true })]);
after(() => Promise.all([modern.stop(), old.stop()]));
const { secret } = modern;
const modernBackend = () => new RadiusBackend(radiusConfig({ servers: [modern.server] }), secret);

test('RadiusBackend tells right from wrong, asking FreeRADIUS', async () => {
  const backend = modernBackend();
  for (const [login, password] of Object.entries(PEOPLE).slice(0, 2)) {
    assert.equal((await ask(backend, { login, password })).verdict, 'right', login);
    assert.deepEqual(await ask(backend, { login, password: `${password}x` }), {
      verdict: 'wrong',
      reason: 'refused',
    });
  }
  assert.equal((await ask(backend, { login: 'nobody', password: 'x' })).verdict, 'wrong');
  assert.deepEqual(await ask(backend, { login: 'asked', password: 'x' }), {
    verdict: 'wrong',
    reason: 'challenged',
  });
});

test('RadiusBackend sends nothing that cannot arrive as it is', async () => {
  for (const password of ['', 'x'.repeat(129), 'right-1\0', '\0'])
    assert.equal((await ask(modernBackend(), { login: 'zhang', password })).verdict, 'wrong');
  assert.equal((await ask(modernBackend(), { login: 'x'.repeat(254), password: 'x' })).verdict, 'wrong');
  const withoutSecret = new RadiusBackend(radiusConfig({ servers: [modern.server] }), '');
  assert.deepEqual(await ask(withoutSecret, QUERY), { verdict: 'unavailable', reason: 'secret-missing' });
});

test('RadiusBackend is unavailable, not wrong, when the shared secret is another', async () => {
  const backend = new RadiusBackend(radiusConfig({ servers: [modern.server] }), 'another');
  assert.equal((await ask(backend, QUERY, 400)).verdict, 'unavailable');
});

test('RadiusBackend wants a Message-Authenticator unless told otherwise', async () => {
  const strict = new RadiusBackend(radiusConfig({ servers: [old.server] }), secret);
  assert.deepEqual(await ask(strict, QUERY, 300), { verdict: 'unavailable', reason: 'unproved' });
  const config = radiusConfig({ servers: [old.server], isMessageAuthenticatorOptional: true });
  const lax = new RadiusBackend(config, secret);
  assert.equal((await ask(lax, QUERY)).verdict, 'right');
  assert.equal((await ask(lax, { ...QUERY, password: 'x' })).verdict, 'wrong');
});

test('RadiusBackend notices that nobody listens, and asks the next server', async () => {
  const nobody = `127.0.0.1:${await freePort()}`;
  const alone = new RadiusBackend(radiusConfig({ servers: [nobody] }), secret);
  assert.deepEqual(await ask(alone, QUERY), { verdict: 'unavailable', reason: 'connection-refused' });
  const both = new RadiusBackend(radiusConfig({ servers: [nobody, modern.server] }), secret);
  for (let time = 0; time < 2; time += 1) assert.equal((await ask(both, QUERY)).verdict, 'right');
  const unknown = new RadiusBackend(radiusConfig({ servers: ['no-such-host.invalid'] }), secret);
  assert.deepEqual(await ask(unknown, QUERY), { verdict: 'unavailable', reason: 'host-unknown' });
});

test('RadiusBackend is unavailable while its server hangs or is gone, and comes back with it', async () => {
  const backend = modernBackend();
  modern.pause();
  assert.deepEqual(await ask(backend, QUERY, 300), { verdict: 'unavailable', reason: 'timed-out' });
  modern.resume();
  assert.equal((await ask(backend, QUERY)).verdict, 'right');
  await modern.kill();
  assert.deepEqual(await ask(backend, QUERY), { verdict: 'unavailable', reason: 'connection-refused' });
  await modern.restart();
  assert.equal((await ask(backend, QUERY)).verdict, 'right');
});

/** A server that answers each request by what a test makes of it. */
async function listenUdp(
  t: TestContext,
  answer: (request: RadiusPacket, bytes: Buffer) => readonly Uint8Array[],
) {
  const socket: Socket = createSocket('udp4');
  const requests: Buffer[] = [];
  socket.on('message', (bytes, from) => {
    requests.push(bytes);
    const { packet } = decodePacket(bytes);
    for (const reply of answer(packet!, bytes)) socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  t.after(() => socket.close());
  const backend = new RadiusBackend(
    radiusConfig({ servers: [`127.0.0.1:${socket.address().port}`] }),
    secret,
  );
  return { requests, backend };
}
const key = Buffer.from(secret);
const accept = (request: RadiusPacket, by: Uint8Array = key) =>
  encodeReply({ code: RADIUS_CODE.accessAccept, attributes: [] }, request, by);
const reject = (request: RadiusPacket) =>
  encodeReply({ code: RADIUS_CODE.accessReject, attributes: [] }, request, key);

test('RadiusBackend puts a Message-Authenticator first, and sends the same packet again', async (t) => {
  let count = 0;
  const { requests, backend } = await listenUdp(t, (request) => ((count += 1) < 3 ? [] : [accept(request)]));
  assert.equal((await ask(backend, QUERY)).verdict, 'right');
  assert.equal(requests.length, 3);
  assert.ok(requests.every((bytes) => bytes.equals(requests[0]!)));
  const { packet } = decodePacket(requests[0]!);
  assert.equal(packet!.attributes[0]!.type, RADIUS_ATTRIBUTE.messageAuthenticator);
  assert.equal(checkRequest(requests[0]!, key), 'right');
  const [hidden] = attributeValues(packet!, RADIUS_ATTRIBUTE.userPassword);
  const plain = revealUserPassword({ hidden: hidden!, authenticator: packet!.authenticator, secret: key });
  assert.equal(Buffer.from(plain!).toString(), QUERY.password);
  await ask(backend, QUERY);
  assert.ok(!requests[3]!.subarray(4, 20).equals(requests[0]!.subarray(4, 20)));
});

test('RadiusBackend waits for the true reply, whatever forged ones come first', async (t) => {
  const { backend } = await listenUdp(t, (request, bytes) => [
    Buffer.alloc(0),
    Buffer.from('nonsense'),
    bytes,
    accept(request, Buffer.from('another')),
    accept({ ...request, identifier: (request.identifier + 1) % 256 }),
    accept({ ...request, authenticator: new Uint8Array(16) }),
    accept(request).subarray(0, 20),
    encodePacket({
      code: RADIUS_CODE.accessAccept,
      identifier: request.identifier,
      authenticator: new Uint8Array(16),
      attributes: [],
    }),
    encodeReply({ code: 5, attributes: [] }, request, key),
    reject(request),
  ]);
  assert.deepEqual(await ask(backend, QUERY), { verdict: 'wrong', reason: 'refused' });
});

test('RadiusBackend ends at its deadline among forged replies', async (t) => {
  const { backend } = await listenUdp(t, (request) => [accept(request, Buffer.from('another'))]);
  assert.deepEqual(await ask(backend, QUERY, 1500), { verdict: 'unavailable', reason: 'unproved' });
});
