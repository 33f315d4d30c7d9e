import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  readdirSync,
  rmSync,
  statSync,
  statfsSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DataConfig } from '../../config.ts';
import { nextMasterKeyPath } from '../../crypto/key-ring.ts';
import { type Finding, ok, problem, warning } from './check.ts';

const MIN_NODE_MAJOR = 24;
const LOW_DISK_BYTES = 1024 ** 3;
/** A file of an operation that has been going on for longer than this is a leftover. */
const LEFTOVER_AFTER_MS = 24 * 3_600_000;

export function checkNode(): Finding {
  const version = process.versions.node;
  return Number(version.split('.')[0]) >= MIN_NODE_MAJOR
    ? ok('doctor.node.ok', { version })
    : problem('doctor.node.old', { version });
}

/** The directory is a wall around all that is in it; the master key has one of its own. */
export function checkDirectory(
  { dataDir, masterKeyPath }: DataConfig,
  isFixing: boolean,
  nowMs: number,
): Finding {
  if (!existsSync(dataDir)) return problem('doctor.directory.missing', { path: dataDir });
  const open = [
    { path: dataDir, wanted: 0o700 },
    ...(masterKeyPath === undefined ? [] : [{ path: masterKeyPath, wanted: 0o600 }]),
  ].filter(({ path }) => isOpenToOthers(path));
  const [first] = open;
  if (first !== undefined) {
    const params = {
      path: first.path,
      mode: modeOf(first.path).toString(8),
      wanted: first.wanted.toString(8),
    };
    if (isFixing) for (const { path, wanted } of open) chmodSync(path, wanted);
    return { ...problem('doctor.directory.open', params), isFixed: isFixing };
  }
  if (!isWritable(dataDir)) return problem('doctor.directory.unwritable', { path: dataDir });
  return (
    checkLeftovers({ dataDir, masterKeyPath }, isFixing, nowMs) ??
    ok('doctor.directory.ok', { path: dataDir })
  );
}

function checkLeftovers(
  { dataDir, masterKeyPath }: Pick<DataConfig, 'dataDir' | 'masterKeyPath'>,
  isFixing: boolean,
  nowMs: number,
): Finding | undefined {
  const partial = readdirSync(dataDir)
    .filter((name) => name.includes('.partial'))
    .map((name) => join(dataDir, name));
  // A master key that waits for its place, while the one in place fits, never got there.
  const next = masterKeyPath === undefined ? [] : [nextMasterKeyPath(masterKeyPath)].filter(existsSync);
  const left = [...partial, ...next].filter((path) => nowMs - statSync(path).mtimeMs > LEFTOVER_AFTER_MS);
  if (left.length === 0) return undefined;
  if (isFixing) for (const path of left) rmSync(path, { force: true });
  const params = { path: dataDir, count: left.length };
  return { ...warning('doctor.directory.leftovers', params), items: left, isFixed: isFixing };
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

function isOpenToOthers(path: string): boolean {
  return process.platform !== 'win32' && existsSync(path) && (modeOf(path) & 0o077) !== 0;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export function checkDisk({ dataDir }: DataConfig): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const freeBytes = bavail * bsize;
  const params = { gib: (freeBytes / 1024 ** 3).toFixed(1) };
  return freeBytes < LOW_DISK_BYTES ? problem('doctor.disk.low', params) : ok('doctor.disk.ok', params);
}
