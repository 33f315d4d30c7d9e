import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  RADIUS_ATTRIBUTE,
  RADIUS_CODE,
  type RadiusPacket,
  attributeValues,
  checkReply,
  checkRequest,
  decodePacket,
  encodePacket,
  encodeReply,
  encodeRequest,
  hideUserPassword,
  revealUserPassword,
} from './index.ts';

const vectors = JSON.parse(
  readFileSync(new URL('../vectors/radius.json', import.meta.url), 'utf8'),
) as Record<'rfc2865' | 'messageAuthenticator', Record<string, string>>;
const hex = (text: string | undefined) => Uint8Array.from(Buffer.from(text ?? '', 'hex'));
const decoded = (bytes: Uint8Array): RadiusPacket => {
  const { packet } = decodePacket(bytes);
  assert.ok(packet !== undefined);
  return packet;
};
const attribute = fc.record(
  {
    type: fc.integer({ min: 1, max: 79 }),
    value: fc.uint8Array({ maxLength: 253 }),
  },
  { noNullPrototype: true },
);
const packetOf = fc.record(
  {
    code: fc.nat(255),
    identifier: fc.nat(255),
    authenticator: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    attributes: fc.array(attribute, { maxLength: 12 }),
  },
  { noNullPrototype: true },
);

test('decodePacket() and revealUserPassword() read the example of RFC 2865 §7.1', () => {
  const { secret = '', user, password, requestHex, responseHex } = vectors.rfc2865;
  const key = Buffer.from(secret);
  const request = decoded(hex(requestHex));
  assert.deepEqual([request.code, request.identifier], [1, 0]);
  assert.deepEqual(attributeValues(request, RADIUS_ATTRIBUTE.userName).map(String), [
    String(Buffer.from(user ?? '').join()),
  ]);
  const [hidden] = attributeValues(request, RADIUS_ATTRIBUTE.userPassword);
  const { authenticator } = request;
  const plain = revealUserPassword({ hidden: hidden!, authenticator, secret: key });
  assert.equal(Buffer.from(plain!).toString(), password);
  assert.deepEqual(hideUserPassword({ password: plain!, authenticator, secret: key }), hidden);
  assert.deepEqual(encodePacket(request), hex(requestHex));
  // Right Response Authenticator, but no Message-Authenticator: RFC 2865 is older.
  assert.equal(checkReply(hex(responseHex), request, key), 'absent');
});

test('checkRequest() and checkReply() agree with the Message-Authenticator vector', () => {
  const { secret = '', password, requestHex, challengeResponseHex } = vectors.messageAuthenticator;
  const key = Buffer.from(secret);
  const request = decoded(hex(requestHex));
  assert.equal(checkRequest(hex(requestHex), key), 'right');
  assert.equal(checkReply(hex(challengeResponseHex), request, key), 'right');
  // As they come from a socket: the `slice` of a Buffer is no copy.
  assert.equal(checkReply(Buffer.from(hex(challengeResponseHex)), request, key), 'right');
  assert.equal(checkRequest(Buffer.from(hex(requestHex)), key), 'right');
  assert.deepEqual(encodeRequest(request, key), hex(requestHex));
  assert.deepEqual(encodeReply(decoded(hex(challengeResponseHex)), request, key), hex(challengeResponseHex));
  const [hidden] = attributeValues(request, RADIUS_ATTRIBUTE.userPassword);
  const plain = revealUserPassword({ hidden: hidden!, authenticator: request.authenticator, secret: key });
  assert.equal(Buffer.from(plain!).toString(), password);
});

test('checkReply() refuses a reply in which any one bit is another', () => {
  const { secret = '', requestHex, challengeResponseHex } = vectors.messageAuthenticator;
  const request = decoded(hex(requestHex));
  const reply = hex(challengeResponseHex);
  for (let bit = 0; bit < reply.length * 8; bit += 1) {
    const forged = reply.slice();
    forged[bit >> 3]! ^= 1 << (bit & 7);
    const { packet } = decodePacket(forged);
    if (packet === undefined) continue;
    assert.equal(checkReply(forged, request, Buffer.from(secret)), 'wrong', `bit ${bit}`);
  }
  assert.equal(checkReply(reply, request, Buffer.from('another')), 'wrong');
  assert.equal(checkReply(reply, { authenticator: new Uint8Array(16) }, Buffer.from(secret)), 'wrong');
});

test('checkRequest() refuses two Message-Authenticators, and one of another length', () => {
  const secret = Buffer.from('testing123');
  const type = RADIUS_ATTRIBUTE.messageAuthenticator;
  const base = { code: RADIUS_CODE.accessRequest, identifier: 1, authenticator: new Uint8Array(16) };
  const value = new Uint8Array(16);
  for (const attributes of [
    [
      { type, value },
      { type, value },
    ],
    [{ type, value: new Uint8Array(15) }],
    [{ type, value: new Uint8Array(17) }],
  ])
    assert.equal(checkRequest(encodePacket({ ...base, attributes }), secret), 'wrong');
  assert.equal(checkRequest(encodePacket({ ...base, attributes: [] }), secret), 'absent');
});

test('decodePacket() says why bytes are no packet', () => {
  const whole = hex(vectors.rfc2865['requestHex']);
  const withLength = (length: number, bytes = whole) => {
    const changed = bytes.slice();
    changed.set([length >> 8, length & 0xff], 2);
    return changed;
  };
  const cases: [string, Uint8Array][] = [
    ['too-short', new Uint8Array(0)],
    ['too-short', whole.subarray(0, 19)],
    ['too-short', whole.subarray(0, whole.length - 1)],
    ['length-wrong', withLength(19)],
    ['too-long', withLength(4097)],
    ['attribute-cut', withLength(whole.length - 1)],
    ['attribute-cut', withLength(21)],
    ['attribute-empty', withLength(22, Uint8Array.from([...whole.subarray(0, 20), 1, 1]))],
    ['attribute-empty', withLength(22, Uint8Array.from([...whole.subarray(0, 20), 1, 0]))],
  ];
  for (const [problem, bytes] of cases) assert.equal(decodePacket(bytes).problem, problem);
  const padded = Uint8Array.from([...whole, 0, 0, 0]);
  assert.deepEqual(decodePacket(padded), decodePacket(whole));
});

test('decodePacket() takes whatever bytes come', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const { packet } = decodePacket(bytes);
      if (packet === undefined) return;
      checkRequest(bytes, Buffer.from('s'));
      checkReply(bytes, packet, Buffer.from('s'));
    }),
    { numRuns: 3000 },
  );
});

test('encodePacket() and decodePacket() are inverse', () => {
  fc.assert(
    fc.property(packetOf, (packet) => {
      assert.deepEqual(decoded(encodePacket(packet)), packet);
    }),
  );
});

test('encodeReply() makes what checkReply() takes', () => {
  fc.assert(
    fc.property(
      packetOf,
      packetOf,
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      (request, reply, secret) => {
        assert.equal(checkRequest(encodeRequest(request, secret), secret), 'right');
        assert.equal(checkReply(encodeReply(reply, request, secret), request, secret), 'right');
      },
    ),
  );
});

test('revealUserPassword() gives back what hideUserPassword() took', () => {
  const bytes = fc.uint8Array({ min: 1, maxLength: 128 });
  fc.assert(
    fc.property(
      bytes,
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      bytes,
      (password, authenticator, secret) => {
        const hidden = hideUserPassword({ password, authenticator, secret });
        assert.equal(hidden.length % 16, 0);
        assert.deepEqual([...revealUserPassword({ hidden, authenticator, secret })!], [...password]);
      },
    ),
  );
});

test('hideUserPassword() refuses what would arrive as something else', () => {
  const rest = { authenticator: new Uint8Array(16), secret: Buffer.from('s') };
  for (const password of [new Uint8Array(129).fill(1), Uint8Array.from([97, 0])])
    assert.throws(() => hideUserPassword({ password, ...rest }), RangeError);
  for (const length of [0, 15, 17, 144])
    assert.equal(revealUserPassword({ hidden: new Uint8Array(length), ...rest }), undefined);
});

test('encodePacket() refuses what is too long', () => {
  const base = { code: 1, identifier: 0, authenticator: new Uint8Array(16) };
  const value = new Uint8Array(253);
  const many = Array.from({ length: 16 }, () => ({ type: 1, value }));
  assert.throws(() => encodePacket({ ...base, attributes: many }), RangeError);
  assert.throws(
    () => encodePacket({ ...base, attributes: [{ type: 1, value: new Uint8Array(254) }] }),
    RangeError,
  );
  assert.throws(
    () => encodePacket({ ...base, authenticator: new Uint8Array(15), attributes: [] }),
    RangeError,
  );
});
