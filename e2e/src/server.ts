import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@lingpai/testing';

const LINGPAI = fileURLToPath(new URL('../../apps/server/bin/lingpai.mjs', import.meta.url));

/** A server of its own: a fresh data directory, free ports. */
export interface TestServer {
  readonly dataDir: string;
  readonly managementUrl: string;
  readonly phoneUrl: string;
  /** the one-time link of the first set-up, as the console printed it */
  readonly setupUrl: string;
  /** all that the process has written so far */
  output(): string;
  /** runs the command line beside the server */
  run(...args: readonly string[]): string;
  stop(): Promise<void>;
}

export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lingpai-e2e-'));
  const [port, phonePort] = [await freePort(), await freePort()];
  const environment = { ...process.env, LANG: 'C', ...env };
  const child = spawn(
    process.execPath,
    [LINGPAI, 'serve', '--data', dataDir, '--port', String(port), '--phone-port', String(phonePort)],
    { env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const setupUrl = await waitFor(
    child,
    () => /http:\S+#\/setup\/\S+/.exec(output)?.[0],
    () => output,
  );
  return {
    dataDir,
    managementUrl: `http://localhost:${port}`,
    phoneUrl: `http://localhost:${phonePort}`,
    setupUrl,
    output: () => output,
    run: (...args) =>
      execFileSync(process.execPath, [LINGPAI, ...args, '--data', dataDir], {
        env: environment,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Polls, a bounded number of times. */
// oxlint-disable-next-line max-params -- whom to watch, for what, and what to show when it does not come
async function waitFor<T>(child: ChildProcess, look: () => T | undefined, tell: () => string): Promise<T> {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = look();
    if (found !== undefined) return found;
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}: ${tell()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`The server did not start: ${tell()}`);
}
