import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DamagedEntryError, type PartPlace, openPart, sealPart } from './sealed-part.ts';

const place: PartPlace = { formatVersion: 1, deviceId: 'phone-a', entryId: 'entry-1', part: 'seed' };
const newKey = () =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
const seed = () => Uint8Array.from({ length: 20 }, (_, i) => i);

test('openPart() gives back what sealPart() was given', async () => {
  const key = await newKey();
  assert.deepEqual(await openPart(key, await sealPart(key, seed(), place), place), seed());
});

test('sealPart() takes a fresh nonce for every save', async () => {
  const key = await newKey();
  const nonces = new Set<string>();
  for (let i = 0; i < 50; i++) nonces.add((await sealPart(key, seed(), place)).nonce.join());
  assert.equal(nonces.size, 50);
});

test('openPart() refuses an entry moved to another phone, entry, part or version', async () => {
  const key = await newKey();
  const sealed = await sealPart(key, seed(), place);
  const elsewhere: Partial<PartPlace>[] = [
    { deviceId: 'phone-b' },
    { entryId: 'entry-2' },
    { part: 'record' },
    { formatVersion: 2 },
  ];
  for (const change of elsewhere)
    await assert.rejects(openPart(key, sealed, { ...place, ...change }), DamagedEntryError);
});

test('openPart() refuses every altered byte', async () => {
  const key = await newKey();
  const sealed = await sealPart(key, seed(), place);
  for (let i = 0; i < sealed.ciphertext.length; i++) {
    const ciphertext = Uint8Array.from(sealed.ciphertext, (byte, at) => (at === i ? byte ^ 1 : byte));
    await assert.rejects(openPart(key, { ...sealed, ciphertext }, place), DamagedEntryError);
  }
});

test('openPart() refuses another key', async () => {
  const sealed = await sealPart(await newKey(), seed(), place);
  await assert.rejects(openPart(await newKey(), sealed, place), DamagedEntryError);
});
