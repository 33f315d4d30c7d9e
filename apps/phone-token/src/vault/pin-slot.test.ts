import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPin, isPinGuessable, unwrapWithPin, wrapWithPin } from './pin-slot.ts';
import { DamagedEntryError } from './sealed-part.ts';

const newPhoneKey = () => crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
const masterKey = () => Uint8Array.from({ length: 32 }, (_, i) => 255 - i);

test('unwrapWithPin() gives the master key back for the right PIN alone', async () => {
  const context = { phoneKey: await newPhoneKey(), deviceId: 'phone-a' };
  const slot = await wrapWithPin(masterKey(), '205871', context);
  assert.deepEqual(await unwrapWithPin(slot, '205871', context), masterKey());
  await assert.rejects(unwrapWithPin(slot, '205872', context), DamagedEntryError);
});

test('unwrapWithPin() needs the key of this phone beside the PIN', async () => {
  const deviceId = 'phone-a';
  const slot = await wrapWithPin(masterKey(), '205871', { phoneKey: await newPhoneKey(), deviceId });
  await assert.rejects(
    unwrapWithPin(slot, '205871', { phoneKey: await newPhoneKey(), deviceId }),
    DamagedEntryError,
  );
});

test('isPin() takes six digits or more and nothing else', () => {
  for (const good of ['205871', '000000', '12345678901234567890123456789012']) assert.ok(isPin(good), good);
  for (const bad of ['', '20587', '20587a', ' 205871', '205871\n', '２０５８７１'])
    assert.ok(!isPin(bad), bad);
});

test('isPinGuessable() knows repeated digits and runs', () => {
  for (const pin of ['111111', '123456', '987654']) assert.ok(isPinGuessable(pin), pin);
  for (const pin of ['205871', '112233', '135790']) assert.ok(!isPinGuessable(pin), pin);
});
