import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import hotpVectors from '../vectors/hotp.json' with { type: 'json' };
import totpVectors from '../vectors/totp.json' with { type: 'json' };
import {
  decimalOtp,
  decodeHex,
  dynamicTruncate,
  encodeHex,
  encodeUtf8,
  equalOtp,
  hotp,
  pureJsPrimitives as primitives,
  timeStepAt,
  totp,
} from './index.ts';
import type { HmacHash } from './index.ts';

const SEED = decodeHex(hotpVectors.seedHex);

/** RFC 4226 §5.3 written down once more, with BigInt and other means, as a second opinion. */
function hotpByBigInt(hash: HmacHash, seed: Uint8Array, counter: bigint, digits: number): string {
  const mac = createHmac(hash, seed)
    .update(Buffer.from(counter.toString(16).padStart(16, '0'), 'hex'))
    .digest();
  const offset = mac[mac.length - 1]! % 16;
  const truncated = BigInt(`0x${mac.toString('hex', offset, offset + 4)}`) % 2n ** 31n;
  return (truncated % 10n ** BigInt(digits)).toString().padStart(digits, '0');
}

test('hotp() gives every vector of RFC 4226 Appendix D, and so do its steps', () => {
  assert.deepEqual(SEED, encodeUtf8(hotpVectors.seedAscii));
  for (const { counter, hmacHex, truncatedDecimal, otp } of hotpVectors.vectors) {
    const message = new Uint8Array(8);
    message[7] = counter;
    const mac = primitives.hmac('sha1', SEED, message);
    assert.equal(encodeHex(mac), hmacHex);
    assert.equal(dynamicTruncate(mac), truncatedDecimal);
    assert.equal(hotp({ primitives, hash: 'sha1', seed: SEED, counter, digits: hotpVectors.digits }), otp);
  }
});

test('hotp() agrees with a second reading of the RFC for any hash, seed, counter and length', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<HmacHash>('sha1', 'sha256', 'sha512'),
      fc.uint8Array({ minLength: 1, maxLength: 140 }),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.integer({ min: 4, max: 10 }),
      (hash, seed, counter, digits) => {
        assert.equal(
          hotp({ primitives, hash, seed, counter, digits }),
          hotpByBigInt(hash, seed, counter, digits),
        );
      },
    ),
  );
});

test('hotp() counts on past 2^32 and takes number and bigint alike', () => {
  for (const counter of [2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
    const input = { primitives, hash: 'sha1', seed: SEED, digits: 8 } as const;
    const expected = hotpByBigInt('sha1', SEED, BigInt(counter), 8);
    assert.equal(hotp({ ...input, counter }), expected);
    assert.equal(hotp({ ...input, counter: BigInt(counter) }), expected);
  }
});

test('hotp() refuses a counter that is negative, fractional, unsafe or too large', () => {
  for (const counter of [-1, 0.5, NaN, Infinity, 2 ** 53, -1n, 2n ** 64n]) {
    assert.throws(() => hotp({ primitives, hash: 'sha1', seed: SEED, counter, digits: 6 }), {
      code: 'counter',
    });
  }
});

test('hotp() refuses digits outside 4 to 10 and an empty seed', () => {
  for (const digits of [0, 3, 11, 6.5, NaN]) {
    assert.throws(() => hotp({ primitives, hash: 'sha1', seed: SEED, counter: 0, digits }), {
      code: 'digits',
    });
  }
  const seed = new Uint8Array(0);
  assert.throws(() => hotp({ primitives, hash: 'sha1', seed, counter: 0, digits: 6 }), { code: 'seed' });
});

test('dynamicTruncate() drops the sign bit and takes the offset from the last byte of any MAC', () => {
  assert.equal(dynamicTruncate(new Uint8Array(20).fill(0xff)), 0x7fffffff);
  const mac = new Uint8Array(64);
  mac[63] = 0x0f;
  mac.set([0x81, 2, 3, 4], 15);
  assert.equal(dynamicTruncate(mac), 0x01020304);
  assert.throws(() => dynamicTruncate(new Uint8Array(19)), { code: 'mac' });
});

test('decimalOtp() keeps leading zeros, and with 10 digits the whole value', () => {
  assert.equal(decimalOtp(0, 4), '0000');
  assert.equal(decimalOtp(1_000_007, 6), '000007');
  assert.equal(decimalOtp(2 ** 31 - 1, 10), '2147483647');
  assert.equal(decimalOtp(2 ** 32 - 1, 10), '4294967295');
  assert.equal(decimalOtp(7, 10), '0000000007');
});

test('totp() gives every vector of RFC 6238 Appendix B', () => {
  const { digits, periodSeconds } = totpVectors;
  for (const vector of totpVectors.vectors) {
    const atMs = vector.unixTimeSeconds * 1000;
    assert.equal(timeStepAt({ atMs, periodSeconds }), Number.parseInt(vector.timeStepHex, 16));
    const [hash, seed] = [vector.hash as HmacHash, decodeHex(vector.seedHex)];
    assert.equal(totp({ primitives, hash, seed, atMs, periodSeconds, digits }), vector.otp);
  }
});

test('timeStepAt() changes exactly at the border of a step', () => {
  assert.equal(timeStepAt({ atMs: 0, periodSeconds: 30 }), 0);
  assert.equal(timeStepAt({ atMs: 29_999, periodSeconds: 30 }), 0);
  assert.equal(timeStepAt({ atMs: 30_000, periodSeconds: 30 }), 1);
  assert.equal(timeStepAt({ atMs: 90_000, periodSeconds: 30, t0Seconds: 60 }), 1);
});

test('timeStepAt() is exact at any time, also after 2038', () => {
  assert.equal(timeStepAt({ atMs: 2 ** 31 * 1000, periodSeconds: 1 }), 2 ** 31);
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 86_400 }), (atMs, periodSeconds) => {
      const expected = BigInt(atMs) / (BigInt(periodSeconds) * 1000n);
      assert.equal(timeStepAt({ atMs, periodSeconds }), Number(expected));
    }),
  );
});

test('timeStepAt() refuses a moment before T0, part of a millisecond, and a period of nothing', () => {
  for (const atMs of [-1, 0.5, NaN, Infinity]) {
    assert.throws(() => timeStepAt({ atMs, periodSeconds: 30 }), { code: 'time' });
  }
  assert.throws(() => timeStepAt({ atMs: 59_999, periodSeconds: 30, t0Seconds: 60 }), { code: 'time' });
  for (const periodSeconds of [0, -30, 0.5, NaN]) {
    assert.throws(() => timeStepAt({ atMs: 0, periodSeconds }), { code: 'period' });
  }
});

test('equalOtp() is true for equal strings alone, whatever their lengths', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => equalOtp(a, b) === (a === b) && equalOtp(a, a)));
  assert.equal(equalOtp('123456', '123457'), false);
  assert.equal(equalOtp('123456', '12345'), false);
  assert.equal(equalOtp('12345', '123456'), false);
  assert.equal(equalOtp('', '\0'), false);
  assert.equal(equalOtp('\0', ''), false);
});
