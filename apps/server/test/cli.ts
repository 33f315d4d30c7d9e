import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import assert from 'node:assert/strict';
import { type OtpSpec, prepareOtp } from '@lingpai/algorithms';
import { bindToken, createUser, ensureOrganizationPath } from '@lingpai/domain';
import { type CommandResult, runCommand } from '@lingpai/testing';
import { compose } from '../src/compose.ts';
import { readDataConfig } from '../src/config.ts';
import { nodePrimitives } from '../src/crypto/node-primitives.ts';
import { importTokenFile } from '../src/imports/import-token-file.ts';

/** A folder that goes with the test; its data directory is made by the first command. */
export function tempFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-cli-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Cli {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** runs a command; it has to end with 0 */
  ok(...args: string[]): Promise<CommandResult>;
  /** as `ok`, and stdout is one JSON document */
  json(...args: string[]): Promise<Record<string, unknown>>;
  /** runs a command that has to be refused; @returns its one line */
  refused(...args: string[]): Promise<string>;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandResult>;
}

/** The command line, as processes of their own, on a data directory. */
export function cliOn(dataDir: string, databaseUrl?: string): Cli {
  const run: Cli['run'] = (args, env = {}) => runCommand({ dataDir, databaseUrl, env }, args);
  const ok: Cli['ok'] = async (...args) => {
    const result = await run(args);
    assert.equal(result.exitCode, 0, `${args.join(' ')}\n${result.stderr}`);
    return result;
  };
  return {
    dataDir,
    databaseUrl,
    run,
    ok,
    json: async (...args) => JSON.parse((await ok(...args, '--json')).stdout) as Record<string, unknown>,
    refused: async (...args) => {
      const result = await run(args);
      assert.equal(result.exitCode, 1, `${args.join(' ')}\n${result.stdout}${result.stderr}`);
      return oneLine(result);
    },
  };
}

/** One clear line: no stack, nothing of the inside. */
export function oneLine({ stderr }: CommandResult): string {
  const lines = stderr.trimEnd().split('\n');
  assert.equal(lines.length, 1, stderr);
  assert.doesNotMatch(stderr, /\bat .*\.ts|node:internal|Error:|Internal error|undefined|\[object/);
  assert.match(stderr, /^lingpai: .{10,}/);
  return lines[0]!;
}

/** RFC 4226's and 6238's own seed, as a token file has it. */
export const SEED_HEX = Buffer.from('12345678901234567890').toString('hex');
export const TOKEN_FILE = [
  'serial,secret,type,hash,digits,period',
  `T1,${SEED_HEX},totp,sha1,6,30`,
  `T2,${SEED_HEX},totp,sha1,6,30`,
  `H1,${SEED_HEX},hotp,sha1,6,`,
  '',
].join('\n');

/** What T1, T2 or H1 shows. */
export function otpOf(type: 'totp' | 'hotp', factor: number): string {
  const spec: OtpSpec = { type, hash: 'sha1', digits: 6, periodSeconds: type === 'totp' ? 30 : undefined };
  return prepareOtp({ primitives: nodePrimitives, spec, seed: Buffer.from(SEED_HEX, 'hex') })(factor);
}

export function presentStep(): number {
  return Math.floor(Date.now() / 30_000);
}

/** 总公司/研发 with zhang, T1, T2 and H1; T1 and H1 are zhang's. In this process: a command takes half a second each. */
export async function fillData(dataDir: string): Promise<void> {
  const requester = { kind: 'cli', name: 'test', source: '' } as const;
  const composed = await compose(readDataConfig({}, { data: dataDir }), {
    verification: 'inline',
    phoneUrl: 'http://localhost:58004',
    internalUrl: 'http://localhost:8080',
  });
  const { context } = composed;
  try {
    await ensureOrganizationPath({ path: '总公司/研发', requester }, context);
    const { id } = (await context.store.read.organizations.findByPath('总公司'))!;
    await createUser({ login: 'zhang', name: '张伟', organizationId: id, requester }, context);
    const bytes = Readable.from([Buffer.from(TOKEN_FILE)]);
    const file = { bytes, reader: {}, fileName: 'tokens.csv', isDryRun: false };
    await importTokenFile({ ...file, organizationId: id, enable: true, requester }, context);
    for (const serial of ['T1', 'H1']) await bindToken({ serial, login: 'zhang', requester }, context);
  } finally {
    await composed.close();
  }
}

/** Runs a command whose reader has gone away. @returns what it says on the other stream */
export async function runUnread(
  { dataDir }: Cli,
  args: readonly string[],
  unread: 'stdout' | 'stderr',
): Promise<{ exitCode: number; other: string }> {
  const child = spawn(process.execPath, [BIN, ...args, '--data', dataDir], {
    env: { ...process.env, LINGPAI_LANG: 'en' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child[unread].destroy();
  let other = '';
  child[unread === 'stdout' ? 'stderr' : 'stdout']
    .setEncoding('utf8')
    .on('data', (chunk: string) => (other += chunk));
  const exitCode = await new Promise<number>((done) => child.once('close', (code) => done(code ?? -1)));
  return { exitCode, other };
}

const BIN = fileURLToPath(new URL('../bin/lingpai.mjs', import.meta.url));

/** Runs a command and presses Ctrl+C as soon as it says something. */
export async function interrupt(cli: Cli, args: readonly string[], at: RegExp): Promise<CommandResult> {
  const child = spawn(process.execPath, [BIN, ...args, '--data', cli.dataDir], {
    env: { ...process.env, LINGPAI_LANG: 'en' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
      if (at.test(chunk)) child.kill('SIGINT');
    });
  const exitCode = await new Promise<number>((done) => child.once('close', (code) => done(code ?? -1)));
  return { exitCode, ...texts };
}
