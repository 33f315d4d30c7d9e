import {
  OFFLINE_ARGON2ID,
  type OfflineSeedBinding,
  deriveOfflineSeed,
  offlineSeedContext,
  pureJsPrimitives,
} from '@lingpai/algorithms';
import { argon2id } from 'hash-wasm';

/**
 * Derives the seed of a token that is activated without network. Some 19 MiB of memory and a good part of a second on a phone.
 *
 * @param password activation password; empty: none
 * @throws {AlgorithmInputError} when the code does not parse
 * Security: the caller zeroes the seed after storing it.
 */
export async function deriveSeedOnPhone(
  binding: OfflineSeedBinding,
  password: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { salt } = offlineSeedContext(binding);
  const argon2Output = await stretch(new TextEncoder().encode(password), salt);
  const seed = deriveOfflineSeed({ ...binding, primitives: pureJsPrimitives, argon2Output });
  argon2Output.fill(0);
  return seed;
}

function stretch(password: Uint8Array, salt: Uint8Array): Promise<Uint8Array> {
  // hash-wasm refuses an empty password, which Argon2 (RFC 9106 §3.1) allows. It checks and takes the bytes before its first
  // await; a buffer of one byte that is cut to nothing right after the call passes the check and is hashed as empty. The test
  // compares the result with another implementation, so that an update of hash-wasm cannot change this unseen.
  const buffer = new ArrayBuffer(1, { maxByteLength: 1 });
  const given = password.length > 0 ? password : new Uint8Array(buffer);
  const stretched = argon2id({
    password: given,
    salt,
    iterations: OFFLINE_ARGON2ID.passes,
    parallelism: OFFLINE_ARGON2ID.lanes,
    memorySize: OFFLINE_ARGON2ID.memoryKib,
    hashLength: OFFLINE_ARGON2ID.outputBytes,
    outputType: 'binary',
  });
  if (password.length === 0) buffer.resize(0);
  return stretched;
}
