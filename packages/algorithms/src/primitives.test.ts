import assert from 'node:assert/strict';
import { createCipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import hkdfVectors from '../vectors/hkdf.json' with { type: 'json' };
import smVectors from '../vectors/sm3-sm4.json' with { type: 'json' };
import {
  AlgorithmInputError,
  decodeHex,
  encodeHex,
  encodeUtf8,
  hkdfSha256,
  hmac,
  pureJsPrimitives,
  sha1,
  sha256,
  sha512,
  sm3,
  sm4Encrypt,
} from './index.ts';

const HASHES = { sha1, sha256, sha512, sm3 };

for (const [name, hash] of Object.entries(HASHES)) {
  test(`${name}() equals the platform's for every length from 0 to 300`, () => {
    for (let length = 0; length <= 300; length++) {
      const message = randomBytes(length);
      assert.equal(
        encodeHex(hash(message)),
        createHash(name).update(message).digest('hex'),
        `length ${length}`,
      );
    }
  });

  test(`${name}() equals the platform's for a long message and leaves it unchanged`, () => {
    const message = randomBytes(100_003);
    const copy = Uint8Array.from(message);
    assert.equal(encodeHex(hash(message)), createHash(name).update(message).digest('hex'));
    assert.deepEqual(Uint8Array.from(message), copy);
  });

  test(`hmac() with ${name} equals the platform's for keys shorter, as long as and longer than a block`, () => {
    for (let length = 0; length <= 300; length++) {
      const [key, message] = [randomBytes(length), randomBytes((length * 7) % 301)];
      assert.equal(encodeHex(hmac(hash, key, message)), createHmac(name, key).update(message).digest('hex'));
    }
  });

  test(`${name} states its block and output sizes`, () => {
    assert.equal(hash(new Uint8Array(0)).length, hash.outputBytes);
    assert.equal(hash.blockBytes, name === 'sha512' ? 128 : 64);
  });
}

test('sha256() reads a view that starts in the middle of a buffer', () => {
  const whole = randomBytes(100);
  const expected = createHash('sha256').update(whole.subarray(13, 77)).digest('hex');
  assert.equal(encodeHex(sha256(whole.subarray(13, 77))), expected);
});

test('sm3() gives the samples of the standard', () => {
  for (const { messageAscii, hashHex } of smVectors.sm3) {
    assert.equal(encodeHex(sm3(encodeUtf8(messageAscii))), hashHex);
  }
});

test('sm4Encrypt() gives the sample of the standard', () => {
  for (const { keyHex, blockHex, encryptedHex } of smVectors.sm4) {
    assert.equal(encodeHex(sm4Encrypt(decodeHex(keyHex), decodeHex(blockHex))), encryptedHex);
  }
});

test("sm4Encrypt() equals the platform's for random keys and blocks", () => {
  for (let round = 0; round < 300; round++) {
    const [key, block] = [randomBytes(16), randomBytes(16)];
    const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
    assert.equal(encodeHex(sm4Encrypt(key, block)), cipher.update(block).toString('hex'));
  }
});

test('sm4Encrypt() refuses a key or block that is not 16 bytes long', () => {
  const sixteen = new Uint8Array(16);
  for (const length of [0, 15, 17, 32]) {
    const other = new Uint8Array(length);
    assert.throws(() => sm4Encrypt(other, sixteen), { name: 'AlgorithmInputError', code: 'key' });
    assert.throws(() => sm4Encrypt(sixteen, other), { name: 'AlgorithmInputError', code: 'block' });
  }
});

test('hkdfSha256() gives the vectors of RFC 5869', () => {
  for (const vector of hkdfVectors.vectors) {
    const output = hkdfSha256({
      hmac: pureJsPrimitives.hmac,
      keyMaterial: decodeHex(vector.ikmHex),
      salt: decodeHex(vector.saltHex),
      info: decodeHex(vector.infoHex),
      outputBytes: vector.outputBytes,
    });
    assert.equal(encodeHex(output), vector.okmHex);
  }
});

test("hkdfSha256() equals the platform's for every output length up to 100, and the longest", () => {
  const [keyMaterial, salt, info] = [randomBytes(40), randomBytes(20), randomBytes(30)];
  for (const outputBytes of [...Array.from({ length: 100 }, (_, i) => i + 1), 8160]) {
    const expected = Buffer.from(hkdfSync('sha256', keyMaterial, salt, info, outputBytes)).toString('hex');
    const { hmac: hmacOf } = pureJsPrimitives;
    assert.equal(encodeHex(hkdfSha256({ hmac: hmacOf, keyMaterial, salt, info, outputBytes })), expected);
  }
});

test('hkdfSha256() refuses to give nothing or more than 255 blocks', () => {
  const empty = new Uint8Array(0);
  for (const outputBytes of [0, -1, 1.5, 8161]) {
    assert.throws(
      () =>
        hkdfSha256({
          hmac: pureJsPrimitives.hmac,
          keyMaterial: empty,
          salt: empty,
          info: empty,
          outputBytes,
        }),
      AlgorithmInputError,
    );
  }
});
