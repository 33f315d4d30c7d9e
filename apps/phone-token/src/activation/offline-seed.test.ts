import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { test } from 'node:test';
import {
  OFFLINE_ARGON2ID,
  OFFLINE_PROFILES,
  deriveOfflineSeed,
  encodeActivationCode,
  offlineSeedContext,
  pureJsPrimitives,
} from '@lingpai/algorithms';
import { deriveSeedOnPhone } from './offline-seed.ts';

const binding = {
  code: encodeActivationCode({ profile: OFFLINE_PROFILES[3]!, random: new Uint8Array(15).fill(0x5a) }),
  serial: '0012345678',
};

/** The same by Node's own Argon2, as the server does it. */
function deriveElsewhere(password: string): Uint8Array {
  const argon2Output = argon2Sync('argon2id', {
    message: Buffer.from(password),
    nonce: offlineSeedContext(binding).salt,
    parallelism: OFFLINE_ARGON2ID.lanes,
    tagLength: OFFLINE_ARGON2ID.outputBytes,
    memory: OFFLINE_ARGON2ID.memoryKib,
    passes: OFFLINE_ARGON2ID.passes,
  });
  return deriveOfflineSeed({ ...binding, primitives: pureJsPrimitives, argon2Output });
}

test('deriveSeedOnPhone() gives the seed that the server derives, with and without activation password', async () => {
  for (const password of ['123456', '密码 8', '']) {
    const seed = await deriveSeedOnPhone(binding, password);
    assert.deepEqual(Buffer.from(seed), Buffer.from(deriveElsewhere(password)), `password "${password}"`);
  }
});
