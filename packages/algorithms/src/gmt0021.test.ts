import assert from 'node:assert/strict';
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import vectors from '../vectors/gmt0021.json' with { type: 'json' };
import {
  computeOtp,
  decodeHex,
  encodeHex,
  gmt0021Id,
  gmt0021Otp,
  hotp,
  pureJsPrimitives as primitives,
} from './index.ts';
import type { Gmt0021Factors, OtpSpec, Primitives } from './index.ts';

interface Row {
  readonly seedHex: string;
  readonly timeStep: number | null;
  readonly counter: number | null;
  readonly challenge: string | null;
  readonly idHex: string;
  readonly otp: string;
}

function factorsOf({ timeStep, counter, challenge }: Row): Gmt0021Factors {
  return {
    timeStep: timeStep ?? undefined,
    counter: counter ?? undefined,
    challenge: challenge ?? undefined,
  };
}

const GROUPS = [
  ['sm3', 'sm3'],
  ['sm4', 'sm4'],
  ['ownSm3', 'sm3'],
  ['ownSm4', 'sm4'],
] as const;

for (const [group, algorithm] of GROUPS) {
  test(`gmt0021Otp() gives ${vectors[group].source}`, () => {
    for (const row of vectors[group].vectors as Row[]) {
      const factors = factorsOf(row);
      assert.equal(encodeHex(gmt0021Id(factors)), row.idHex);
      const seed = decodeHex(row.seedHex);
      assert.equal(gmt0021Otp({ primitives, algorithm, seed, digits: vectors.digits, ...factors }), row.otp);
    }
  });
}

/** The port filled by the platform, as the server fills it. */
const platformPrimitives: Primitives = {
  hmac: (hash, key, message) => createHmac(hash, key).update(message).digest(),
  prepareHmac: (hash, key) => (message) => createHmac(hash, key).update(message).digest(),
  hash: (hash, message) => createHash(hash).update(message).digest(),
  sm3: (message) => createHash('sm3').update(message).digest(),
  sm4Encrypt: (key, block) => createCipheriv('sm4-ecb', key, null).setAutoPadding(false).update(block),
};

const SEED = decodeHex('1234567890abcdef1234567890abcdef1234567890');

test('computeOtp() gives the same on the platform as in pure TypeScript, for every kind of token', () => {
  for (const type of ['hotp', 'totp', 'ocra'] as const) {
    for (const hash of ['sha1', 'sha256', 'sha512', 'sm3', 'sm4'] as const) {
      for (const digits of [4, 6, 8, 10]) {
        const spec: OtpSpec = { type, hash, digits, periodSeconds: type === 'hotp' ? undefined : 60 };
        for (const movingFactor of [0, 1, 56_666_666, 2 ** 32 - 1]) {
          const input = { spec, seed: SEED, movingFactor };
          const otp = computeOtp({ primitives, ...input });
          assert.equal(otp, computeOtp({ primitives: platformPrimitives, ...input }));
          assert.match(otp, new RegExp(`^\\d{${digits}}$`));
        }
      }
    }
  }
});

test('computeOtp() uses the factor as HOTP counter, GM/T counter or GM/T time step, by hash and type', () => {
  const shared = { primitives, seed: SEED, digits: 6 };
  const compute = (spec: Omit<OtpSpec, 'digits'>) =>
    computeOtp({ primitives, seed: SEED, movingFactor: 77, spec: { ...spec, digits: 6 } });
  const hmacOtp = hotp({ ...shared, hash: 'sha256', counter: 77 });
  assert.equal(compute({ type: 'hotp', hash: 'sha256', periodSeconds: undefined }), hmacOtp);
  assert.equal(compute({ type: 'totp', hash: 'sha256', periodSeconds: 30 }), hmacOtp);
  const byCounter = gmt0021Otp({ ...shared, algorithm: 'sm3', counter: 77 });
  const byTime = gmt0021Otp({ ...shared, algorithm: 'sm3', timeStep: 77 });
  assert.notEqual(byCounter, byTime);
  assert.equal(compute({ type: 'hotp', hash: 'sm3', periodSeconds: undefined }), byCounter);
  assert.equal(compute({ type: 'totp', hash: 'sm3', periodSeconds: 60 }), byTime);
  assert.equal(compute({ type: 'ocra', hash: 'sm3', periodSeconds: 60 }), byTime);
  assert.equal(compute({ type: 'ocra', hash: 'sm3', periodSeconds: undefined }), byCounter);
});

test('gmt0021Id() leaves no gap for a factor that is left out', () => {
  assert.deepEqual(gmt0021Id({ timeStep: 5 }), gmt0021Id({ timeStep: 5, counter: 0 }));
  assert.notDeepEqual(
    gmt0021Id({ timeStep: 5, challenge: '1234' }),
    gmt0021Id({ timeStep: 5, counter: 0, challenge: '1234' }),
  );
});

test('gmt0021Id() writes a time step past 2^32 whole', () => {
  assert.equal(encodeHex(gmt0021Id({ timeStep: 2 ** 32 + 1 })), '0000000100000001'.padEnd(32, '0'));
});

test('gmt0021Otp() refuses no factor, factors out of range, a short seed and wrong digits', () => {
  const base = { primitives, algorithm: 'sm3', seed: SEED, digits: 6 } as const;
  assert.throws(() => gmt0021Otp(base), { code: 'factor-missing' });
  for (const counter of [-1, 1.5, 2 ** 32])
    assert.throws(() => gmt0021Otp({ ...base, counter }), { code: 'counter' });
  for (const timeStep of [-1, 1.5, 2 ** 53]) {
    assert.throws(() => gmt0021Otp({ ...base, timeStep }), { code: 'time-step' });
  }
  for (const challenge of ['', '123', '12345６']) {
    assert.throws(() => gmt0021Otp({ ...base, challenge }), { code: 'challenge' });
  }
  assert.throws(() => gmt0021Otp({ ...base, counter: 1, seed: SEED.slice(0, 15) }), { code: 'seed' });
  for (const digits of [3, 11])
    assert.throws(() => gmt0021Otp({ ...base, counter: 1, digits }), { code: 'digits' });
});
