import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type TestContext, after, test } from 'node:test';
import { startPostgres } from '@lingpai/testing';
import pg from 'pg';
import { AgentWorld, FAILURES_ALLOWED } from './agent-world.ts';
import { KillLoad } from './kill-load.ts';

/** PostgreSQL dies under the server. One of our own: a shared one must not be killed under the other tests. */
delete process.env['TEST_DATABASE_URL'];
const postgres = await startPostgres();

const READY_TRIES = 400;

if (postgres !== undefined) {
  const { url } = postgres;
  const own: { revived?: ChildProcess } = {};
  // Drops the database first, so it needs the server that was started again.
  after(async () => {
    try {
      await postgres.stop();
    } finally {
      own.revived?.kill('SIGINT');
    }
  });
  process.once('exit', () => own.revived?.kill('SIGKILL'));

  test('kill -9 of PostgreSQL under load: 503 meanwhile, never a wrong verdict, and recovery by itself', async (t: TestContext) => {
    const world = await AgentWorld.open(t, url);
    await world.setSettings(FAILURES_ALLOWED);
    const users = await world.addUsers(24);
    await world.detach();
    const server = await world.serve();
    const load = new KillLoad({ port: server.port, key: world.agentKey, users, failing: [] });
    t.after(() => load.stop());
    load.start();
    await until(() => load.acknowledgedCount > 100);
    const master = await postmasterOf(url);
    process.kill(master.pid, 'SIGKILL');
    await until(() => (load.statuses.get(503) ?? 0) > 20);
    const before = load.acknowledgedCount;
    own.revived = await startAgain(master, url);
    await until(() => load.acknowledgedCount > before + 100);
    await load.stop();
    t.diagnostic(`${load.acknowledgedCount} OTPs accepted; HTTP ${JSON.stringify([...load.statuses])}`);
    assert.deepEqual(new Set(load.statuses.keys()), new Set([200, 503]));
    await world.attach();
    assert.equal((await world.verifyChain()).brokenAt, null);
    const accepted = await world.acceptedCounts();
    for (const user of users) {
      const { last_factor: lastFactor } = await world.tokenRow(user.serial);
      assert.equal(accepted.get(user.serial) ?? 0, lastFactor + 1);
      assert.ok(lastFactor >= (load.progressOf(user).acknowledged.at(-1) ?? -1));
    }
    assert.ok((await load.resend('all', (serial) => world.unlock(serial))) > 0);
    await server.stop();
  });
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 4000) throw new Error('it did not come to that');
    await delay(10);
  }
}

interface Postmaster {
  readonly pid: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly owner: { uid: number; gid: number };
}

/** How the server was started, so that it can be started so again. */
async function postmasterOf(url: string): Promise<Postmaster> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const stat = readFileSync(`/proc/${rows[0]!.pid}/stat`, 'utf8');
  await client.end();
  const pid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  const [, ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  const { uid, gid } = statSync(`/proc/${pid}`);
  const program = readlinkSync(`/proc/${pid}/exe`);
  return { pid, program, args, cwd: readlinkSync(`/proc/${pid}/cwd`), owner: { uid, gid } };
}

/** The old server's processes may still hold its memory for a moment: then it refuses to start, and is asked again. */
async function startAgain({ program, args, cwd, owner }: Postmaster, url: string): Promise<ChildProcess> {
  let child: ChildProcess | undefined;
  for (let tries = 0; tries < READY_TRIES; tries += 1) {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      const env = { ...process.env, LC_ALL: 'C' };
      child = spawn(program, args, { cwd, env, stdio: 'ignore', ...(process.getuid?.() === 0 ? owner : {}) });
    }
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    const isReady = await client.connect().then(
      async () => (await client.end(), true),
      () => false,
    );
    if (isReady) return child;
    await delay(50);
  }
  throw new Error('PostgreSQL did not start again');
}
