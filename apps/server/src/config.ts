import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { VaultError } from '@lingpai/domain';
import { loadMasterKeyFile, parseMasterKey } from '@lingpai/seed-vault';
import { OperationRefusal, fileRefusal } from './operation-refusal.ts';
import { UsageRefusal } from './usage-refusal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the data is, and the key to it. */
export interface DataConfig {
  /** absolute */
  readonly dataDir: string;
  /** undefined: SQLite in the data directory */
  readonly databaseUrl: string | undefined;
  /** name of this node's audit chain; the same over restarts */
  readonly node: string;
  readonly readMasterKey: (how: { mayCreate: boolean }) => Uint8Array;
  /** file the master key is read from; undefined: it comes from the environment or a command */
  readonly masterKeyPath?: string | undefined;
}

export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** What `serve` needs beside the data. */
export interface ServeConfig {
  readonly internal: Listen;
  readonly phone: Listen;
  readonly workers: number;
  readonly tls: { readonly certificatePem: string; readonly keyPem: string } | undefined;
  /** a reverse proxy stands before us: believe its X-Forwarded-For */
  readonly trustProxy: string | undefined;
}

export interface ServeFlags {
  readonly host?: string;
  readonly port?: string;
  readonly phoneHost?: string;
  readonly phonePort?: string;
  readonly workers?: string;
}

/** @throws {UsageRefusal} when a value is not what it has to be; names the variable, never the value of a secret */
export function readDataConfig(env: Environment, flags: { data?: string }): DataConfig {
  const dataDir = resolve(flags.data ?? env['LINGPAI_DATA'] ?? './data');
  const databaseUrl = env['LINGPAI_DATABASE_URL'];
  if (databaseUrl !== undefined && databaseUrl !== '' && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new UsageRefusal('variable.database-url');
  }
  const masterKeyPath = masterKeyPathOf(env, join(dataDir, 'master.key'));
  return {
    dataDir,
    databaseUrl: databaseUrl === '' ? undefined : databaseUrl,
    node: env['LINGPAI_NODE'] ?? hostname(),
    readMasterKey: (how) => readMasterKey(env, masterKeyPath, how),
    masterKeyPath,
  };
}

function masterKeyPathOf(env: Environment, defaultPath: string): string | undefined {
  if (env['LINGPAI_MASTER_KEY'] !== undefined || env['LINGPAI_MASTER_KEY_COMMAND'] !== undefined)
    return undefined;
  return env['LINGPAI_MASTER_KEY_FILE'] ?? defaultPath;
}

function readMasterKey(
  env: Environment,
  path: string | undefined,
  { mayCreate }: { mayCreate: boolean },
): Uint8Array {
  const { LINGPAI_MASTER_KEY: hex, LINGPAI_MASTER_KEY_COMMAND: command } = env;
  if (hex !== undefined) return named('LINGPAI_MASTER_KEY', () => parseMasterKey(hex));
  if (path === undefined)
    return named('LINGPAI_MASTER_KEY_COMMAND', () => parseMasterKey(runKeyCommand(command ?? '')));
  if (!mayCreate && !existsSync(path)) throw new OperationRefusal('master-key.missing', { path });
  try {
    return named(path, () => loadMasterKeyFile(path));
  } catch (error) {
    throw fileRefusal('file.unreadable', path, error);
  }
}

/** A master key that is malformed is named by where it is from. @throws {OperationRefusal} master-key.malformed */
function named(place: string, read: () => Uint8Array): Uint8Array {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new OperationRefusal('master-key.malformed', { place }, { cause: error });
  }
}

/** What the command prints. Its text is not repeated in an error: it may hold a secret. */
function runKeyCommand(command: string): string {
  try {
    return execFileSync('/bin/sh', ['-c', command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  } catch {
    throw new OperationRefusal('master-key.command-failed');
  }
}

/** @throws {UsageRefusal} as above */
export function readServeConfig(env: Environment, flags: ServeFlags): ServeConfig {
  const pick = (flag: string | undefined, variable: string, fallback: string) =>
    flag ?? env[variable] ?? fallback;
  return {
    internal: {
      host: pick(flags.host, 'LINGPAI_HOST', '127.0.0.1'),
      port: parsePort(pick(flags.port, 'LINGPAI_PORT', '8080'), '--port'),
    },
    phone: {
      host: pick(flags.phoneHost, 'LINGPAI_PHONE_HOST', '127.0.0.1'),
      port: parsePort(pick(flags.phonePort, 'LINGPAI_PHONE_PORT', '58004'), '--phone-port'),
    },
    workers: parseCount(pick(flags.workers, 'LINGPAI_WORKERS', '1'), '--workers'),
    tls: readTls(env),
    trustProxy: env['LINGPAI_TRUST_PROXY'],
  };
}

function readTls(env: Environment): ServeConfig['tls'] {
  const { LINGPAI_TLS_CERT: certificate, LINGPAI_TLS_KEY: key } = env;
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined) throw new UsageRefusal('variable.tls');
  return { certificatePem: readText(certificate), keyPem: readText(key) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileRefusal('file.unreadable', path, error);
  }
}

function parsePort(text: string, name: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageRefusal('flag.range', { flag: name, min: 0, max: 65_535 });
  return port;
}

function parseCount(text: string, name: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new UsageRefusal('flag.range', { flag: name, min: 1, max: 99 });
  return Number(text);
}
