import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { nodeArgon2id } from '../crypto/argon2id.ts';
import { OperationRefusal } from '../operation-refusal.ts';

/**
 * The master key inside a backup, under a password: AES-256-GCM with a key that Argon2id (RFC 9106) makes of the password. The password can
 * be guessed without limit by whoever has the file, so guessing is made dear: 256 MiB and some seconds of a processor per try.
 */
const KDF = { memoryKib: 262_144, passes: 4, lanes: 1 } as const;
/** Limits for what a backup may ask for: a forged one must not be able to use up the memory. */
const MAX_MEMORY_KIB = 1_048_576;
const MAX_PASSES = 16;
const AAD = Buffer.from('lingpai backup master key v1');
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Shortest password for a backup, in characters. */
export const MIN_BACKUP_PASSWORD_LENGTH = 12;

/** Encrypts the master key with a password. @returns text that holds everything but the password */
export async function sealMasterKey(masterKey: Uint8Array, password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await deriveKey(password, { ...KDF, salt });
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(AAD);
  const box = Buffer.concat([nonce, cipher.update(masterKey), cipher.final(), cipher.getAuthTag()]);
  return JSON.stringify({ version: 1, ...KDF, salt: salt.toString('base64'), box: box.toString('base64') });
}

/** @throws {OperationRefusal} restore.password-wrong, also when the envelope is damaged */
export async function openMasterKey(envelope: string, password: string): Promise<Uint8Array> {
  try {
    const { memoryKib, passes, lanes, salt, box } = parseEnvelope(envelope);
    const key = await deriveKey(password, { memoryKib, passes, lanes, salt });
    const bodyTo = box.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE_BYTES)).setAAD(AAD);
    decipher.setAuthTag(box.subarray(bodyTo));
    const masterKey = decipher.update(box.subarray(NONCE_BYTES, bodyTo));
    decipher.final();
    return new Uint8Array(masterKey);
  } catch (cause) {
    throw new OperationRefusal('restore.password-wrong', {}, { cause });
  }
}

interface Envelope {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
  readonly salt: Buffer;
  readonly box: Buffer;
}

function parseEnvelope(text: string): Envelope {
  const { version, memoryKib, passes, lanes, salt, box } = JSON.parse(text) as Record<string, unknown>;
  const isSane =
    version === 1 &&
    isWithin(memoryKib, 8, MAX_MEMORY_KIB) &&
    isWithin(passes, 1, MAX_PASSES) &&
    isWithin(lanes, 1, 4) &&
    typeof salt === 'string' &&
    typeof box === 'string';
  if (!isSane) throw new TypeError('Cannot read the envelope of the master key: it is of an unknown form');
  return { memoryKib, passes, lanes, salt: Buffer.from(salt, 'base64'), box: Buffer.from(box, 'base64') };
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
}

function deriveKey(
  password: string,
  { memoryKib, passes, lanes, salt }: Omit<Envelope, 'box'>,
): Promise<Uint8Array> {
  return nodeArgon2id({
    password: Buffer.from(password.normalize('NFC')),
    salt,
    memoryKib,
    passes,
    lanes,
    outputBytes: KEY_BYTES,
  });
}
