import assert from 'node:assert/strict';
import { type TestContext, after, test } from 'node:test';
import { type AuthJob, type OtpJob, type Outcome, StoreUnavailableError } from '@lingpai/domain';
import { HOTP_SPEC, TEST_AGENT, otpOf, startPostgres } from '@lingpai/testing';
import pg from 'pg';
import { openPostgresEngine } from './verification-postgres.ts';
import { NEVER_LOCKED, VerificationWorld, verdictOf } from './verification-world.ts';

/** Somebody holds a row and does not let go. On PostgreSQL: SQLite has no locks of rows. */
const postgres = await startPostgres();
after(() => postgres?.stop());

const authJob = (login: string, counter: number, clientAddress?: string): AuthJob => ({
  kind: 'auth',
  login,
  password: otpOf(HOTP_SPEC, counter),
  requester: TEST_AGENT,
  ...(clientAddress !== undefined && { clientAddress }),
});
const otpJob = (serial: string, counter: number): OtpJob => ({
  kind: 'otp',
  serial,
  otp: otpOf(HOTP_SPEC, counter),
  requester: TEST_AGENT,
});
const wrong = <T extends AuthJob>(job: T): T => ({ ...job, password: '000000' });

interface HeldWorld {
  readonly world: VerificationWorld;
  /** begins a transaction that runs these statements, and holds what they lock until it is called */
  readonly hold: (...statements: string[]) => Promise<() => Promise<void>>;
  readonly serials: Readonly<Record<string, string>>;
}

async function openHeldWorld(t: TestContext, serverUrl: string): Promise<HeldWorld> {
  const engine = await openPostgresEngine(t, serverUrl);
  const world = new VerificationWorld(engine);
  await world.writeSettings({ lockout: NEVER_LOCKED });
  const serials: Record<string, string> = {};
  for (const login of ['alice', 'bob', 'carol'])
    serials[login] = (await world.addToken({ userId: await world.addUser(login) })).serial;
  const hold = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: engine.url });
    await client.connect();
    await client.query('BEGIN');
    for (const statement of statements) await client.query(statement);
    let isFree = false;
    const letGo = async () => {
      if (isFree) return;
      isFree = true;
      await client.query('ROLLBACK');
      await client.end();
    };
    t.after(letGo);
    return letGo;
  };
  return { world, hold, serials };
}

async function verdicts(outcomes: readonly Promise<Outcome>[]): Promise<string[]> {
  return (await Promise.all(outcomes)).map(verdictOf);
}

if (postgres !== undefined) {
  const serverUrl = postgres.url;

  test('transact() decides everybody else while one user’s row is held', async (t) => {
    const { world, hold, serials } = await openHeldWorld(t, serverUrl);
    const letGo = await hold("SELECT 1 FROM users WHERE login = 'alice' FOR UPDATE");
    const verifier = world.verifier();
    const held = [verifier.verify(authJob('alice', 0)), verifier.verify(wrong(authJob('ALICE', 0)))];
    const ends = held.map((outcome) => assert.rejects(outcome, StoreUnavailableError));
    const others = [
      verifier.verify(authJob('bob', 0)),
      verifier.verify(authJob('nobody', 0)),
      verifier.verify(otpJob(serials['carol']!, 0)),
      verifier.verify(otpJob('0000000000000', 0)),
    ];
    assert.deepEqual(await verdicts(others), ['accepted', 'unknown-user', 'accepted', 'unknown-token']);
    await Promise.all(ends);
    assert.equal((await world.auditRows()).length, 4);
    await letGo();
    assert.equal((await world.userRow('alice')).otp_fail_count, 0);
    assert.equal(verdictOf(await verifier.verify(authJob('alice', 0))), 'accepted');
  });

  test('transact() decides everybody else while one token’s row is held', async (t) => {
    const { world, hold, serials } = await openHeldWorld(t, serverUrl);
    const letGo = await hold(`SELECT 1 FROM tokens WHERE serial = '${serials['alice']}' FOR NO KEY UPDATE`);
    const verifier = world.verifier();
    const held = [verifier.verify(authJob('alice', 0)), verifier.verify(otpJob(serials['alice']!, 0))];
    const ends = held.map((outcome) => assert.rejects(outcome, StoreUnavailableError));
    const others = [verifier.verify(authJob('bob', 0)), verifier.verify(otpJob(serials['carol']!, 0))];
    assert.deepEqual(await verdicts(others), ['accepted', 'accepted']);
    await Promise.all(ends);
    await letGo();
    assert.equal(verdictOf(await verifier.verify(authJob('alice', 0))), 'accepted');
  });

  test('transact() tries again what was held, and decides it once it is free', async (t) => {
    const { world, hold } = await openHeldWorld(t, serverUrl);
    const letGo = await hold("SELECT 1 FROM users WHERE login = 'alice' FOR UPDATE");
    const verifier = world.verifier();
    const alice = verifier.verify(authJob('alice', 0));
    assert.equal(verdictOf(await verifier.verify(authJob('bob', 0))), 'accepted');
    await letGo();
    assert.equal(verdictOf(await alice), 'accepted');
  });

  test('transact() lets those log in whose address is held, and counts whoever fails there when it is free', async (t) => {
    const { world, hold } = await openHeldWorld(t, serverUrl);
    const verifier = world.verifier();
    const shared = '203.0.113.9';
    await verifier.verify(wrong(authJob('alice', 0, shared)));
    const letGo = await hold(`SELECT 1 FROM client_failures WHERE address = '${shared}' FOR UPDATE`);
    assert.equal(verdictOf(await verifier.verify(authJob('alice', 0, shared))), 'accepted');
    const failing = verifier.verify(wrong(authJob('bob', 0, shared)));
    assert.deepEqual(
      await verdicts([
        verifier.verify(wrong(authJob('carol', 0, '203.0.113.10'))),
        verifier.verify(authJob('carol', 0, shared)),
      ]),
      ['no-match', 'accepted'],
    );
    await letGo();
    assert.equal(verdictOf(await failing), 'no-match');
    const { fail_count: count } = await world.db
      .selectFrom('client_failures')
      .select('fail_count')
      .where('address', '=', shared)
      .executeTakeFirstOrThrow();
    assert.equal(count, 2);
  });

  test('transact() waits for nobody who is adding the same address', async (t) => {
    const { world, hold } = await openHeldWorld(t, serverUrl);
    const verifier = world.verifier();
    const shared = '203.0.113.9';
    const letGo = await hold(
      `SELECT pg_advisory_xact_lock(hashtextextended('client:${shared}', 0))`,
      `INSERT INTO client_failures (address, fail_count, locked_until, failed_at) VALUES ('${shared}', 1, 0, 0)`,
    );
    const failing = verifier.verify(wrong(authJob('bob', 0, shared)));
    assert.equal(verdictOf(await verifier.verify(wrong(authJob('carol', 0, '203.0.113.10')))), 'no-match');
    assert.equal(verdictOf(await verifier.verify(authJob('alice', 0))), 'accepted');
    await letGo();
    assert.equal(verdictOf(await failing), 'no-match');
  });

  test('transact() waits for nobody who is answering the same request', async (t) => {
    const { world, hold } = await openHeldWorld(t, serverUrl);
    const verifier = world.verifier();
    const letGo = await hold(`SELECT pg_advisory_xact_lock(hashtextextended('scope:alice-1', 0))`);
    const retried = verifier.verify({
      ...authJob('alice', 0),
      idempotency: { scope: 'alice-1', requestHash: 'h' },
    });
    assert.equal(verdictOf(await verifier.verify(authJob('bob', 0))), 'accepted');
    await letGo();
    assert.equal(verdictOf(await retried), 'accepted');
  });
}
