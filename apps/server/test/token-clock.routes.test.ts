import assert from 'node:assert/strict';
import {
  InferenceSlots,
  LOCKED_UNTIL_UNLOCKED,
  type TokenSpec,
  adoptTokenClock,
  codeOfReason,
} from '@lingpai/domain';
import { HOTP_SPEC, TEST_SEED, TOTP_SPEC, otpOf } from '@lingpai/testing';
import { clockWorld } from '../src/operations/infer-clock-world.ts';
import { importTokenFile } from '../src/imports/import-token-file.ts';
import { ADMIN, verifyOtp } from './activation.ts';
import { type Browser, actionsIn, checkCounters, openManagement, refusalOf, signedIn } from './management.ts';
import { type TestSystem, addMobileToken, testOnEveryEngine } from './system.ts';
import { bytesOf } from './token-csv.ts';

const SEED_HEX = Buffer.from(TEST_SEED).toString('hex');

/** A signed-in browser, and hardware tokens of the tests' seed that are all enrolled as this. */
async function fleet(
  system: TestSystem,
  t: Parameters<Parameters<typeof testOnEveryEngine>[1]>[1],
  rows: string[],
) {
  const management = await openManagement(system, t);
  // The verifier has the machine's clock.
  management.clock.advanceMs(Date.now() - management.clock.nowMs());
  const browser = await signedIn(management);
  const { context, organizationId } = system;
  const file = ['serial,secret,type,hash,digits,period', ...rows, ''].join('\n');
  const input = { bytes: bytesOf(file), reader: {}, fileName: 'f.csv', isDryRun: false, enable: true };
  await importTokenFile({ ...input, organizationId, requester: ADMIN }, context);
  return { browser, management };
}

const totpRow = (serial: string) => `${serial},${SEED_HEX},totp,sha1,6,30`;
const stepNow = (periodSeconds = 30) => Math.floor(Date.now() / (periodSeconds * 1000));
const shown = (spec: TokenSpec, factor: number, count = 2) =>
  Array.from({ length: count }, (_, index) => otpOf(spec, factor + index));

async function codeAt({ context }: TestSystem, serial: string, otp: string): Promise<number> {
  const outcome = await verifyOtp(context, serial, otp);
  return codeOfReason(outcome.kind === 'refused' ? outcome.reason : undefined);
}

async function adoptOnly(browser: Browser, serial: string, otps: string[]) {
  const { candidates, readAt } = await browser.ok('POST', `/tokens/${serial}/infer`, { otps });
  assert.equal(candidates.length, 1);
  const { type, hash, periodSeconds, factor } = candidates[0];
  const candidate = { type, hash, periodSeconds, factor };
  return browser.ok('POST', `/tokens/${serial}/adopt`, { otps, readAt, candidate });
}

testOnEveryEngine('infer and adopt: a 60 s SHA-256 token enrolled as 30 s SHA-1', async (system, t) => {
  const { browser } = await fleet(system, t, [totpRow('T1')]);
  const real: TokenSpec = { ...TOTP_SPEC, hash: 'sha256', periodSeconds: 60 };
  const minute = stepNow(60);
  const otps = shown(real, minute - 2);
  const before = await browser.ok('GET', '/tokens/T1');
  const { candidates, isSpecFixed } = await browser.ok('POST', '/tokens/T1/infer', { otps });
  assert.equal(isSpecFixed, false);
  const [{ type, hash, digits, periodSeconds, isPresentSpec }] = candidates;
  assert.deepEqual([type, hash, digits, periodSeconds, isPresentSpec], ['totp', 'sha256', 6, 60, false]);
  assert.deepEqual(await browser.ok('GET', '/tokens/T1'), before);
  const after = await adoptOnly(browser, 'T1', otps);
  assert.deepEqual([after.hash, after.periodSeconds], ['sha256', 60]);
  assert.deepEqual([await codeAt(system, 'T1', otps[0]!), await codeAt(system, 'T1', otps[1]!)], [22, 22]);
  assert.equal(await codeAt(system, 'T1', otpOf(real, minute)), 0);
  const { items } = await browser.ok('GET', '/audit?action=token.adopt-clock');
  assert.deepEqual(
    [items[0].serial, items[0].actor, items[0].detail.hash, items[0].detail.formerHash],
    ['T1', 'boss', 'sha256', 'sha1'],
  );
  assert.ok(otps.every((otp) => !JSON.stringify(items[0].detail).includes(otp)));
  assert.ok(!JSON.stringify([candidates, after]).includes(SEED_HEX));
  await checkCounters(system.database);
});

testOnEveryEngine(
  'adopt: an event token enrolled as time token moves the counters and lifts locks',
  async (system, t) => {
    const { browser } = await fleet(system, t, [totpRow('T1'), totpRow('T2')]);
    await system.database.read
      .updateTable('tokens')
      .set({ fail_count: 9, locked_until: LOCKED_UNTIL_UNLOCKED, resync_factor: 5, resync_at: 5 })
      .where('serial', '=', 'T1')
      .execute();
    const after = await adoptOnly(browser, 'T1', shown(HOTP_SPEC, 5000));
    assert.deepEqual(
      [after.type, after.periodSeconds, after.driftSteps, after.lock, after.failCount],
      ['hotp', null, 0, null, 0],
    );
    const row = await system.database.read
      .selectFrom('tokens')
      .select(['last_factor', 'resync_factor', 'resync_at'])
      .where('serial', '=', 'T1')
      .executeTakeFirstOrThrow();
    assert.deepEqual({ ...row }, { last_factor: 5001, resync_factor: null, resync_at: null });
    await checkCounters(system.database);
    assert.deepEqual((await browser.ok('GET', '/tokens?type=hotp')).items.length, 1);
    assert.deepEqual(
      [
        await codeAt(system, 'T1', otpOf(HOTP_SPEC, 5001)),
        await codeAt(system, 'T1', otpOf(HOTP_SPEC, 5002)),
      ],
      [22, 0],
    );
  },
);

testOnEveryEngine(
  'infer and adopt: never at or below an accepted factor, never another spec then',
  async (system, t) => {
    const { browser } = await fleet(system, t, [totpRow('T1')]);
    const step = stepNow();
    assert.equal(await codeAt(system, 'T1', otpOf(TOTP_SPEC, step)), 0);
    const infer = async (otps: string[]) =>
      (await browser.ok('POST', '/tokens/T1/infer', { otps })).candidates.length;
    assert.equal(await infer(shown(TOTP_SPEC, step - 5)), 0);
    assert.equal(await infer(shown(TOTP_SPEC, step)), 0, 'its first OTP is used up');
    assert.equal(await infer(shown({ ...TOTP_SPEC, periodSeconds: 60 }, stepNow(60))), 0);
    assert.equal(await infer(shown(HOTP_SPEC, 7)), 0);
    const adopt = (otps: string[]) => browser.errorOf('POST', '/tokens/T1/adopt', { otps });
    assert.equal(await adopt(shown(TOTP_SPEC, step - 5)), 'token.clock-not-found');
    // Seven hours ahead: the clock alone.
    const after = await adoptOnly(browser, 'T1', shown(TOTP_SPEC, step + 840));
    assert.ok(Math.abs(after.driftSteps - 841) <= 1);
    assert.equal(await adopt(shown(TOTP_SPEC, step + 840)), 'token.clock-not-found');
    assert.equal(await codeAt(system, 'T1', otpOf(TOTP_SPEC, step + 841)), 22);
    assert.equal(await codeAt(system, 'T1', otpOf(TOTP_SPEC, step + 842)), 0);
  },
);

testOnEveryEngine(
  'adopt: takes no candidate that was made up, counts drift from when the OTPs were read',
  async (system, t) => {
    const { browser, management } = await fleet(system, t, [totpRow('T1')]);
    const step = stepNow();
    const otps = shown(TOTP_SPEC, step - 1);
    const right = { type: 'totp', hash: 'sha1', periodSeconds: 30, factor: step - 1 };
    for (const wrong of [{ factor: step }, { hash: 'sha256' }, { periodSeconds: 60 }, { type: 'hotp' }]) {
      const body = { otps, candidate: { ...right, ...wrong } };
      assert.equal(await browser.errorOf('POST', '/tokens/T1/adopt', body), 'token.clock-not-found');
    }
    const { readAt } = await browser.ok('POST', '/tokens/T1/infer', { otps });
    management.clock.advanceMs(20 * 60_000);
    const late = await browser.ok('POST', '/tokens/T1/adopt', { otps, readAt, candidate: right });
    assert.ok(Math.abs(late.driftSteps) <= 1);
  },
);

testOnEveryEngine('adopt: of sixteen at once exactly one is done', async (system, t) => {
  const { browser } = await fleet(system, t, [totpRow('T1')]);
  const otps = shown(TOTP_SPEC, stepNow() + 300);
  // As many as there are: what keeps the second out must not be that there is no place for it.
  const world = { ...clockWorld(system.context), slots: new InferenceSlots(16) };
  const input = { serial: 'T1', otps, candidate: undefined, requester: ADMIN };
  const codes = await Promise.all(Array.from({ length: 16 }, () => refusalOf(adoptTokenClock(input, world))));
  assert.equal(codes.filter((code) => code === 'none').length, 1);
  for (const code of codes) assert.match(code, /^(none|token\.(changed-meanwhile|clock-not-found))$/);
  // Over HTTP only so many are looked at; whoever is not is told to come back.
  const answers = await Promise.all(
    Array.from({ length: 16 }, () => browser.call('POST', '/tokens/T1/adopt', { otps })),
  );
  for (const { body } of answers)
    assert.match(body.error.code, /^token\.(changed-meanwhile|clock-not-found|inference-busy)$/);
  assert.equal((await actionsIn(system.database)).filter((one) => one === 'token.adopt-clock').length, 1);
});

testOnEveryEngine('infer: says what cannot be inferred, and why', async (system, t) => {
  const { browser } = await fleet(system, t, [totpRow('T1')]);
  await addMobileToken(system, 'M1');
  const errorOf = (serial: string, otps: unknown) =>
    browser.errorOf('POST', `/tokens/${serial}/infer`, { otps });
  assert.equal(await errorOf('none', ['123456', '123457']), 'token.not-found');
  assert.equal(await errorOf('M1', ['123456', '123457']), 'token.not-activated');
  assert.equal(await errorOf('T1', ['123456', '1234567']), 'token.otps-invalid');
  assert.equal(await errorOf('T1', ['12345a', '123456']), 'token.otps-invalid');
  assert.equal(await errorOf('T1', ['123', '456']), 'token.otps-invalid');
  assert.equal(await errorOf('T1', ['123456']), 'request.malformed');
  assert.equal(await errorOf('T1', Array(4).fill('123456')), 'request.malformed');
  const set = (change: object) =>
    system.database.read.updateTable('tokens').set(change).where('serial', '=', 'T1').execute();
  await set({ type: 'ocra', period_seconds: null });
  assert.equal(await errorOf('T1', ['123456', '123457']), 'token.shows-no-otp');
  await set({ status: 'revoked' });
  assert.equal(await errorOf('T1', ['123456', '123457']), 'token.revoked');
});

testOnEveryEngine(
  'sync-batch: each row its own verdict, in order; what was used is refused afterwards',
  async (system, t) => {
    const { browser } = await fleet(system, t, ['T1', 'T2', 'T3'].map(totpRow));
    const step = stepNow();
    const row = (serial: string, factor: number) => {
      const [otp, nextOtp] = shown(TOTP_SPEC, factor);
      return { serial, otp, nextOtp };
    };
    const rows = [
      row('T1', step + 15),
      row('nobody', step),
      row('T2', step + 9000),
      row('T1', step + 15),
      row('T3', step),
    ];
    const { results } = await browser.ok('POST', '/tokens/sync-batch', { rows });
    assert.deepEqual(
      results.map(({ serial, code }: { serial: string; code: number }) => [serial, code]),
      [
        ['T1', 0],
        ['nobody', codeOfReason('unknown-token')],
        ['T2', 71],
        ['T1', 71],
        ['T3', 0],
      ],
    );
    assert.ok(results.every(({ message }: { message: string }) => message.length > 1));
    assert.equal(await codeAt(system, 'T1', otpOf(TOTP_SPEC, step + 16)), 22);
    assert.equal(await browser.errorOf('POST', '/tokens/sync-batch', { rows: [] }), 'request.malformed');
    const many = Array.from({ length: 1001 }, () => row('T1', step));
    assert.equal(await browser.errorOf('POST', '/tokens/sync-batch', { rows: many }), 'request.malformed');
  },
);

testOnEveryEngine(
  'token-drift: counts enabled time tokens by how far their clock is off',
  async (system, t) => {
    const serials = ['A', 'B', 'C', 'D', 'E', 'F'];
    const { browser } = await fleet(system, t, [...serials.map(totpRow), `H,${SEED_HEX},hotp,sha1,6,`]);
    const set = (serial: string, change: object) =>
      system.database.read.updateTable('tokens').set(change).where('serial', '=', serial).execute();
    await set('A', { last_factor: 5, drift_steps: 1 });
    await set('B', { last_factor: 5, drift_steps: 1 });
    await set('C', { last_factor: 5, drift_steps: -9000 });
    await set('D', { last_factor: 5 });
    await set('E', { last_factor: 5, drift_steps: 77, status: 'disabled' });
    assert.deepEqual(await browser.ok('GET', '/token-drift'), {
      usedCount: 4,
      neverUsedCount: 1,
      meanSeconds: -67485,
      ranges: [
        { fromSeconds: null, toSeconds: -86401, count: 1 },
        { fromSeconds: 0, toSeconds: 0, count: 1 },
        { fromSeconds: 1, toSeconds: 30, count: 2 },
      ],
    });
  },
);

testOnEveryEngine(
  'a process infers so many clocks at a time, and tells the next to come back',
  async (system, t) => {
    const { browser } = await fleet(system, t, [totpRow('T1')]);
    const { promise: end, resolve } = Promise.withResolvers<void>();
    const { slots } = clockWorld(system.context);
    const running = [slots.run(() => end), slots.run(() => end)];
    const otps = shown(TOTP_SPEC, stepNow());
    browser.headers['accept-language'] = 'en';
    for (const path of ['infer', 'adopt']) {
      const { status, body, response } = await browser.call('POST', `/tokens/T1/${path}`, { otps });
      assert.deepEqual([status, body.error.code], [429, 'token.inference-busy']);
      assert.match(body.error.message, /^The clocks of 2 tokens are being inferred.*: try again in 5 s$/);
      assert.equal(response.headers['retry-after'], '5');
    }
    // What needs no search is told as ever.
    assert.equal(await browser.errorOf('POST', '/tokens/T9/infer', { otps }), 'token.not-found');
    resolve();
    await Promise.all(running);
    assert.equal((await browser.ok('POST', '/tokens/T1/infer', { otps })).candidates.length, 1);
  },
);
