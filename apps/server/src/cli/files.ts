import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { OperationRefusal, fileRefusal } from '../operation-refusal.ts';

const CHUNK_BYTES = 256 * 1024;
/** Passwords and certificates are no longer than this. */
const MAX_SMALL_FILE_BYTES = 64 * 1024;

/** Reads a file that was named. @throws {OperationRefusal} file.unreadable */
export function openForReading(file: string): AsyncIterable<Uint8Array> {
  try {
    if (statSync(file).isDirectory())
      throw new OperationRefusal('file.unreadable', { file, reason: 'EISDIR' });
    return createReadStream('', { fd: openSync(file, 'r'), highWaterMark: CHUNK_BYTES });
  } catch (error) {
    throw fileRefusal('file.unreadable', file, error);
  }
}

/** The first line of a password file. @throws {OperationRefusal} file.unreadable, password-file.empty */
export function readPasswordFile(file: string): string {
  const line = readPasswordLine(file);
  if (line === '') throw new OperationRefusal('password-file.empty', { file });
  return line;
}

function readPasswordLine(file: string): string {
  return (
    readSmallFile(file)
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/, 1)[0] ?? ''
  );
}

/** A file that was named and is small: a password, certificates. @throws {OperationRefusal} file.unreadable */
export function readSmallFile(file: string): string {
  try {
    if (statSync(file).size > MAX_SMALL_FILE_BYTES)
      throw new OperationRefusal('file.unreadable', { file, reason: 'EFBIG' });
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileRefusal('file.unreadable', file, error);
  }
}

/**
 * Claims the name of a file that must not be there yet, before anything else is done; then writes it, readable by its owner alone. When
 * `make` fails, the name is free again.
 *
 * @throws {OperationRefusal} file.exists, file.unwritable
 */
export async function writePrivateFile(file: string, make: () => Promise<string>): Promise<void> {
  const claimed = claim(file);
  try {
    writeSync(claimed, await make());
    fsyncSync(claimed);
  } catch (error) {
    rmSync(file, { force: true });
    throw fileRefusal('file.unwritable', file, error);
  } finally {
    closeSync(claimed);
  }
}

function claim(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (error) {
    throw fileRefusal('file.unwritable', file, error);
  }
}
