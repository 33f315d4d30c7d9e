import assert from 'node:assert/strict';
import { type TestContext, after, test } from 'node:test';
import { type OtpJob, StoreUnavailableError } from '@lingpai/domain';
import { PostgresVerificationStore, openPostgres } from '@lingpai/storage';
import { HOTP_SPEC, TEST_AGENT, otpOf, startPostgres } from '@lingpai/testing';
import { BlackHole } from './black-hole.ts';
import { openPostgresEngine } from './verification-postgres.ts';
import { VerificationWorld, chainOf, pause, verdictOf } from './verification-world.ts';

/** A database that says nothing: no refusal, no broken connection, no answer. */
const postgres = await startPostgres();
after(() => postgres?.stop());

const BATCH_DEADLINE_MS = 1500;

const otpJob = (serial: string, counter: number): OtpJob => ({
  kind: 'otp',
  serial,
  otp: otpOf(HOTP_SPEC, counter),
  requester: TEST_AGENT,
});

/** A verifier behind a line that can go dead; its token's first OTP was accepted. */
async function openBehindHole(t: TestContext, serverUrl: string) {
  const engine = await openPostgresEngine(t, serverUrl);
  const world = new VerificationWorld(engine);
  const { serial } = await world.addToken({});
  const hole = await BlackHole.open(t, engine.url);
  const store = new PostgresVerificationStore(hole.url, chainOf('node-1'), {
    batchDeadlineMs: BATCH_DEADLINE_MS,
  });
  t.after(() => store.close());
  const verifier = world.verifierOver(store);
  assert.equal(await untilDecided(() => verifier.verify(otpJob(serial, 0))), 'accepted');
  return { world, serial, hole, verifier };
}

if (postgres !== undefined) {
  const serverUrl = postgres.url;

  test('transact() rejects when the database is silent, and goes on over a new connection', async (t) => {
    const { world, serial, hole, verifier } = await openBehindHole(t, serverUrl);
    hole.swallow();
    await assert.rejects(verifier.verify(otpJob(serial, 1)), StoreUnavailableError);
    hole.end();
    assert.equal(await untilDecided(() => verifier.verify(otpJob(serial, 2))), 'accepted');
    assert.equal((await world.auditRows()).length, 2);
  });

  test('transact() whose COMMIT is not answered: the retry with the same key hears what was committed', async (t) => {
    const { world, serial, hole, verifier } = await openBehindHole(t, serverUrl);
    const job = { ...otpJob(serial, 1), idempotency: { scope: 'retry', requestHash: 'hash' } };
    hole.swallowAfter('COMMIT\0');
    await assert.rejects(verifier.verify(job), StoreUnavailableError);
    hole.end();
    const retried = await undecidedNever(() => verifier.verify(job));
    assert.deepEqual(retried, { kind: 'answered-before', code: 0 });
    assert.equal((await world.tokenRow(serial)).last_factor, 1);
    assert.equal(await untilDecided(() => verifier.verify(otpJob(serial, 1))), 'replayed');
  });

  test('openPostgres() rejects a statement that is not answered in time, and goes on over a new connection', async (t) => {
    const engine = await openPostgresEngine(t, serverUrl);
    const hole = await BlackHole.open(t, engine.url);
    const database = await openPostgres(hole.url, { statementTimeoutMs: 500 });
    t.after(() => database.close());
    const read = () => database.read.selectFrom('settings').selectAll().execute();
    const write = () =>
      database.transaction((trx) => trx.insertInto('meta').values({ name: 'a', value: 'b' }).execute());
    await undecidedNever(read);
    hole.swallow();
    await assert.rejects(read(), StoreUnavailableError);
    await assert.rejects(write(), StoreUnavailableError);
    hole.end();
    assert.deepEqual(await undecidedNever(read), []);
    await undecidedNever(write);
  });

  test('transact() is not decided on what a silent transaction may still change', async (t) => {
    const { world, serial, hole, verifier } = await openBehindHole(t, serverUrl);
    // The server has locked and changed the row when the line goes dead; it learns of that when the transaction has been idle for too long.
    hole.swallowAfter('move-tokens');
    await assert.rejects(verifier.verify(otpJob(serial, 1)), StoreUnavailableError);
    const other = world.verifier('node-2');
    assert.equal(await untilDecided(() => other.verify(otpJob(serial, 1))), 'accepted');
    assert.equal((await world.tokenRow(serial)).last_factor, 1);
    assert.equal((await world.auditRows()).filter((row) => row.succeeded === 1).length, 2);
  });
}

/** Tries until the store can do it: a machine under load may miss even a deadline that nothing but load keeps it from. */
async function undecidedNever<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      assert.ok(error instanceof StoreUnavailableError, String(error));
      await pause(20);
    }
  }
}

async function untilDecided(verify: () => Promise<Parameters<typeof verdictOf>[0]>): Promise<string> {
  return verdictOf(await undecidedNever(verify));
}
