import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { test } from 'node:test';
import {
  OFFLINE_ARGON2ID,
  OFFLINE_PROFILES,
  deriveOfflineSeed,
  deviceCodeOf,
  encodeActivationCode,
  offlineSeedContext,
  pureJsPrimitives,
  sha256,
} from '@lingpai/algorithms';
import { deriveSeedOnPhone } from './offline-seed.ts';

const DEVICE_CODE = deviceCodeOf(new Uint8Array(65).fill(4), sha256);
const bindingOf = (isDeviceBound: boolean) => ({
  code: encodeActivationCode({
    profile: OFFLINE_PROFILES[3]!,
    random: new Uint8Array(15).fill(0x5a),
    isDeviceBound,
  }),
  serial: '0012345678',
  deviceCode: DEVICE_CODE,
});

/** The same by Node's own Argon2, as the server does it. */
function deriveElsewhere(password: string, isDeviceBound: boolean): Uint8Array {
  const binding = bindingOf(isDeviceBound);
  const { salt, message } = offlineSeedContext({ ...binding, password });
  const argon2Output = argon2Sync('argon2id', {
    message,
    nonce: salt,
    parallelism: OFFLINE_ARGON2ID.lanes,
    tagLength: OFFLINE_ARGON2ID.outputBytes,
    memory: OFFLINE_ARGON2ID.memoryKib,
    passes: OFFLINE_ARGON2ID.passes,
  });
  return deriveOfflineSeed({ ...binding, primitives: pureJsPrimitives, argon2Output });
}

test('deriveSeedOnPhone() gives the seed that the server derives, with and without activation password', async () => {
  for (const password of ['123456', '密码 8', '']) {
    const seed = await deriveSeedOnPhone({ ...bindingOf(false), password });
    assert.deepEqual(
      Buffer.from(seed),
      Buffer.from(deriveElsewhere(password, false)),
      `password "${password}"`,
    );
  }
});

test('deriveSeedOnPhone() gives another seed on another phone when the code is bound to one', async () => {
  const bound = await deriveSeedOnPhone({ ...bindingOf(true), password: '' });
  assert.deepEqual(Buffer.from(bound), Buffer.from(deriveElsewhere('', true)));
  const elsewhere = await deriveSeedOnPhone({
    ...bindingOf(true),
    deviceCode: deviceCodeOf(new Uint8Array(65), sha256),
    password: '',
  });
  assert.notDeepEqual(Buffer.from(bound), Buffer.from(elsewhere));
});
