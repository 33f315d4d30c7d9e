import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessIdentity } from '@lingpai/domain';

/** Where process numbers mean the same: this boot of this machine, and in it this container. */
const MACHINE = createHash('sha256')
  .update([hostname(), readOrNothing(bootId), readOrNothing(pidNamespace)].join('\0'))
  .digest('hex')
  .slice(0, 16);
const NAME = [MACHINE, process.pid, randomBytes(8).toString('hex')].join('.');

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
}

function pidNamespace(): string {
  return readlinkSync('/proc/self/ns/pid');
}

/** Other systems than Linux have neither; the host's name has to do there. */
function readOrNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** This process, as owner of what must not be left half done. */
export const processIdentity: ProcessIdentity = {
  name: NAME,
  isGone: (name) => {
    const [machine, pid] = name.split('.');
    if (name === NAME || machine !== MACHINE) return false;
    // Same number, but not us: it was given to us after the other had ended.
    return Number(pid) === process.pid || !isRunning(Number(pid));
  },
};

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
