import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  type AuthJob,
  NO_FACTOR,
  type OtpJob,
  type Outcome,
  type SyncJob,
  type VerifyJob,
} from '@lingpai/domain';
import { createUnitOfWork } from '@lingpai/storage';
import { HOTP_SPEC, NEW_YEAR_MS, TEST_AGENT, TEST_SEED, TOTP_SPEC, otpOf } from '@lingpai/testing';
import fc from 'fast-check';
import {
  type EngineUnderTest,
  NEVER_LOCKED,
  VerificationWorld,
  accepted,
  chainOf,
  pause,
  verdictOf,
  verifyOver,
} from './verification-world.ts';

const NEW_SEED = new Uint8Array(20).fill(0x5a);
const STEP_NOW = NEW_YEAR_MS / 30_000;

const authJob = (login: string, password: string): AuthJob => ({
  kind: 'auth',
  login,
  password,
  requester: TEST_AGENT,
});
const otpJob = (serial: string, otp: string): OtpJob => ({ kind: 'otp', serial, otp, requester: TEST_AGENT });
const syncJob = (serial: string, otp: string, nextOtp: string): SyncJob => ({
  kind: 'sync',
  serial,
  otp,
  nextOtp,
  requester: TEST_AGENT,
});

/** The same assertions for every engine: `open` gives an empty database, whose life ends with the test. */
export function verificationContract(
  engine: string,
  open: (t: TestContext) => Promise<EngineUnderTest>,
): void {
  const onEngine = (name: string, run: (world: VerificationWorld) => Promise<void>): void =>
    void test(`${name} (${engine})`, async (t) => run(new VerificationWorld(await open(t))));
  acceptance(onEngine);
  oneWinner(onEngine);
  batches(onEngine);
  retries(onEngine);
  takingOver(onEngine);
  audit(onEngine);
  erasedEnd(onEngine);
  surroundings(onEngine);
}

type OnEngine = (name: string, run: (world: VerificationWorld) => Promise<void>) => void;

function acceptance(onEngine: OnEngine): void {
  onEngine('transact() stores what was accepted, and another connection refuses it', async (world) => {
    const userId = await world.addUser('alice');
    const { serial } = await world.addToken({ userId, spec: TOTP_SPEC });
    const otp = otpOf(TOTP_SPEC, STEP_NOW + 1);
    assert.equal(verdictOf(await world.verifier().verify(authJob('ALICE', otp))), 'accepted');
    const row = await world.tokenRow(serial);
    assert.deepEqual(
      [row.last_factor, row.drift_steps, row.last_accepted_at, row.fail_count],
      [STEP_NOW + 1, 1, NEW_YEAR_MS, 0],
    );
    const other = world.verifier('node-2');
    for (const job of [authJob('alice', otp), otpJob(serial, otp)])
      assert.equal(verdictOf(await other.verify(job)), 'replayed');
    assert.equal(
      verdictOf(await other.verify(syncJob(serial, otp, otpOf(TOTP_SPEC, STEP_NOW + 2)))),
      'resync-failed',
    );
    assert.equal((await world.tokenRow(serial)).last_factor, STEP_NOW + 1);
  });

  onEngine('transact() counts failures and locks, and they outlive the connection', async (world) => {
    await world.writeSettings({ lockout: { temporaryAfterFailures: 3, permanentAfterFailures: 5 } });
    const userId = await world.addUser('alice');
    const { serial } = await world.addToken({ userId });
    for (let count = 0; count < 3; count += 1) {
      assert.equal(verdictOf(await world.verifier().verify(authJob('alice', '000000'))), 'no-match');
      assert.equal(verdictOf(await world.verifier().verify(otpJob(serial, '000000'))), 'no-match');
    }
    const user = await world.userRow('alice');
    const token = await world.tokenRow(serial);
    assert.deepEqual([user.otp_fail_count, user.locked_until], [3, NEW_YEAR_MS + 60_000]);
    assert.deepEqual([token.fail_count, token.any_locked_until], [3, NEW_YEAR_MS + 60_000]);
    const right = otpOf(HOTP_SPEC, 0);
    assert.equal(verdictOf(await world.verifier().verify(authJob('alice', right))), 'user-locked-temporary');
    assert.equal(verdictOf(await world.verifier().verify(otpJob(serial, right))), 'token-locked-temporary');
    world.clock.advanceMs(60_000);
    assert.equal(verdictOf(await world.verifier().verify(authJob('alice', right))), 'accepted');
    assert.deepEqual(
      [(await world.userRow('alice')).otp_fail_count, (await world.userRow('alice')).locked_until],
      [0, 0],
    );
    const moved = await world.tokenRow(serial);
    // Whoever tried the serial did so apart from the user.
    assert.deepEqual([moved.fail_count, moved.locked_until, moved.last_factor], [3, 0, 0]);
  });

  onEngine(
    'transact() stores what is looked at of whoever is locked, and a first right OTP',
    async (world) => {
      await world.writeSettings({ lockout: { temporaryAfterFailures: 3 } });
      const userId = await world.addUser('alice');
      const { id, serial } = await world.addToken({ userId });
      const otp = (counter: number) => otpOf(HOTP_SPEC, counter);
      for (const job of [(text: string) => authJob('alice', text), (text: string) => otpJob(serial, text)]) {
        const source = await lockedSource(world, job);
        const kind = source.kind === 'user' ? 'user' : 'token';
        const first = await world.tokenRow(serial);
        const right = otp(first.last_factor + 1);
        assert.equal(verdictOf(await world.verifier().verify(job(right))), `${kind}-locked-temporary`);
        for (let n = 0; n < 3; n += 1) await world.verifier('node-2').verify(job('000000'));
        const { held_tries, held_since } =
          kind === 'user' ? await world.userRow('alice') : await world.tokenRow(serial);
        assert.deepEqual([held_tries, held_since], [4, NEW_YEAR_MS]);
        const own = await sourceRow(world, kind);
        assert.deepEqual([own.held_tries, own.held_since], [4, NEW_YEAR_MS]);
        assert.deepEqual(
          [own.proof_token_id, own.proof_factor, own.proof_at, own.proof_tries],
          [id, first.last_factor + 1, NEW_YEAR_MS, 3],
        );
        const next = await world.verifier().verify(job(otp(first.last_factor + 2)));
        assert.equal(verdictOf(next), 'accepted');
        assert.deepEqual((await sourceRow(world, kind)).proof_token_id, null);
      }
    },
  );

  onEngine('locked sources of one user, over three connections: forty tries are looked at', async (world) => {
    await world.writeSettings({ lockout: { temporaryAfterFailures: 3, clientAfterFailures: 0 } });
    await world.addToken({ userId: await world.addUser('alice') });
    const verifiers = [1, 2, 3].map((n) => world.verifier(`node-${n}`, { maxBatchJobs: 5 }));
    const tries = (count: number) =>
      Array.from({ length: 12 * count }, (_, n) => ({
        ...authJob('alice', '000000'),
        clientAddress: `203.0.113.${n % 12}`,
      }));
    await verifyOver(verifiers, tries(3));
    await verifyOver(verifiers, tries(15));
    assert.equal((await world.userRow('alice')).held_tries, 40);
    const sources = await world.db.selectFrom('subject_sources').selectAll().execute();
    assert.equal(
      sources.reduce((sum, { held_tries }) => sum + held_tries, 0),
      40,
    );
  });

  onEngine('transact() counts a wrong static password for that alone', async (world) => {
    const userId = await world.addUser('alice', { staticHash: '$hash', staticLength: 4 });
    const { serial } = await world.addToken({ userId });
    const job = authJob('alice', `abcd${otpOf(HOTP_SPEC, 0)}`);
    const verifier = world.verifier();
    assert.equal(verdictOf(await verifier.verify(job)), 'check-needed');
    assert.equal((await world.auditRows()).length, 0);
    const wrong = await verifier.verify({
      ...job,
      checks: { asOf: NEW_YEAR_MS, staticPassword: { hash: '$hash', isRight: false } },
    });
    assert.equal(verdictOf(wrong), 'static-password-wrong');
    const row = await world.userRow('alice');
    assert.deepEqual([row.static_fail_count, row.otp_fail_count], [1, 0]);
    assert.equal((await world.tokenRow(serial)).last_factor, NO_FACTOR);
    const stale = await verifier.verify({
      ...job,
      checks: { asOf: NEW_YEAR_MS, staticPassword: { hash: '$old', isRight: true } },
    });
    assert.equal(verdictOf(stale), 'check-needed');
    const right = await verifier.verify({
      ...job,
      checks: { asOf: NEW_YEAR_MS, staticPassword: { hash: '$hash', isRight: true } },
    });
    assert.equal(verdictOf(right), 'accepted');
  });
}

function sourceRow(world: VerificationWorld, kind: 'user' | 'token') {
  return world.db
    .selectFrom('subject_sources')
    .selectAll()
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow();
}

/** Wrong ones until this source is locked. */
async function lockedSource(world: VerificationWorld, job: (typed: string) => VerifyJob) {
  for (let n = 0; n < 3; n += 1)
    assert.equal(verdictOf(await world.verifier().verify(job('000000'))), 'no-match');
  return sourceRow(world, job('').kind === 'auth' ? 'user' : 'token');
}

function oneWinner(onEngine: OnEngine): void {
  onEngine('60 parallel failures over three connections are all counted', async (world) => {
    await world.writeSettings({ lockout: NEVER_LOCKED });
    const verifiers = [1, 2, 3].map((n) => world.verifier(`node-${n}`, { maxBatchJobs: 3 }));
    const { serial } = await world.addToken({ userId: await world.addUser('alice') });
    const jobs = Array.from({ length: 120 }, (_, index) =>
      index % 2 === 0 ? otpJob(serial, '000000') : authJob('alice', '000000'),
    );
    const outcomes = await verifyOver(verifiers, jobs);
    assert.ok(outcomes.every((outcome) => verdictOf(outcome) === 'no-match'));
    assert.equal((await world.tokenRow(serial)).fail_count, 60);
    assert.equal((await world.userRow('alice')).otp_fail_count, 60);
  });

  onEngine('parallel first failures of an address over three connections are all counted', async (world) => {
    const verifiers = [1, 2, 3].map((n) => world.verifier(`node-${n}`, { maxBatchJobs: 3 }));
    const clientAddress = '203.0.113.9';
    const jobs = Array.from({ length: 60 }, (_, n) => ({
      ...authJob(`nobody-${n}`, '000000'),
      clientAddress,
    }));
    const outcomes = await verifyOver(verifiers, jobs);
    assert.ok(outcomes.every((outcome) => verdictOf(outcome) === 'unknown-user'));
    const row = await world.db.selectFrom('client_failures').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([row.address, row.fail_count], [clientAddress, 60]);
  });

  for (const spec of [HOTP_SPEC, TOTP_SPEC]) {
    const factor = spec.type === 'hotp' ? 3 : STEP_NOW;
    onEngine(`50 parallel consumes of one ${spec.type} OTP: exactly one wins`, async (world) => {
      await world.writeSettings({ lockout: NEVER_LOCKED });
      // Small batches: several transactions of each connection contend.
      const verifiers = [1, 2, 3].map((n) => world.verifier(`node-${n}`, { maxBatchJobs: 4 }));
      for (let round = 0; round < 8; round += 1) {
        const login = `user-${spec.type}-${round}`;
        const { serial } = await world.addToken({ userId: await world.addUser(login), spec });
        const otp = otpOf(spec, factor);
        const paths: VerifyJob[] = [
          authJob(login, otp),
          otpJob(serial, otp),
          { ...otpJob(serial, otp), login },
        ];
        const jobs = Array.from({ length: 50 }, (_, index) => paths[(index + round) % paths.length]!);
        const outcomes = await verifyOver(verifiers, jobs);
        assert.equal(accepted(outcomes).length, 1, `round ${round}`);
        assert.equal(outcomes.filter((o) => verdictOf(o) === 'replayed').length, 49);
        assert.equal((await world.tokenRow(serial)).last_factor, factor);
        const failures =
          (await world.tokenRow(serial)).fail_count + (await world.userRow(login)).otp_fail_count;
        // A success in the middle resets what was counted before it: never more than there were failures.
        assert.ok(failures <= 49);
      }
      const rows = await world.auditRows();
      assert.equal(rows.length, 8 * 50);
      assert.equal(rows.filter((row) => row.succeeded === 1).length, 8);
    });
  }

  onEngine('overlapping synchronisations and OTPs at once never accept a used factor', async (world) => {
    await world.writeSettings({ lockout: NEVER_LOCKED });
    const verifiers = [1, 2].map((n) => world.verifier(`node-${n}`, { maxBatchJobs: 3 }));
    for (let round = 0; round < 8; round += 1) {
      const login = `user-${round}`;
      const { serial } = await world.addToken({ userId: await world.addUser(login) });
      const otp = (factor: number) => otpOf(HOTP_SPEC, factor);
      const jobs: { job: VerifyJob; factor: number }[] = [4, 5, 6, 7, 8].flatMap((factor) => [
        { job: syncJob(serial, otp(factor - 1), otp(factor)), factor },
        { job: authJob(login, otp(factor)), factor },
        { job: otpJob(serial, otp(factor)), factor },
        { job: syncJob(serial, otp(factor - 1), otp(factor)), factor },
      ]);
      const mixed = jobs.map((_, index) => jobs[(index * 7 + round) % jobs.length]!);
      const outcomes = await verifyOver(
        verifiers,
        mixed.map(({ job }) => job),
      );
      const factors = mixed.filter((_, i) => outcomes[i]!.kind === 'accepted').map(({ factor }) => factor);
      assert.equal(new Set(factors).size, factors.length, `accepted twice: ${factors.join()}`);
      assert.ok(factors.length > 0);
      assert.equal((await world.tokenRow(serial)).last_factor, Math.max(...factors));
    }
  });
}

/** A job as a number of each choice, so that the same may be made for two sets of rows. */
interface AbstractJob {
  readonly kind: 'auth' | 'otp' | 'both' | 'sync';
  readonly who: number;
  readonly factor: number;
  readonly seed: 'own' | 'new';
  readonly key: number;
}

function batches(onEngine: OnEngine): void {
  const abstractJob: fc.Arbitrary<AbstractJob> = fc.record({
    kind: fc.constantFrom('auth', 'otp', 'both', 'sync'),
    who: fc.nat({ max: 3 }),
    factor: fc.nat({ max: 14 }),
    seed: fc.constantFrom('own', 'own', 'new'),
    key: fc.nat({ max: 12 }),
  });

  /** Two users, four tokens: one shared, one with a seed that waits, one nobody has. */
  const addRows = async (world: VerificationWorld, prefix: string) => {
    const alice = await world.addUser(`${prefix}-alice`);
    const bob = await world.addUser(`${prefix}-bob`);
    const tokens = [];
    for (let index = 0; index < 4; index += 1)
      tokens.push(await world.addToken({ serial: `${prefix}-${index}` }));
    await world.bind(alice, tokens[0]!.id);
    await world.bind(alice, tokens[1]!.id);
    await world.bind(bob, tokens[1]!.id);
    await world.bind(bob, tokens[2]!.id);
    await world.addPending(tokens[0]!.id, NEW_SEED);
    await world.addPending(tokens[2]!.id, NEW_SEED);
  };
  const toJob = (prefix: string, { kind, who, factor, seed, key }: AbstractJob): VerifyJob => {
    const login = `${prefix}-${['alice', 'bob', 'nobody', 'alice'][who]}`;
    const serial = `${prefix}-${who}`;
    const bytes = seed === 'own' ? TEST_SEED : NEW_SEED;
    const otp = otpOf(HOTP_SPEC, factor, bytes);
    const nextOtp = otpOf(HOTP_SPEC, factor + 1, bytes);
    const idempotency = key < 4 && { idempotency: { scope: `${prefix}-key-${key}`, requestHash: 'same' } };
    if (kind === 'auth') return { ...authJob(login, otp), ...idempotency };
    if (kind === 'otp') return { ...otpJob(serial, otp), ...idempotency };
    if (kind === 'both') return { ...otpJob(serial, otp), login, ...idempotency };
    return { ...syncJob(serial, otp, nextOtp), ...idempotency };
  };
  const stateOf = async (world: VerificationWorld, prefix: string) => {
    const tokens = await world.db
      .selectFrom('tokens')
      .select(['serial', 'last_factor', 'fail_count', 'locked_until', 'sealed_seed', 'pending_seed'])
      .where('serial', 'like', `${prefix}-%`)
      .orderBy('serial')
      .execute();
    const users = await world.db
      .selectFrom('users')
      .select(['login', 'otp_fail_count', 'otp_locked_until'])
      .where('login', 'like', `${prefix}-%`)
      .orderBy('login')
      .execute();
    const events = (await world.auditRows())
      .filter((row) => row.user_login.startsWith(`${prefix}-`) || row.serial.startsWith(`${prefix}-`))
      .map((row) => [row.action, row.result_code, row.reason, row.user_login, row.serial]);
    const text = JSON.stringify({ tokens: tokens.map(plainBytes), users, events });
    return text.replaceAll(`${prefix}-`, '');
  };

  onEngine('a batch of mixed jobs ends as the same jobs one by one', async (world) => {
    await world.writeSettings({ lockout: { temporaryAfterFailures: 4, permanentAfterFailures: 9 } });
    const together = world.verifier('together');
    const oneByOne = world.verifier('one-by-one');
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(abstractJob, { minLength: 2, maxLength: 24 }), async (jobs) => {
        run += 1;
        const [a, b] = [`a${run}`, `b${run}`];
        await addRows(world, a);
        await addRows(world, b);
        const atOnce = await verifyOver(
          [together],
          jobs.map((job) => toJob(a, job)),
        );
        const inTurn: Outcome[] = [];
        for (const job of jobs) inTurn.push(await oneByOne.verify(toJob(b, job)));
        assert.equal(
          JSON.stringify(atOnce).replaceAll(`${a}-`, ''),
          JSON.stringify(inTurn).replaceAll(`${b}-`, ''),
        );
        assert.equal(await stateOf(world, a), await stateOf(world, b));
      }),
      { numRuns: 15 },
    );
  });

  onEngine('a batch with a job that cannot be decided fails that job alone', async (world) => {
    const userId = await world.addUser('alice');
    await world.addToken({ userId });
    const { serial } = await world.addToken({ serial: 'poison' });
    const store = world.engine.openStore('node-1');
    // A window wider than the rule allows, as a damaged row would make it.
    await world.db
      .updateTable('tokens')
      .set({ type: 'nonsense' as 'hotp' })
      .where('serial', '=', serial)
      .execute();
    await world.db
      .updateTable('tokens')
      .set({ hash: 'md5' as 'sha1' })
      .where('serial', '=', serial)
      .execute();
    const verifier = world.verifierOver(store);
    const results = await Promise.allSettled([
      verifier.verify(otpJob(serial, otpOf(HOTP_SPEC, 0))),
      verifier.verify(authJob('alice', otpOf(HOTP_SPEC, 0))),
    ]);
    assert.notDeepEqual(results[0].status === 'fulfilled' ? results[0].value.kind : 'rejected', 'accepted');
    assert.equal(results[1].status === 'fulfilled' ? results[1].value.kind : 'rejected', 'accepted');
  });

  for (const [what, text] of [
    ['NUL', 'ali\0ce'],
    ['a lone surrogate', 'ali\ud800ce'],
  ] as const) {
    onEngine(`a login with ${what} is unknown, and disturbs neither batch nor chain`, async (world) => {
      await world.addToken({ userId: await world.addUser('alice') });
      const verifier = world.verifier();
      const [odd, plain, serial] = await verifyOver(
        [verifier],
        [
          authJob(text, '000000'),
          authJob('alice', otpOf(HOTP_SPEC, 0)),
          { ...otpJob(text, '000000'), requester: { ...TEST_AGENT, name: text } },
        ],
      );
      assert.deepEqual(
        [verdictOf(odd!), verdictOf(plain!), verdictOf(serial!)],
        ['unknown-user', 'accepted', 'unknown-token'],
      );
      assert.equal((await verifyChainOf(world)).isIntact, true);
    });
  }
}

function retries(onEngine: OnEngine): void {
  const withKey = <J extends VerifyJob>(job: J, scope: string, requestHash = 'hash'): J => ({
    ...job,
    idempotency: { scope, requestHash },
  });

  onEngine('a retry with the same key gets the first answer, on any connection', async (world) => {
    const { serial } = await world.addToken({});
    const job = withKey(otpJob(serial, otpOf(HOTP_SPEC, 0)), 'scope');
    assert.equal(verdictOf(await world.verifier().verify(job)), 'accepted');
    const again = await world.verifier('node-2').verify(job);
    assert.deepEqual(again, { kind: 'answered-before', code: 0 });
    const other = await world.verifier('node-2').verify(withKey(job, 'scope', 'other request'));
    assert.deepEqual(other, { kind: 'answered-before', code: undefined });
    const wrong = withKey(otpJob(serial, '000000'), 'scope-2');
    assert.equal(verdictOf(await world.verifier().verify(wrong)), 'no-match');
    assert.deepEqual(await world.verifier('node-2').verify(wrong), { kind: 'answered-before', code: 22 });
    assert.equal((await world.tokenRow(serial)).fail_count, 1);
    assert.equal((await world.auditRows()).length, 2);
  });

  onEngine('equal keys that arrive on several connections at once are decided once', async (world) => {
    const verifiers = [1, 2, 3].map((n) => world.verifier(`node-${n}`, { maxBatchJobs: 5 }));
    for (let round = 0; round < 8; round += 1) {
      const { serial } = await world.addToken({});
      const { serial: second } = await world.addToken({});
      const jobs = Array.from({ length: 30 }, (_, index) =>
        index % 2 === 0
          ? withKey(otpJob(serial, otpOf(HOTP_SPEC, 0)), `b-${round}`)
          : withKey(otpJob(second, '000000'), `a-${round}`),
      );
      const outcomes = await verifyOver(verifiers, jobs);
      const codes = outcomes.map((o) => (o.kind === 'answered-before' ? o.code : verdictOf(o)));
      const right = codes.filter((_, index) => index % 2 === 0);
      const wrong = codes.filter((_, index) => index % 2 === 1);
      assert.deepEqual(
        [right.filter((c) => c === 'accepted').length, right.filter((c) => c === 0).length],
        [1, 14],
      );
      assert.deepEqual(
        [wrong.filter((c) => c === 'no-match').length, wrong.filter((c) => c === 22).length],
        [1, 14],
      );
      assert.equal((await world.tokenRow(second)).fail_count, 1);
    }
    assert.equal((await world.auditRows()).length, 16);
  });
}

function takingOver(onEngine: OnEngine): void {
  onEngine('the first OTP of a new phone makes its seed the token’s own', async (world) => {
    const userId = await world.addUser('alice');
    const { id, serial } = await world.addToken({ userId, lastFactor: 40 });
    await world.db
      .insertInto('devices')
      .values({
        token_id: id,
        distribution_id: await world.addPending(id, new Uint8Array(20).fill(1)),
        signing_key: new Uint8Array([9]),
        code: 'OLDPHONE',
        activated_at: 0,
      })
      .execute();
    await world.db.updateTable('distributions').set({ state: 'superseded' }).execute();
    const distributionId = await world.addPending(id, NEW_SEED);
    const verifier = world.verifier();
    // Until then the former phone still works.
    assert.equal(verdictOf(await verifier.verify(authJob('alice', otpOf(HOTP_SPEC, 41)))), 'accepted');
    const first = otpOf(HOTP_SPEC, 2, NEW_SEED);
    const tooEarly = authJob('alice', otpOf(HOTP_SPEC, 20, NEW_SEED));
    assert.equal(verdictOf(await verifier.verify(tooEarly)), 'resync-needed');
    assert.equal(verdictOf(await verifier.verify(authJob('alice', first))), 'accepted');
    const row = await world.tokenRow(serial);
    assert.equal(row.spent_factors, '20');
    assert.deepEqual(
      [row.last_factor, Buffer.from(row.sealed_seed!).toString('hex'), row.activation],
      [2, Buffer.from(NEW_SEED).toString('hex'), 'activated'],
    );
    assert.deepEqual(
      [row.pending_seed, row.pending_distribution_id, row.pending_expires_at],
      [null, null, null],
    );
    const device = await world.db.selectFrom('devices').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([device.code, device.distribution_id], ['NEWPHONE', distributionId]);
    const ended = await world.db
      .selectFrom('distributions')
      .selectAll()
      .where('id', '=', distributionId)
      .executeTakeFirstOrThrow();
    assert.deepEqual([ended.state, ended.activated_at, ended.claim_reply], ['activated', NEW_YEAR_MS, null]);
    for (const dead of [otpOf(HOTP_SPEC, 42), otpOf(HOTP_SPEC, 41), first])
      assert.notEqual(verdictOf(await world.verifier('node-2').verify(authJob('alice', dead))), 'accepted');
  });

  onEngine(
    'the first OTP of a new phone sent over several connections at once takes over once',
    async (world) => {
      await world.writeSettings({ lockout: NEVER_LOCKED });
      const verifiers = [1, 2].map((n) => world.verifier(`node-${n}`, { maxBatchJobs: 4 }));
      for (let round = 0; round < 6; round += 1) {
        const { id, serial } = await world.addToken({ seed: round % 2 === 0 ? null : TEST_SEED });
        const distributionId = await world.addPending(id, NEW_SEED);
        const otp = otpOf(HOTP_SPEC, 0, NEW_SEED);
        const jobs: VerifyJob[] = Array.from({ length: 24 }, (_, index) =>
          index % 3 === 0
            ? { kind: 'confirm', serial, distributionId, otp, requester: TEST_AGENT }
            : otpJob(serial, otp),
        );
        const outcomes = await verifyOver(verifiers, jobs);
        assert.equal(accepted(outcomes).length, 1);
        const row = await world.tokenRow(serial);
        assert.deepEqual([row.last_factor, row.pending_seed], [0, null]);
      }
      assert.equal((await world.db.selectFrom('devices').selectAll().execute()).length, 6);
    },
  );

  onEngine('a seed whose time is over is not taken over', async (world) => {
    const { id, serial } = await world.addToken({ seed: null });
    await world.addPending(id, NEW_SEED, { expiresAt: NEW_YEAR_MS });
    const verdict = await world.verifier().verify(otpJob(serial, otpOf(HOTP_SPEC, 0, NEW_SEED)));
    assert.equal(verdictOf(verdict), 'not-activated');
    assert.equal((await world.tokenRow(serial)).sealed_seed, null);
  });
}

const verifyChainOf = (world: VerificationWorld) =>
  createUnitOfWork(world.engine.database, chainOf('node-1')).read.auditLog.verifyChain({});

function audit(onEngine: OnEngine): void {
  onEngine(
    'the chains of several nodes hold after batches at once, and while they are written',
    async (world) => {
      await world.writeSettings({ lockout: NEVER_LOCKED });
      const serials = await Promise.all(
        Array.from({ length: 12 }, async () => (await world.addToken({})).serial),
      );
      // The last two share a node, as processes on one machine do.
      const verifiers = ['node-1', 'node-2', 'node-3', 'node-3'].map((node) =>
        world.verifier(node, { maxBatchJobs: 3 }),
      );
      const jobs = Array.from({ length: 480 }, (_, index) =>
        otpJob(serials[index % 12]!, otpOf(HOTP_SPEC, Math.floor(index / 24))),
      );
      let isDone = false;
      const checkAllTheTime = async () => {
        let checks = 0;
        for (; !isDone; checks += 1) {
          const verdict = await verifyChainOf(world);
          assert.deepEqual(verdict.brokenAt, null);
          await pause(1);
        }
        return checks;
      };
      const checking = checkAllTheTime();
      const outcomes = await verifyOver(verifiers, jobs).finally(() => (isDone = true));
      assert.ok((await checking) > 0);
      assert.deepEqual(await verifyChainOf(world), { isIntact: true, checked: 480, brokenAt: null });
      const hours = await world.db.selectFrom('verification_hours').selectAll().execute();
      const sum = (name: 'accepted' | 'refused') => hours.reduce((total, hour) => total + hour[name], 0);
      assert.deepEqual(
        [sum('accepted'), sum('refused')],
        [accepted(outcomes).length, 480 - accepted(outcomes).length],
      );
    },
  );
}

function erasedEnd(onEngine: OnEngine): void {
  onEngine('a chain whose last events were erased is not made good by what comes behind', async (world) => {
    const { serial } = await world.addToken({});
    const verify = (counter: number) => world.verifier().verify(otpJob(serial, otpOf(HOTP_SPEC, counter)));
    for (const counter of [0, 1, 2]) await verify(counter);
    const kept = (await world.auditRows())[0]!;
    await world.db.deleteFrom('audit_events').where('id', '>', kept.id).execute();
    await world.db
      .updateTable('audit_chains')
      .set({ event_count: 1, head_id: kept.id, head_hash: kept.hash })
      .where('node', '=', 'node-1')
      .execute();
    assert.equal((await verifyChainOf(world)).brokenAt?.problem, 'end-altered');
    assert.equal(verdictOf(await verify(3)), 'accepted');
    assert.equal((await verifyChainOf(world)).brokenAt?.problem, 'end-altered');
  });
}

function surroundings(onEngine: OnEngine): void {
  onEngine('rows of an unfinished import are not found', async (world) => {
    const { id: importId } = await world.db
      .insertInto('imports')
      .values({
        file_name: 'tokens.csv',
        organization_id: await world.organizationId(),
        state: 'writing',
        created_by: 'admin',
        owner: 'test',
        heartbeat_at: 0,
        created_at: 0,
        finished_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const userId = await world.addUser('alice');
    const { serial } = await world.addToken({ userId, importId });
    const verifier = world.verifier();
    const otp = otpOf(HOTP_SPEC, 0);
    assert.equal(verdictOf(await verifier.verify(otpJob(serial, otp))), 'unknown-token');
    assert.equal(verdictOf(await verifier.verify(authJob('alice', otp))), 'no-token');
    await world.db.updateTable('imports').set({ state: 'done' }).where('id', '=', importId).execute();
    assert.equal(verdictOf(await verifier.verify(authJob('alice', otp))), 'accepted');
  });

  onEngine('settings that another connection changed hold from the next batch on', async (world) => {
    const { serial } = await world.addToken({});
    const verifier = world.verifier();
    await verifier.verify(otpJob(serial, '000000'));
    assert.equal(verdictOf(await verifier.verify(otpJob(serial, otpOf(HOTP_SPEC, 15)))), 'resync-needed');
    await world.writeSettings({ verification: { lookAheadCounters: 20, isAutoResyncEnabled: false } });
    // Typed too early before, it is worth nothing alone.
    assert.equal(verdictOf(await verifier.verify(otpJob(serial, otpOf(HOTP_SPEC, 15)))), 'resync-needed');
    assert.equal(verdictOf(await verifier.verify(otpJob(serial, otpOf(HOTP_SPEC, 17)))), 'accepted');
    await world.writeSettings({ lockout: { temporaryAfterFailures: 3 } });
    for (let count = 0; count < 3; count += 1) await verifier.verify(otpJob(serial, '000000'));
    assert.equal(
      verdictOf(await verifier.verify(otpJob(serial, otpOf(HOTP_SPEC, 18)))),
      'token-locked-temporary',
    );
  });

  onEngine('the lock that is shown is the latest of those that stand', async (world) => {
    const userId = await world.addUser('alice');
    const { serial } = await world.addToken({ userId });
    await world.writeSettings({ lockout: { temporaryAfterFailures: 3 } });
    const verifier = world.verifier();
    const jobs = {
      users: (source: string, otp: string) => ({ ...authJob('alice', otp), clientAddress: source }),
      tokens: (source: string, otp: string) => ({ ...otpJob(serial, otp), clientAddress: source }),
    };
    let counter = 0;
    for (const table of ['users', 'tokens'] as const) {
      const shown = async () =>
        (await world.db.selectFrom(table).select('source_locked_until').executeTakeFirstOrThrow())
          .source_locked_until;
      const lock = async (source: string) => {
        for (let tries = 0; tries < 3; tries += 1) await verifier.verify(jobs[table](source, '000000'));
        return shown();
      };
      const first = await lock('192.0.2.1');
      world.clock.advanceMs(1000);
      assert.equal((await lock('192.0.2.2')) > first, true);
      const verdicts: string[] = [];
      for (let tries = 0; tries < 2; tries += 1) {
        const otp = otpOf(HOTP_SPEC, (counter += 1));
        verdicts.push(verdictOf(await verifier.verify(jobs[table]('192.0.2.2', otp))));
      }
      assert.equal(verdicts.at(-1), 'accepted');
      assert.equal(await shown(), first);
    }
  });

  onEngine('a management transaction that locks the other way round and batches both end', async (world) => {
    const userId = await world.addUser('alice');
    const { id, serial } = await world.addToken({ userId });
    const verifier = world.verifier();
    const { database } = world.engine;
    for (let round = 0; round < 3; round += 1) {
      const manage = database.transaction(async (trx) => {
        await trx
          .updateTable('tokens')
          .set({ model: `round ${round}` })
          .where('id', '=', id)
          .execute();
        // SQLite has one writer: there is nothing to wait for in a ring.
        await pause(30);
        await trx
          .updateTable('users')
          .set({ phone: `round ${round}` })
          .where('id', '=', userId)
          .execute();
      });
      await pause(10);
      const [, outcome] = await Promise.all([
        manage,
        verifier.verify(authJob('alice', otpOf(HOTP_SPEC, round))),
      ]);
      assert.equal(verdictOf(outcome), 'accepted');
      const row = await world.tokenRow(serial);
      assert.deepEqual(
        [row.last_factor, row.model, (await world.userRow('alice')).phone],
        [round, `round ${round}`, `round ${round}`],
      );
    }
  });
}

/** Bytes as text, so that states can be compared. */
function plainBytes<T extends { sealed_seed: Uint8Array | null; pending_seed: Uint8Array | null }>(row: T) {
  const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('hex'));
  return { ...row, sealed_seed: text(row.sealed_seed), pending_seed: text(row.pending_seed) };
}
