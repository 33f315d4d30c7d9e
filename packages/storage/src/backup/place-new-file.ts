import { closeSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Gives a finished file its name, unless that is taken: whole or not at all.
 *
 * @throws an error with code EEXIST when the name is taken
 */
export function placeNewFile(draft: string, path: string): void {
  try {
    linkSync(draft, path);
    unlinkSync(draft);
  } catch (error) {
    if (!lacksHardLinks(error)) throw error;
    // A stick or a share without hard links: the name is claimed first, then taken over.
    closeSync(openSync(path, 'wx', 0o600));
    renameSync(draft, path);
  }
  syncDirectory(dirname(path));
}

function lacksHardLinks(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(String(error.code))
  );
}

/** So that the name itself survives a loss of power. */
export function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
