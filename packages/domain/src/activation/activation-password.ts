import { encodeUtf8 } from '@lingpai/algorithms';
import type { SecretVault } from '../ports/secret-vault.ts';
import type { Random } from '../ports/world.ts';

const DIGITS = 8;
const COUNT = 10 ** DIGITS;
/** Largest multiple of COUNT that four bytes can hold: what lies above would make small numbers likelier. */
const UNBIASED_BELOW = Math.floor(2 ** 32 / COUNT) * COUNT;

/** Eight digits, all equally likely. */
export function createActivationPassword(random: Random): string {
  for (;;) {
    const bytes = random.bytes(4);
    const number = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    if (number < UNBIASED_BELOW) return String(number % COUNT).padStart(DIGITS, '0');
  }
}

/**
 * What is stored of an activation password. Bound to its distribution, so that equal passwords do not show as such. Full-width digits
 * of a Chinese keyboard count as the plain ones.
 */
export function activationPasswordDigest(
  vault: SecretVault,
  distribution: { readonly serial: string; readonly createdAt: number },
  password: string,
): Uint8Array {
  const said = JSON.stringify([distribution.serial, distribution.createdAt, password.normalize('NFKC')]);
  return vault.digest('activation-password', encodeUtf8(said));
}
