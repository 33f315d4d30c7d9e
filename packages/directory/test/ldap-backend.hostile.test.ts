import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { LdapBackend } from '../src/index.ts';
import { TAG, integer, octets, tlv } from '../src/ldap/ber.ts';
import { ask, ldapConfig, listenTcp } from './back-ends.ts';

const QUERY = { login: 'zhang', password: 'right-1' };
const result = (id: number, tag: number, code: number, message = '') =>
  tlv(TAG.sequence, integer(id), tlv(tag, integer(code, TAG.enumerated), octets(''), octets(message)));
const entry = (id: number, name: string) =>
  tlv(TAG.sequence, integer(id), tlv(TAG.searchEntry, octets(name), tlv(TAG.sequence)));

/** A directory that answers whatever is sent by the next of these. */
async function lyingDirectory(t: TestContext, answers: readonly Uint8Array[]) {
  return listenTcp(t, (socket: Socket) => {
    let next = 0;
    socket.on('data', () => {
      const answer = answers[next];
      next += 1;
      if (answer !== undefined) socket.write(answer);
    });
  });
}
const plain = (port: number, search = false) =>
  new LdapBackend(
    ldapConfig({
      urls: [`ldap://127.0.0.1:${port}`],
      security: 'plain',
      bindName: search ? '' : 'uid={login},dc=example,dc=com',
    }),
    '',
  );

test('LdapBackend takes only the answer to its bind for one', async (t) => {
  const right = result(1, TAG.bindResponse, 0);
  const control = await lyingDirectory(t, [right]);
  assert.equal((await ask(plain(control.port), QUERY)).verdict, 'right');
  const lies: [string, Uint8Array][] = [
    ['another id', result(2, TAG.bindResponse, 0)],
    ['another operation', result(1, TAG.searchDone, 0)],
    ['an extended response', result(1, TAG.extendedResponse, 0)],
    ['notice of disconnection', result(0, TAG.extendedResponse, 52)],
    ['text', Buffer.from('HTTP/1.1 200 OK\r\n\r\n')],
    ['indefinite length', Buffer.from('3080020101', 'hex')],
    ['a length beyond all bounds', Buffer.from('3084ffffffff020101', 'hex')],
    ['no matched name', tlv(TAG.sequence, integer(1), tlv(TAG.bindResponse, integer(0, TAG.enumerated)))],
    [
      'a negative code',
      tlv(
        TAG.sequence,
        integer(1),
        tlv(TAG.bindResponse, octets(Buffer.from('ff', 'hex'), TAG.enumerated), octets(''), octets('')),
      ),
    ],
    [
      'something after it',
      tlv(
        TAG.sequence,
        integer(1),
        tlv(TAG.bindResponse, integer(0, TAG.enumerated), octets(''), octets('')),
        octets('x'),
      ),
    ],
    ['a bind that goes on', result(1, TAG.bindResponse, 14)],
    ['a code nobody knows', result(1, TAG.bindResponse, 4096)],
    ['busy', result(1, TAG.bindResponse, 51)],
    ['a referral', result(1, TAG.bindResponse, 10)],
  ];
  for (const [what, bytes] of lies) {
    const { port } = await lyingDirectory(t, [bytes]);
    assert.equal((await ask(plain(port), QUERY)).verdict, 'unavailable', what);
  }
});

test('LdapBackend reads an answer that comes byte by byte', async (t) => {
  const { port } = await listenTcp(t, (socket) => {
    socket.setNoDelay(true);
    socket.once('data', () => {
      const bytes = [...result(1, TAG.bindResponse, 0, 'x'.repeat(20))];
      const drip = () => {
        const byte = bytes.shift();
        if (byte === undefined || socket.destroyed) return;
        socket.write(Uint8Array.from([byte]), () => setImmediate(drip));
      };
      drip();
    });
  });
  assert.equal((await ask(plain(port), QUERY)).verdict, 'right');
});

test('LdapBackend binds by no name the search must not find', async (t) => {
  const done = result(1, TAG.searchDone, 0);
  const bound = result(2, TAG.bindResponse, 0);
  const verdictOf = async (...found: Uint8Array[]) => {
    const { port } = await lyingDirectory(t, [Buffer.concat([...found, done]), bound]);
    return ask(plain(port, true), QUERY);
  };
  assert.equal((await verdictOf(entry(1, 'uid=zhang'))).verdict, 'right');
  assert.deepEqual(await verdictOf(entry(1, '')), { verdict: 'unavailable', reason: 'garbled' });
  assert.deepEqual(await verdictOf(entry(1, ' ')), { verdict: 'unavailable', reason: 'garbled' });
  assert.deepEqual(await verdictOf(), { verdict: 'wrong', reason: 'user-unknown' });
  assert.deepEqual(await verdictOf(entry(1, 'uid=a'), entry(1, 'uid=b'), entry(1, 'uid=c')), {
    verdict: 'wrong',
    reason: 'user-ambiguous',
  });
  const reference = tlv(
    TAG.sequence,
    integer(1),
    tlv(TAG.searchReference, octets('ldap://elsewhere.invalid/')),
  );
  assert.deepEqual(await verdictOf(reference), { verdict: 'wrong', reason: 'user-unknown' });
});

test('LdapBackend does not wait for a server that hangs, drips or floods, and leaves no connection open', async (t) => {
  const behaviours: [string, (socket: Socket) => void][] = [
    ['timed-out', () => undefined],
    [
      'timed-out',
      (socket) => {
        const timer = setInterval(() => socket.write(Buffer.from('30', 'hex').subarray(0, 1)), 20);
        socket.write(Buffer.from('3084000fffff', 'hex'));
        socket.once('close', () => clearInterval(timer));
      },
    ],
    [
      'garbled',
      (socket) => {
        socket.write(Buffer.from('3084000fffff', 'hex'));
        socket.write(Buffer.alloc(4 * 1024 * 1024));
      },
    ],
    ['connection-lost', (socket) => socket.destroy()],
    [
      'connection-lost',
      (socket) => void socket.once('data', () => socket.end(result(1, TAG.bindResponse, 0).subarray(0, 9))),
    ],
    ['connection-lost', (socket) => void socket.once('data', () => socket.resetAndDestroy())],
  ];
  for (const security of ['plain', 'start-tls'] as const)
    for (const [reason, behave] of behaviours) {
      const { port, sockets } = await listenTcp(t, behave);
      const urls = [`ldap://127.0.0.1:${port}`];
      const backend = new LdapBackend(ldapConfig({ urls, security, bindName: 'uid={login}' }), '');
      const answer = await ask(backend, QUERY, 250);
      assert.equal(answer.verdict, 'unavailable');
      assert.ok([reason, 'garbled'].includes(answer.reason), `${answer.reason}, not ${reason}`);
      while (sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
});

test('LdapBackend does not wait for a handshake that hangs', async (t) => {
  const tls = await listenTcp(t, () => undefined);
  const startTls = await lyingDirectory(t, [result(1, TAG.extendedResponse, 0)]);
  for (const [url, { sockets }] of [
    [`ldaps://127.0.0.1:${tls.port}`, tls],
    [`ldap://127.0.0.1:${startTls.port}`, startTls],
  ] as const) {
    const backend = new LdapBackend(ldapConfig({ urls: [url], bindName: 'uid={login}' }), '');
    assert.deepEqual(await ask(backend, QUERY, 250), { verdict: 'unavailable', reason: 'timed-out' });
    while (sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
});

test('LdapBackend sends no password where StartTLS is refused, or bytes were put in before TLS', async (t) => {
  const refused = await lyingDirectory(t, [result(1, TAG.extendedResponse, 2)]);
  const backendAt = (port: number) =>
    new LdapBackend(ldapConfig({ urls: [`ldap://127.0.0.1:${port}`], bindName: 'uid={login}' }), '');
  assert.deepEqual(await ask(backendAt(refused.port), QUERY), {
    verdict: 'unavailable',
    reason: 'start-tls-refused',
  });
  // The beginning of a forged answer, which the bytes of the true one would complete.
  const forged = result(2, TAG.bindResponse, 0, 'x'.repeat(14)).subarray(0, -14);
  const injected = await lyingDirectory(t, [Buffer.concat([result(1, TAG.extendedResponse, 0), forged])]);
  assert.deepEqual(await ask(backendAt(injected.port), QUERY), { verdict: 'unavailable', reason: 'garbled' });
});
