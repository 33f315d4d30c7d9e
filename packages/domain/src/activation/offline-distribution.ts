import {
  ACTIVATION_ENTROPY_BYTES,
  OFFLINE_ARGON2ID,
  type Primitives,
  type TokenProfile,
  deriveOfflineSeed,
  encodeActivationCode,
  offlineSeedContext,
} from '@lingpai/algorithms';
import type { Argon2id, Random } from '../ports/world.ts';

export interface OfflineSecretInput {
  readonly profile: TokenProfile;
  readonly serial: string;
  /** empty: none */
  readonly password: string;
  /** phone identifier; undefined: any phone */
  readonly deviceCode: string | undefined;
}
export interface OfflineSecret {
  /** in groups, as people read it */
  readonly activationCode: string;
  readonly seed: Uint8Array;
}

/** Makes an activation code and the seed that the phone derives from it (and from password and phone identifier, where there are such). */
export async function createOfflineSecret(
  input: OfflineSecretInput,
  world: { readonly random: Random; readonly primitives: Primitives; readonly argon2id: Argon2id },
): Promise<OfflineSecret> {
  const { profile, serial, deviceCode } = input;
  const code = encodeActivationCode({
    profile,
    random: world.random.bytes(ACTIVATION_ENTROPY_BYTES),
    isDeviceBound: deviceCode !== undefined,
  });
  const { memoryKib, passes, lanes, outputBytes } = OFFLINE_ARGON2ID;
  const { salt, message } = offlineSeedContext({ code, serial, password: input.password });
  const argon2Output = await world.argon2id({
    password: message,
    salt,
    memoryKib,
    passes,
    lanes,
    outputBytes,
  });
  const seed = deriveOfflineSeed({ primitives: world.primitives, argon2Output, code, serial, deviceCode });
  argon2Output.fill(0);
  return { activationCode: code, seed };
}
