import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { VaultError } from '@lingpai/domain';

/** The master key: 256 bits that wrap the data keys. Only who has it can read a seed. */
export const MASTER_KEY_BYTES = 32;

/** @throws {VaultError} when the text is not 64 hexadecimal digits */
export function parseMasterKey(text: string): Uint8Array {
  const hex = text.trim();
  if (!/^[0-9a-fA-F]{64}$/.test(hex))
    throw new VaultError('Cannot read the master key: it must be 64 hexadecimal digits');
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

/**
 * Reads the master key file, or makes it (mode 0600, synced to disk before its name appears).
 *
 * @throws {VaultError} when the file is not a master key, or others may read it
 */
export function loadMasterKeyFile(path: string): Uint8Array {
  const found = readIfThere(path);
  if (found !== undefined) return found;
  writeWhole(path, `${randomBytes(MASTER_KEY_BYTES).toString('hex')}\n`);
  return readIfThere(path)!;
}

/**
 * Writes a master key into a new file (mode 0600, synced to disk before its name appears).
 *
 * @throws an error with code EEXIST when there is a file of that name
 */
export function writeMasterKeyFile(path: string, masterKey: Uint8Array): void {
  if (existsSync(path)) throw Object.assign(new Error(`Cannot write ${path}: it exists`), { code: 'EEXIST' });
  writeWhole(path, `${Buffer.from(masterKey).toString('hex')}\n`);
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    const mode = statSync(path).mode & 0o777;
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') chmodSync(path, 0o600);
    return parseMasterKey(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Two processes that start at once both try; a hard link appears whole or not at all, and the first wins. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`;
  const file = openSync(draft, 'wx', 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
}
