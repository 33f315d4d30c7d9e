import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runCommand, startServer } from '@lingpai/testing';

/** A server of its own, with a fresh data directory, as a browser story sees it. */
export interface StoryServer {
  readonly managementUrl: string;
  readonly phoneUrl: string;
  /** the one-time link of the first set-up, as the console printed it */
  readonly setupUrl: string;
  /** all that the process has written so far */
  output(): string;
  /** runs the command line beside the server, and gives its stdout; a refusal throws */
  run(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Names are what a browser calls this machine: localhost, which it trusts with camera and cryptography. */
export async function startStoryServer(): Promise<StoryServer> {
  const place = {
    dataDir: mkdtempSync(join(tmpdir(), 'lingpai-e2e-')),
    env: { LANG: 'C', LC_ALL: '', LINGPAI_LANG: '' },
  };
  const server = await startServer(place);
  return {
    managementUrl: `http://localhost:${server.port}`,
    phoneUrl: `http://localhost:${server.phonePort}`,
    setupUrl: await printedSetupUrl(() => server.output()),
    output: () => server.output(),
    run: async (...args) => {
      const { exitCode, stdout, stderr } = await runCommand(place, args);
      if (exitCode !== 0) throw new Error(`lingpai ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
      return stdout;
    },
    stop: async () => {
      await server.stop();
      rmSync(place.dataDir, { recursive: true, force: true });
    },
  };
}

/** It is printed right after the server is ready. */
async function printedSetupUrl(output: () => string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = /http:\S+#\/setup\/\S+/.exec(output())?.[0];
    if (found !== undefined) return found;
    await delay(50);
  }
  throw new Error(`No set-up link was printed: ${output()}`);
}
