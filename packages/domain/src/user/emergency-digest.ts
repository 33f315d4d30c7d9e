import { encodeUtf8 } from '@lingpai/algorithms';
import type { SecretVault } from '../ports/secret-vault.ts';

/**
 * What an emergency password is kept and compared as: keyed, and bound to its user. Read as Crockford base32 is: case, O and 0, I, L and 1
 * make no difference, since people read it out over the telephone.
 */
export function digestEmergencyPassword(vault: SecretVault, userId: number, typed: string): Uint8Array {
  const read = typed.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return vault.digest('emergency-password', encodeUtf8(`${userId}\0${read}`));
}
