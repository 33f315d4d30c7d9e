import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Where a server and its command line find their data. */
export interface ServerPlace {
  readonly dataDir: string;
  /** undefined: SQLite in `dataDir` */
  readonly databaseUrl?: string | undefined;
  /** beside what the test's own environment has */
  readonly env?: Readonly<Record<string, string>>;
}

/** A server process of the product, on ports of its own. */
export interface ServerProcess {
  /** of the internal listener, e.g. http://127.0.0.1:40123 */
  readonly url: string;
  readonly port: number;
  readonly phonePort: number;
  readonly pid: number;
  /** what it has written to stdout and stderr so far */
  output(): string;
  /** pids of the cluster's worker processes; empty with one worker */
  workerPids(): number[];
  /** kill -9, the process and its workers at once */
  kill(): Promise<void>;
  /** SIGTERM, and the wait for it to end; kill -9 when it does not */
  stop(): Promise<void>;
}

/** What a command of the command line ended in. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const BIN = fileURLToPath(new URL('../../../apps/server/bin/lingpai.mjs', import.meta.url));
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 25;

/**
 * Starts the product's server as a process, and waits until it is ready.
 *
 * @param place.port both are picked when left out; give them to start a killed server again at its address
 * @throws when it ends before it is ready; the message has its output
 */
export async function startServer(
  place: ServerPlace & { readonly workers?: number; readonly port?: number; readonly phonePort?: number },
): Promise<ServerProcess> {
  const port = place.port ?? (await freePort());
  const phonePort = place.phonePort ?? (await freePort());
  const args = ['serve', '--port', String(port), '--phone-port', String(phonePort), '--data', place.dataDir];
  // A process group of its own: a kill reaches the workers in the same instant.
  const child = spawn(process.execPath, [BIN, ...args, '--workers', String(place.workers ?? 1)], {
    env: environmentOf(place),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const group = endedWithUs(child);
  const output = collectOutput(child);
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(url, child, output);
  } catch (error) {
    await group.kill();
    throw error;
  }
  return {
    url,
    port,
    phonePort,
    pid: child.pid!,
    output,
    workerPids: () => childrenOf(child.pid!),
    kill: () => group.kill(),
    stop: () => stop(child, () => group.kill()),
  };
}

/** Runs a command of the product's command line to its end. */
export async function runCommand(place: ServerPlace, args: readonly string[]): Promise<CommandResult> {
  const child = spawn(process.execPath, [BIN, ...args, '--data', place.dataDir], {
    env: environmentOf(place),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  endedWithUs(child);
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (texts.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (texts.stderr += chunk));
  const exitCode = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  return { exitCode, ...texts };
}

/** A port nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function environmentOf({ databaseUrl, env }: ServerPlace): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('LINGPAI_'));
  return {
    ...Object.fromEntries(own),
    LINGPAI_LANG: 'en',
    ...(databaseUrl !== undefined && { LINGPAI_DATABASE_URL: databaseUrl }),
    ...env,
  };
}

/** A signal ends a process without its `exit` handlers; ours are to run. */
let listensToSignals = false;
function exitOnSignals(): void {
  if (listensToSignals) return;
  listensToSignals = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
}

/** A test that fails, or is interrupted, leaves no process behind. */
export function endedWithUs(child: ChildProcess): { kill(): Promise<void> } {
  exitOnSignals();
  const hasEnded = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const killGroup = () => signalGroup(child.pid, 'SIGKILL');
  process.once('exit', killGroup);
  void hasEnded.then(() => process.off('exit', killGroup));
  return {
    kill: async () => {
      killGroup();
      await hasEnded;
    },
  };
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function stop(child: ChildProcess, kill: () => Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const hasEnded = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const patience = setTimeout(() => void kill(), STOP_WITHIN_MS);
  child.kill('SIGTERM');
  await hasEnded;
  clearTimeout(patience);
}

export function collectOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (const startedAt = performance.now(); ;) {
    const isReady = await fetch(`${url}/readyz`).then(
      async (answer) => (await answer.text(), answer.ok),
      () => false,
    );
    if (isReady) return;
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (hasEnded || performance.now() - startedAt > READY_WITHIN_MS)
      throw new Error(`Cannot start the server: it did not get ready\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** From /proc, so on Linux alone. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold blanks and parentheses itself.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
