import { type KeyObject, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { VaultError } from '@lingpai/domain';

/** Layout: version (1) | key id (4, big-endian) | nonce (12) | ciphertext | tag (16). AES-256-GCM, NIST SP 800-38D. */
const VERSION = 1;
const HEADER_BYTES = 5;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals bytes under a key; `aad` is what they belong to. */
export function sealBox(input: {
  key: KeyObject;
  keyId: number;
  aad: string;
  plain: Uint8Array;
}): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(VERSION, 0);
  header.writeUInt32BE(input.keyId, 1);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', input.key, nonce);
  cipher.setAAD(Buffer.from(`${input.keyId}|${input.aad}`));
  const body = cipher.update(input.plain);
  cipher.final();
  return Buffer.concat([header, nonce, body, cipher.getAuthTag()]);
}

/** Which key a box was sealed under. */
export function keyIdOfBox(box: Uint8Array): number {
  if (box.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || box[0] !== VERSION)
    throw new VaultError('Cannot open a sealed record: it is damaged');
  return new DataView(box.buffer, box.byteOffset).getUint32(1);
}

/** @throws {VaultError} when the box is damaged, belongs elsewhere, or the key is another */
export function openBox(input: { key: KeyObject; aad: string; box: Uint8Array }): Uint8Array {
  const { key, box } = input;
  const keyId = keyIdOfBox(box);
  const bodyFrom = HEADER_BYTES + NONCE_BYTES;
  const bodyTo = box.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(HEADER_BYTES, bodyFrom));
  decipher.setAAD(Buffer.from(`${keyId}|${input.aad}`));
  decipher.setAuthTag(box.subarray(bodyTo));
  try {
    const plain = decipher.update(box.subarray(bodyFrom, bodyTo));
    decipher.final();
    return plain;
  } catch (cause) {
    throw new VaultError(
      'Cannot open a sealed record: it is damaged, belongs elsewhere, or the key is another',
      { cause },
    );
  }
}
