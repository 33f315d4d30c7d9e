import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeBase64Url } from '@lingpai/algorithms';
import { ACTIVATION_HPKE_INFO } from '@lingpai/contract/routes/phone';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { AnswerUnreadableError, createHpkeKeys, openSealedToken } from './sealed-token.ts';

const ticket = new Uint8Array(16).fill(9);
const signingPublicPoint = new Uint8Array(65).fill(4);
const token = {
  serial: '0012345678',
  type: 'hotp',
  hash: 'sha1',
  digits: 6,
  periodSeconds: null,
  ocraSuite: null,
  seed: encodeBase64Url(new Uint8Array(20).fill(1)),
  counter: 0,
  issuer: '总公司',
  account: 'zhang.san',
};

/** Seals as the server does, with a real HPKE sender. */
async function seal(plaintext: unknown, hpkeKeys: CryptoKeyPair) {
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
  const sender = await suite.createSenderContext({
    recipientPublicKey: hpkeKeys.publicKey,
    info: new TextEncoder().encode(ACTIVATION_HPKE_INFO),
  });
  const aad = Uint8Array.from([...ticket, ...signingPublicPoint]);
  const ciphertext = await sender.seal(new TextEncoder().encode(JSON.stringify(plaintext)), aad);
  return {
    enc: encodeBase64Url(new Uint8Array(sender.enc)),
    ciphertext: encodeBase64Url(new Uint8Array(ciphertext)),
    hpkeKeys,
    ticket,
    signingPublicPoint,
  };
}

test('openSealedToken() opens what was sealed to this phone, ticket and signing key', async () => {
  const answer = await seal(token, await createHpkeKeys());
  const { record, seed } = await openSealedToken(answer, 5);
  assert.deepEqual(
    [...seed],
    Array.from({ length: 20 }, () => 1),
  );
  assert.deepEqual(record, {
    serial: '0012345678',
    origin: 'online',
    issuer: '总公司',
    account: 'zhang.san',
    label: '',
    type: 'hotp',
    hash: 'sha1',
    digits: 6,
    periodSeconds: null,
    ocraSuite: null,
    counter: 1,
    state: 'unconfirmed',
    addedAtMs: 5,
  });
});

test('openSealedToken() goes on behind the counter that confirms: event and challenge tokens', async () => {
  const ocra = { type: 'ocra', ocraSuite: 'OCRA-1:HOTP-SHA1-6:C-QN08' } as const;
  for (const [change, counter] of [
    [ocra, 1],
    [{ ...ocra, periodSeconds: 30 }, 0],
    [{ type: 'totp', periodSeconds: 30 }, 0],
  ] as const) {
    const { record } = await openSealedToken(await seal({ ...token, ...change }, await createHpkeKeys()), 5);
    assert.equal(record.counter, counter, JSON.stringify(change));
  }
});

test('openSealedToken() refuses an answer bound to another ticket, signing key or phone', async () => {
  const answer = await seal(token, await createHpkeKeys());
  const others = [
    { ticket: new Uint8Array(16).fill(8) },
    { signingPublicPoint: new Uint8Array(65).fill(5) },
    { hpkeKeys: await createHpkeKeys() },
  ];
  for (const other of others)
    await assert.rejects(openSealedToken({ ...answer, ...other }, 5), AnswerUnreadableError);
});

test('openSealedToken() refuses an answer that holds no token', async () => {
  const hpkeKeys = await createHpkeKeys();
  for (const change of [{ digits: 2 }, { hash: 'md5' }, { seed: 5 }, { seed: '!' }, { counter: 'x' }])
    await assert.rejects(
      openSealedToken(await seal({ ...token, ...change }, hpkeKeys), 5),
      AnswerUnreadableError,
      JSON.stringify(change),
    );
});
