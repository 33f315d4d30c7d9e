import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActivationPassword } from './activation-password.ts';

/** Gives the numbers one after the other, four bytes each. */
function randomOf(...numbers: number[]): { bytes(count: number): Uint8Array } {
  return {
    bytes: () => {
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, numbers.shift()!);
      return bytes;
    },
  };
}

test('createActivationPassword() gives eight digits, leading zeros kept', () => {
  assert.equal(createActivationPassword(randomOf(42)), '00000042');
  assert.equal(createActivationPassword(randomOf(199_999_999)), '99999999');
});

test('createActivationPassword() draws again where small numbers would be likelier', () => {
  assert.equal(createActivationPassword(randomOf(4_200_000_000, 4_294_967_295, 7)), '00000007');
  assert.equal(createActivationPassword(randomOf(4_199_999_999)), '99999999');
});
