import {
  OFFLINE_ARGON2ID,
  type OfflineSeedBinding,
  deriveOfflineSeed,
  offlineSeedContext,
  pureJsPrimitives,
} from '@lingpai/algorithms';
import { argon2id } from 'hash-wasm';

/** What a person types to activate without network, and whose phone it is. */
export interface OfflineSeedOnPhone extends OfflineSeedBinding {
  /** activation password; empty: none */
  readonly password: string;
  /** this phone's identifier: matters for a code that is bound to one phone */
  readonly deviceCode: string;
}

/**
 * Derives the seed of a token that is activated without network. Some 19 MiB of memory and a good part of a second on a phone.
 *
 * @throws {AlgorithmInputError} when the code does not parse
 * Security: the caller zeroes the seed after storing it.
 */
export async function deriveSeedOnPhone(input: OfflineSeedOnPhone): Promise<Uint8Array<ArrayBuffer>> {
  const { salt, message } = offlineSeedContext(input);
  const argon2Output = await argon2id({
    password: message,
    salt,
    iterations: OFFLINE_ARGON2ID.passes,
    parallelism: OFFLINE_ARGON2ID.lanes,
    memorySize: OFFLINE_ARGON2ID.memoryKib,
    hashLength: OFFLINE_ARGON2ID.outputBytes,
    outputType: 'binary',
  });
  const { code, serial, deviceCode } = input;
  const seed = deriveOfflineSeed({ code, serial, deviceCode, primitives: pureJsPrimitives, argon2Output });
  argon2Output.fill(0);
  return seed;
}
