import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type TestContext, after, describe, test } from 'node:test';
import { type ServerProcess, startPostgres } from '@lingpai/testing';
import { AgentWorld, FAILURES_ALLOWED, type TestUser } from './agent-world.ts';
import { KillLoad } from './kill-load.ts';

/** What was answered stays true, however the server ends. */
const postgres = await startPostgres();
after(() => postgres?.stop());

const KILLS = 8;
const MANAGED_EVERY = 4;
const USERS = 50;
const FAILING = 8;

// Both at once: they wait for starting processes most of the time.
describe('kill -9 under load', { concurrency: true }, () => {
  killOn('sqlite', undefined, 2);
  if (postgres !== undefined) killOn('postgres', postgres.url, 1);
});

function killOn(engine: string, serverUrl: string | undefined, workers: number): void {
  test(`nothing that was answered is lost (${engine})`, async (t: TestContext) => {
    const world = await AgentWorld.open(t, serverUrl);
    await world.setSettings(FAILURES_ALLOWED);
    const users = await world.addUsers(USERS);
    const failing = await world.addUsers(FAILING);
    const disabled = await world.addUsers(KILLS / MANAGED_EVERY);
    await world.detach();
    let server = await world.serve({ workers });
    const { port, phonePort } = server;
    const load = new KillLoad({ port, key: world.agentKey, users, failing });
    t.after(() => load.stop());
    let resent = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      load.start();
      await delay(100 + Math.random() * 500);
      const managed = Math.floor(kill / MANAGED_EVERY);
      if (kill % MANAGED_EVERY === 0) await assertManaged(world, disabled[managed]!, managed);
      await end(server, kill);
      server = await restart(world, server, { port, phonePort, workers });
      await load.stop();
      await world.attach();
      await assertKept(world, load, { users, failing, disabled: disabled.slice(0, managed + 1) });
      resent += await load.resend(kill === KILLS - 1 ? 'all' : 'recent', (serial) => world.unlock(serial));
      await world.detach();
    }
    t.diagnostic(
      `${KILLS} kills, ${load.acknowledgedCount} OTPs accepted, ${resent} sent again, none accepted; HTTP ${JSON.stringify([...load.statuses])}`,
    );
    assert.ok(load.acknowledgedCount > 100);
    await server.stop();
  });
}

/** Mostly the whole server; now and then one worker of several, which is then started again. */
async function end(server: ServerProcess, kill: number): Promise<void> {
  const workers = server.workerPids();
  if (kill % 4 !== 1 || workers.length < 2) {
    await server.kill();
    return;
  }
  process.kill(workers[0]!, 'SIGKILL');
  for (let looks = 0; looks < 600; looks += 1) {
    const now = server.workerPids();
    if (now.length === workers.length && !now.includes(workers[0]!)) return;
    await delay(25);
  }
  assert.fail('the worker was not started again');
}

async function restart(
  world: AgentWorld,
  server: ServerProcess,
  where: { port: number; phonePort: number; workers: number },
): Promise<ServerProcess> {
  return isRunning(server.pid) ? server : world.serve(where);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Commands that say they are done, just before the kill. */
async function assertManaged(world: AgentWorld, user: TestUser, number: number): Promise<void> {
  const [disable, add] = await Promise.all([
    world.run('token', 'disable', user.serial),
    world.run('user', 'add', `added-${number}`, '--org', '总公司'),
  ]);
  assert.deepEqual([disable.exitCode, add.exitCode], [0, 0], disable.stderr + add.stderr);
}

async function assertKept(
  world: AgentWorld,
  load: KillLoad,
  { users, failing, disabled }: Record<'users' | 'failing' | 'disabled', readonly TestUser[]>,
): Promise<void> {
  assert.equal((await world.verifyChain()).brokenAt, null);
  const accepted = await world.acceptedCounts();
  for (const user of users) {
    const { acknowledged, next, isUncertain } = load.progressOf(user);
    const { last_factor: lastFactor } = await world.tokenRow(user.serial);
    assert.ok(
      lastFactor === next - 1 || (isUncertain && lastFactor === next),
      `${user.login}: ${lastFactor}`,
    );
    assert.ok(lastFactor >= (acknowledged.at(-1) ?? -1));
    // Each counter up to the last one was accepted once, and says so in the audit log.
    assert.equal(accepted.get(user.serial) ?? 0, lastFactor + 1, user.login);
  }
  for (const user of failing) {
    const row = await world.db
      .selectFrom('users')
      .select('otp_fail_count')
      .where('login', '=', user.login)
      .executeTakeFirstOrThrow();
    assert.ok(row.otp_fail_count >= load.progressOf(user).failures, user.login);
  }
  for (const [index, user] of disabled.entries()) {
    assert.equal((await world.tokenRow(user.serial)).status, 'disabled');
    const added = await world.db
      .selectFrom('users')
      .select('id')
      .where('login', '=', `added-${index}`)
      .executeTakeFirst();
    assert.notEqual(added, undefined);
  }
}
