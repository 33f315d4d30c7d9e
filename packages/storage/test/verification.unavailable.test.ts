import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, describe, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { type OtpJob, StoreUnavailableError } from '@lingpai/domain';
import { PostgresVerificationStore } from '@lingpai/storage';
import { HOTP_SPEC, TEST_AGENT, freePort, otpOf, startPostgres, runOn } from '@lingpai/testing';
import pg from 'pg';
import { openPostgresEngine } from './verification-postgres.ts';
import { openSqliteEngine } from './verification-sqlite.ts';
import { VerificationWorld, chainOf, pause, verdictOf } from './verification-world.ts';

/** A store that cannot work says so. It never says "wrong OTP", and counts nothing. */
const CHILD = fileURLToPath(new URL('verification-child.ts', import.meta.url));
const postgres = await startPostgres();
after(() => postgres?.stop());

const firstOtp = (serial: string): OtpJob => ({
  kind: 'otp',
  serial,
  otp: otpOf(HOTP_SPEC, 0),
  requester: TEST_AGENT,
});

/** Right and wrong OTPs are both refused to be decided; when the trouble is over, the right one is accepted. */
async function assertUndecided(
  world: VerificationWorld,
  verify: (job: OtpJob) => Promise<unknown>,
  serial: string,
) {
  const attempts = await Promise.allSettled([
    verify(firstOtp(serial)),
    verify({ ...firstOtp(serial), otp: '000000' }),
    verify({ ...firstOtp('nobody'), otp: '000000' }),
  ]);
  for (const attempt of attempts) {
    assert.equal(attempt.status, 'rejected');
    assert.ok(attempt.reason instanceof StoreUnavailableError, String(attempt.reason));
  }
  await assertUntouched(world, serial);
}

async function assertUntouched(world: VerificationWorld, serial: string) {
  const row = await world.tokenRow(serial);
  assert.deepEqual([row.last_factor, row.fail_count, row.locked_until], [-1, 0, 0]);
  assert.equal((await world.auditRows()).length, 0);
}

async function assertAcceptedNow(world: VerificationWorld, serial: string) {
  assert.equal(verdictOf(await world.verifier('later').verify(firstOtp(serial))), 'accepted');
}

describe('a store that fails', { concurrency: true }, () => {
  onSqlite();
  if (postgres !== undefined) onPostgres(postgres.url);
});

function onSqlite(): void {
  test('sqlite: a closed store rejects with StoreUnavailableError', async (t) => {
    const world = new VerificationWorld(await openSqliteEngine(t));
    const { serial } = await world.addToken({});
    const store = world.engine.openStore('node-1');
    const verifier = world.verifierOver(store);
    await store.close();
    await assertUndecided(world, (job) => verifier.verify(job), serial);
    await assertAcceptedNow(world, serial);
  });

  test('sqlite: a database that another process locks for longer than patience rejects, and does not block', async (t) => {
    const engine = await openSqliteEngine(t);
    const world = new VerificationWorld(engine);
    const { serial } = await world.addToken({});
    const verifier = world.verifier();
    const other = new DatabaseSync(engine.path);
    t.after(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 20);
    await assertUndecided(world, (job) => verifier.verify(job), serial);
    clearInterval(ticking);
    assert.ok(turns > 10, 'the event loop went on meanwhile');
    other.exec('ROLLBACK');
    assert.equal(verdictOf(await verifier.verify(firstOtp(serial))), 'accepted');
  });

  test('sqlite: a store can be opened while another process writes', async (t) => {
    const engine = await openSqliteEngine(t);
    const world = new VerificationWorld(engine);
    const { serial } = await world.addToken({});
    const other = new DatabaseSync(engine.path);
    t.after(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    const verifying = world.verifier('fresh').verify(firstOtp(serial));
    other.exec('COMMIT');
    assert.equal(verdictOf(await verifying), 'accepted');
  });

  test('sqlite: a single statement waits for its turn to write', async (t) => {
    const engine = await openSqliteEngine(t);
    const world = new VerificationWorld(engine);
    const { id, serial } = await world.addToken({});
    const other = new DatabaseSync(engine.path);
    t.after(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    const writing = world.db.updateTable('tokens').set({ model: 'C100' }).where('id', '=', id).execute();
    await pause(20);
    other.exec('COMMIT');
    await writing;
    assert.equal((await world.tokenRow(serial)).model, 'C100');
  });

  test('sqlite: a full disk rejects, and nothing is counted', async (t) => {
    const engine = await openSqliteEngine(t);
    const world = new VerificationWorld(engine);
    const { serial } = await world.addToken({});
    // No file may grow beyond 40 KiB: the log is longer than that already.
    const ending = execFileSync('/bin/sh', [
      '-c',
      'ulimit -f 80; exec "$0" "$@"',
      process.execPath,
      CHILD,
      engine.path,
      serial,
    ]);
    assert.equal(ending.toString(), 'StoreUnavailableError');
    await assertUntouched(world, serial);
    await assertAcceptedNow(world, serial);
  });
}

function onPostgres(serverUrl: string): void {
  test('postgres: a closed store rejects with StoreUnavailableError', async (t) => {
    const world = new VerificationWorld(await openPostgresEngine(t, serverUrl));
    const { serial } = await world.addToken({});
    const store = world.engine.openStore('node-1');
    const verifier = world.verifierOver(store);
    await store.close();
    await assertUndecided(world, (job) => verifier.verify(job), serial);
    await assertAcceptedNow(world, serial);
  });

  test('postgres: a table that another transaction locks for longer than patience rejects', async (t) => {
    const engine = await openPostgresEngine(t, serverUrl);
    const world = new VerificationWorld(engine);
    const { serial } = await world.addToken({});
    const verifier = world.verifier();
    const other = new pg.Client({ connectionString: engine.url });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query('LOCK TABLE tokens IN EXCLUSIVE MODE');
      await assertUndecided(world, (job) => verifier.verify(job), serial);
      await other.query('ROLLBACK');
    } finally {
      await other.end();
    }
    assert.equal(verdictOf(await verifier.verify(firstOtp(serial))), 'accepted');
  });

  test('postgres: a read-only database rejects', async (t) => {
    const engine = await openPostgresEngine(t, serverUrl);
    const world = new VerificationWorld(engine);
    const { serial } = await world.addToken({});
    const name = new URL(engine.url).pathname.slice(1);
    await runOn(serverUrl, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const verifier = world.verifier();
    await assertUndecided(world, (job) => verifier.verify(job), serial);
    await runOn(serverUrl, `ALTER DATABASE ${name} SET default_transaction_read_only = off`);
    await assertAcceptedNow(world, serial);
  });

  test('postgres: a database whose default is another isolation level decides each retry once', async (t) => {
    const engine = await openPostgresEngine(t, serverUrl);
    const world = new VerificationWorld(engine);
    const { serial } = await world.addToken({});
    const name = new URL(engine.url).pathname.slice(1);
    await runOn(serverUrl, `ALTER DATABASE ${name} SET default_transaction_isolation = 'repeatable read'`);
    const verifiers = [1, 2].map((n) => world.verifier(`node-${n}`, { maxBatchJobs: 3 }));
    const job = { ...firstOtp(serial), idempotency: { scope: 'scope', requestHash: 'hash' } };
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => verifiers[i % 2]!.verify(job)));
    assert.equal(outcomes.filter((o) => o.kind === 'accepted').length, 1);
    assert.equal(outcomes.filter((o) => o.kind === 'answered-before' && o.code === 0).length, 19);
  });

  test('postgres: connections that the server cuts are made anew', async (t) => {
    const engine = await openPostgresEngine(t, serverUrl);
    const world = new VerificationWorld(engine);
    const { serial } = await world.addToken({});
    const verifier = world.verifier();
    await verifier.verify({ ...firstOtp(serial), otp: '000000' });
    // In use (waiting for a table) and idle ones.
    const other = new pg.Client({ connectionString: engine.url });
    other.on('error', () => undefined);
    await other.connect();
    await other.query('BEGIN');
    await other.query('LOCK TABLE tokens IN EXCLUSIVE MODE');
    const waiting = verifier.verify(firstOtp(serial));
    const isRefused = assert.rejects(waiting, StoreUnavailableError);
    const name = new URL(engine.url).pathname.slice(1);
    await runOn(
      serverUrl,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND application_name = 'lingpai'`,
    );
    await isRefused;
    await other.query('ROLLBACK');
    await other.end();
    assert.equal(verdictOf(await verifier.verify(firstOtp(serial))), 'accepted');
  });

  test('postgres: a server that is not there rejects', async (t) => {
    const world = new VerificationWorld(await openPostgresEngine(t, serverUrl));
    const { serial } = await world.addToken({});
    const url = `postgres://lingpai@127.0.0.1:${await freePort()}/nothing`;
    const store = new PostgresVerificationStore(url, chainOf('node-1'));
    t.after(() => store.close());
    const verifier = world.verifierOver(store);
    await assertUndecided(world, (job) => verifier.verify(job), serial);
  });
}
