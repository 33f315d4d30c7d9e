import { argon2 } from 'node:crypto';
import { promisify } from 'node:util';
import type { Argon2id } from '@lingpai/domain';

const argon2Async = promisify(argon2);

/** Argon2id by OpenSSL, off the event loop. */
export const nodeArgon2id: Argon2id = async (input) => {
  const derived = await argon2Async('argon2id', {
    message: input.password,
    nonce: input.salt,
    memory: input.memoryKib,
    passes: input.passes,
    parallelism: input.lanes,
    tagLength: input.outputBytes,
  });
  return new Uint8Array(derived.buffer, derived.byteOffset, derived.byteLength);
};
