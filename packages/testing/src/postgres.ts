import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { freePort } from './server-process.ts';

/** A database of one's own, empty. */
export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;
/** Where packages of distributions put what is not in PATH. */
const WELL_KNOWN = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql*/bin',
  '/usr/local/pgsql/bin',
];

/**
 * An empty PostgreSQL database for a test file: inside the server of `TEST_DATABASE_URL` when that is set, else on a server started for
 * it (durable as in production: fsync on) and ended by `stop`.
 *
 * @returns undefined, loudly, when there is no PostgreSQL on this machine
 * @throws when there is none and `CI` is set: a skipped engine is forbidden there
 */
export async function startPostgres(): Promise<TestPostgres | undefined> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return createDatabase(given, async () => undefined);
  const bin = findBinaries();
  if (bin !== undefined) return startServer(bin);
  const message =
    'PostgreSQL not found: nothing of the PostgreSQL engine is tested. Install it, or set TEST_DATABASE_URL';
  if (process.env['CI'] !== undefined) throw new Error(message);
  process.stderr.write(`\n*** ${message} ***\n\n`);
  return undefined;
}

function findBinaries(): string | undefined {
  const inPath = (process.env['PATH'] ?? '').split(delimiter);
  const known = WELL_KNOWN.flatMap((pattern) => globSync(pattern))
    .sort()
    .reverse();
  return [...inPath, ...known].find(
    (directory) => existsSync(join(directory, 'initdb')) && existsSync(join(directory, 'postgres')),
  );
}

async function startServer(bin: string): Promise<TestPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'lingpai-pg-'));
  const port = await freePort();
  const server = spawnServer(bin, directory, port);
  const forget = () => server.kill('SIGQUIT');
  process.once('exit', forget);
  const stop = async () => {
    process.off('exit', forget);
    await endProcess(server);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const url = `postgres://lingpai@127.0.0.1:${port}/postgres`;
    await untilReady(url, server);
    return await createDatabase(url, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function spawnServer(bin: string, directory: string, port: number): ChildProcess {
  const owner = ownerOf();
  const [data, sockets] = [join(directory, 'data'), join(directory, 's')];
  mkdirSync(sockets, { mode: 0o700 });
  if (owner !== undefined) for (const path of [directory, sockets]) chownSync(path, owner.uid, owner.gid);
  const options = { cwd: directory, env: { ...process.env, LC_ALL: 'C', HOME: directory }, ...owner };
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'lingpai', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...options, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const settings = [
    `unix_socket_directories=${sockets}`,
    'listen_addresses=127.0.0.1',
    'fsync=on',
    'max_connections=60',
  ];
  return spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...options, stdio: 'ignore' },
  );
}

/** PostgreSQL refuses to run as root: then its own user runs it, or `nobody`. */
function ownerOf(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const row = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${name}:`));
    const [, , uid, gid] = row?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('Cannot start PostgreSQL as root: there is no user "postgres" or "nobody" to run it');
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (const startedAt = performance.now(); ;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (server.exitCode !== null || performance.now() - startedAt > READY_WITHIN_MS)
        throw new Error('Cannot start PostgreSQL: it did not get ready', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Fast shutdown: connections are cut, data is written. */
async function endProcess(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await ended;
}

async function createDatabase(url: string, stopServer: () => Promise<void>): Promise<TestPostgres> {
  const name = `lingpai_test_${randomBytes(6).toString('hex')}`;
  await runOn(url, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    stop: async () => {
      await runOn(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await stopServer();
    },
  };
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
