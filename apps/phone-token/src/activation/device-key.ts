import { deviceCodeOf, sha256 } from '@lingpai/algorithms';
import { oneAtATime, readSingle, write } from '../vault/database.ts';

/** The phone's identity towards the server. */
export interface DeviceKey {
  /** ECDSA P-256, uncompressed point, 65 bytes */
  readonly publicPoint: Uint8Array<ArrayBuffer>;
  /** 手机令牌标识码, e.g. `7ZKQ-3M9X` */
  readonly code: string;
}

/** This phone's signing key; made when it is first asked for. The private half can never leave the browser. */
export async function getDeviceKey(database: IDBDatabase): Promise<DeviceKey> {
  const keys = await oneAtATime(
    async () => (await readSingle(database, 'device-key')) ?? createDeviceKey(database),
  );
  const publicPoint = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey));
  return { publicPoint, code: deviceCodeOf(publicPoint, sha256) };
}

async function createDeviceKey(database: IDBDatabase): Promise<CryptoKeyPair> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  await write(database, ['singles'], (writer) => writer.putSingle('device-key', keys));
  return keys;
}
