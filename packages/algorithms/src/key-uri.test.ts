import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyUriError, buildKeyUri, decodeHex, encodeHex, parseKeyUri } from './index.ts';
import type { KeyUri, KeyUriErrorCode } from './index.ts';

const SECRET = 'JBSWY3DPEHPK3PXP';
const SEED = decodeHex('48656c6c6f21deadbeef');

test('parseKeyUri() reads the example of the format’s description', () => {
  const uri =
    'otpauth://totp/ACME%20Co:john.doe@email.com?secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ&issuer=ACME%20Co' +
    '&algorithm=SHA1&digits=6&period=30';
  const { seed, ...rest } = parseKeyUri(uri);
  assert.equal(encodeHex(seed), '3dc6caa4824a6d288767b2331e20b43166cb85d9');
  assert.deepEqual(rest, {
    type: 'totp',
    issuer: 'ACME Co',
    account: 'john.doe@email.com',
    hash: 'sha1',
    digits: 6,
    counter: undefined,
    periodSeconds: 30,
    otherParameters: new Map(),
  });
});

test('parseKeyUri() takes the defaults of the format', () => {
  const key = parseKeyUri(`otpauth://totp/alice?secret=${SECRET}`);
  assert.deepEqual(
    [key.issuer, key.account, key.hash, key.digits, key.periodSeconds],
    [undefined, 'alice', 'sha1', 6, 30],
  );
  assert.deepEqual(key.seed, SEED);
});

test('parseKeyUri() is kind to what apps write differently', () => {
  const cases: [uri: string, part: Partial<KeyUri>][] = [
    [`otpauth://totp/a?secret=jbsw%20y3dp-ehpk+3pxp`, { seed: SEED }],
    ['OTPAUTH://TOTP/a?secret=MY======', { type: 'totp', seed: Uint8Array.of(0x66) }],
    [`otpauth://totp/ACME%3A%20alice?secret=${SECRET}`, { issuer: 'ACME', account: 'alice' }],
    [`otpauth://totp/ACME:alice?secret=${SECRET}&issuer=Other+Co`, { issuer: 'Other Co', account: 'alice' }],
    [`otpauth://totp/ACME:alice?secret=${SECRET}&issuer=`, { issuer: 'ACME' }],
    [`otpauth://totp/a+b?secret=${SECRET}`, { account: 'a+b' }],
    [`otpauth://totp/50%2520?secret=${SECRET}`, { account: '50%20' }],
    [
      `otpauth://totp/%E5%BC%A0%E4%B8%89?secret=${SECRET}&algorithm=sha256&digits=10`,
      { account: '张三', hash: 'sha256', digits: 10 },
    ],
    [`otpauth://hotp/a?secret=${SECRET}&counter=0&period=0`, { counter: 0, periodSeconds: undefined }],
  ];
  for (const [uri, part] of cases) {
    const key = parseKeyUri(uri);
    for (const [name, value] of Object.entries(part)) assert.deepEqual(key[name as keyof KeyUri], value, uri);
  }
});

test('parseKeyUri() keeps parameters it does not know', () => {
  const uri = `otpauth://totp/a?secret=${SECRET}&image=https%3A%2F%2Fx%2Fy.png&__proto__=1&`;
  const expected = new Map([
    ['image', 'https://x/y.png'],
    ['__proto__', '1'],
  ]);
  assert.deepEqual(parseKeyUri(uri).otherParameters, expected);
});

test('parseKeyUri() refuses what an OTP must not be guessed from', () => {
  const cases: [uri: string, code: KeyUriErrorCode][] = [
    ['', 'scheme'],
    ['https://totp/a', 'scheme'],
    [`otpauth://totp?secret=${SECRET}`, 'query'],
    ['otpauth://totp/a', 'query'],
    [`otpauth://totp/a?secret=${SECRET}#x`, 'query'],
    [`otpauth://totp/a?secret=${SECRET}&issuer`, 'query'],
    [`otpauth://totp/a?secret=${SECRET}&issuer=%zz`, 'query'],
    [`otpauth://steam/a?secret=${SECRET}`, 'type'],
    [`otpauth://totp/?secret=${SECRET}`, 'label'],
    [`otpauth://totp/ACME:?secret=${SECRET}`, 'label'],
    [`otpauth://totp/%ff?secret=${SECRET}`, 'label'],
    ['otpauth://totp/a?issuer=x', 'secret'],
    ['otpauth://totp/a?secret=', 'secret'],
    ['otpauth://totp/a?secret=-', 'secret'],
    ['otpauth://totp/a?secret=JBSW1', 'secret'],
    [`otpauth://totp/a?secret=${SECRET}&secret=${SECRET}`, 'duplicate-parameter'],
    [`otpauth://totp/a?secret=${SECRET}&algorithm=SM3`, 'algorithm'],
    [`otpauth://totp/a?secret=${SECRET}&algorithm=constructor`, 'algorithm'],
    [`otpauth://totp/a?secret=${SECRET}&algorithm=`, 'algorithm'],
    [`otpauth://totp/a?secret=${SECRET}&digits=3`, 'digits'],
    [`otpauth://totp/a?secret=${SECRET}&digits=6.0`, 'digits'],
    [`otpauth://totp/a?secret=${SECRET}&digits=`, 'digits'],
    [`otpauth://totp/a?secret=${SECRET}&period=0`, 'period'],
    [`otpauth://totp/a?secret=${SECRET}&period=-30`, 'period'],
    [`otpauth://totp/a?secret=${SECRET}&period=86401`, 'period'],
    [`otpauth://hotp/a?secret=${SECRET}`, 'counter'],
    [`otpauth://hotp/a?secret=${SECRET}&counter=9007199254740992`, 'counter'],
  ];
  for (const [uri, code] of cases) {
    assert.throws(() => parseKeyUri(uri), { name: 'KeyUriError', code }, uri);
  }
});

test('parseKeyUri() never says the secret in an error', () => {
  const uri = `otpauth://totp/a?secret=${SECRET}1`;
  assert.throws(
    () => parseKeyUri(uri),
    (error: Error) => {
      return !error.message.includes(SECRET) && !String(error.cause).includes(SECRET);
    },
  );
});

const names = fc
  .string({ minLength: 1, unit: 'grapheme' })
  .filter((name) => name === name.trim() && name !== '' && !name.includes(':') && name.isWellFormed());
const keys: fc.Arbitrary<KeyUri> = fc
  .record({
    type: fc.constantFrom('hotp' as const, 'totp' as const),
    issuer: fc.option(names, { nil: undefined }),
    account: names,
    seed: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    hash: fc.constantFrom('sha1' as const, 'sha256' as const, 'sha512' as const),
    digits: fc.integer({ min: 4, max: 10 }),
    counter: fc.maxSafeNat(),
    periodSeconds: fc.integer({ min: 1, max: 86_400 }),
  })
  .map((key) => ({
    ...key,
    counter: key.type === 'hotp' ? key.counter : undefined,
    periodSeconds: key.type === 'totp' ? key.periodSeconds : undefined,
  }));

test('parseKeyUri() reads back what buildKeyUri() writes', () => {
  fc.assert(
    fc.property(keys, (key) => {
      assert.deepEqual(parseKeyUri(buildKeyUri(key)), { ...key, otherParameters: new Map() });
    }),
  );
});

test('buildKeyUri() refuses names that would be read back differently, and settings out of range', () => {
  const key: KeyUri = {
    type: 'totp',
    issuer: 'ACME',
    account: 'alice',
    seed: SEED,
    hash: 'sha1',
    digits: 6,
    counter: undefined,
    periodSeconds: 30,
  };
  assert.equal(
    buildKeyUri(key),
    `otpauth://totp/ACME:alice?secret=${SECRET}&issuer=ACME&algorithm=SHA1&digits=6&period=30`,
  );
  const broken: [Partial<KeyUri>, KeyUriErrorCode][] = [
    [{ issuer: 'A:B' }, 'issuer'],
    [{ issuer: '' }, 'issuer'],
    [{ account: 'a:b' }, 'account'],
    [{ account: ' a' }, 'account'],
    [{ account: '\ud800' }, 'account'],
    [{ seed: new Uint8Array(0) }, 'secret'],
    [{ digits: 11 }, 'digits'],
    [{ periodSeconds: undefined }, 'period'],
    [{ type: 'hotp' }, 'counter'],
  ];
  for (const [part, code] of broken) {
    assert.throws(
      () => buildKeyUri({ ...key, ...part }),
      (error) => error instanceof KeyUriError && error.code === code,
    );
  }
});
