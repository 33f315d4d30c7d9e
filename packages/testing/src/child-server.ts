import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { collectOutput, endedWithUs } from './server-process.ts';

/** A server of somebody else's, as a process of its own. */
export interface ChildServer {
  readonly pid: number;
  /** SIGSTOP: it keeps its sockets, and answers nothing */
  pause(): void;
  /** SIGCONT */
  resume(): void;
  /** kill -9 */
  kill(): Promise<void>;
}

const READY_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 25;
/** Where Debian puts servers; not in everybody's PATH. */
const WELL_KNOWN = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** @throws when the program is not on this machine; the message says which package has it */
export function findProgram(name: string, debianPackage: string): string {
  const inPath = (process.env['PATH'] ?? '').split(delimiter);
  const directory = [...inPath, ...WELL_KNOWN].find((one) => existsSync(join(one, name)));
  if (directory === undefined)
    throw new Error(`Cannot start ${name}: not found; install the Debian package ${debianPackage}`);
  return join(directory, name);
}

/**
 * For a test's `skip`: whoever has not installed a program runs the tests without it, and reads so. In CI its absence is a failure.
 *
 * @returns false when it is there
 * @throws when it is not, and `CI` is set
 */
export function missingProgram(name: string, debianPackage = name): string | false {
  try {
    findProgram(name, debianPackage);
    return false;
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error;
    return `${name} is not installed (Debian package ${debianPackage})`;
  }
}

/** Starts a program, and waits until `isReady` says so. @throws when it ends before; the message has its output */
export async function startChild(
  program: string,
  args: readonly string[],
  isReady: () => Promise<boolean>,
): Promise<ChildServer> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const group = endedWithUs(child);
  const output = collectOutput(child);
  try {
    await untilReady(child, isReady, output);
  } catch (error) {
    await group.kill();
    throw error;
  }
  const signal = (name: NodeJS.Signals) => void process.kill(-child.pid!, name);
  return {
    pid: child.pid!,
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    kill: () => group.kill(),
  };
}

/** A server that tests may hang, kill and start again, with a directory of its own. */
export interface RestartableServer {
  pause(): void;
  resume(): void;
  kill(): Promise<void>;
  /** starts it again at the same addresses, with the same data */
  restart(): Promise<void>;
  /** ends it, and removes its directory */
  stop(): Promise<void>;
}

/** Starts a server; `start` is called again whenever it is to begin anew. */
export async function startRestartable(
  start: () => Promise<ChildServer>,
  directory: string,
): Promise<RestartableServer> {
  let child = await start();
  return {
    pause: () => child.pause(),
    resume: () => child.resume(),
    kill: () => child.kill(),
    restart: async () => {
      child = await start();
    },
    stop: async () => {
      await child.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function untilReady(
  child: ChildProcess,
  isReady: () => Promise<boolean>,
  output: () => string,
): Promise<void> {
  for (const startedAt = performance.now(); ;) {
    if (await isReady()) return;
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (hasEnded || performance.now() - startedAt > READY_WITHIN_MS)
      throw new Error(`Cannot start ${child.spawnfile}: it did not get ready\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
