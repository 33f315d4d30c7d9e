import assert from 'node:assert/strict';
import {
  OFFLINE_ARGON2ID,
  deriveOfflineSeed,
  encodeBase64Url,
  offlineSeedContext,
  pureJsPrimitives,
} from '@lingpai/algorithms';
import type { Settings } from '@lingpai/contract';
import { cancelDistribution, expireDistributions } from '@lingpai/domain';
import { ADMIN, claim, confirm, distribute, later, refusalOf, verifyOtp } from './activation.ts';
import { nodeArgon2id } from '../src/crypto/argon2id.ts';
import { TestPhone, phoneOtp } from './phone.ts';
import { type TestSystem, addMobileToken, testOnEveryEngine } from './system.ts';
import { userRow } from './user-row.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function tokenRow({ database }: TestSystem, serial: string) {
  return database.read
    .selectFrom('tokens')
    .selectAll()
    .where('serial', '=', serial)
    .executeTakeFirstOrThrow();
}
function distributionRow({ database }: TestSystem, id: number) {
  return database.read.selectFrom('distributions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}
function setPolicy({ context }: TestSystem, change: (settings: Settings) => void) {
  return context.store.transaction(async ({ settings }) => {
    const document = await settings.read();
    change(document);
    await settings.write(document);
  });
}

for (const spec of [{}, { type: 'hotp' }, { hash: 'sm3' }] as const) {
  testOnEveryEngine(
    `claimActivation() and confirmActivation() give a token to a phone: ${JSON.stringify(spec)}`,
    async (system) => {
      const { context } = system;
      await addMobileToken(system, '2600000000012', spec);
      const { qr, distribution, activationCode, activationPassword, siteIsLocal } = await distribute(
        context,
        '2600000000012',
      );
      assert.match(qr, /^http:\/\/localhost:58004\/#\/activate\/1\.[A-Za-z0-9_-]{22}$/);
      assert.deepEqual([activationCode, activationPassword, siteIsLocal], [null, null, true]);
      assert.equal((await tokenRow(system, '2600000000012')).activation, 'distributed');

      const phone = await TestPhone.create();
      const reply = await claim(context, phone, qr);
      const token = await phone.open(qr, reply);
      assert.equal(token.issuer, '总公司');
      assert.equal(token.counter, 0);
      const claimed = await tokenRow(system, '2600000000012');
      assert.equal(claimed.activation, 'claimed');
      assert.equal(claimed.pending_expires_at, reply.confirmBy);
      assert.equal(claimed.sealed_seed, null);

      assert.equal(await refusalOf(confirm(context, qr, '000')), 'activation.otp-wrong');
      const otp = phoneOtp(token, Date.now());
      await confirm(context, qr, otp);
      await confirm(context, qr, otp); // its first answer may have been lost
      const activated = await tokenRow(system, '2600000000012');
      assert.equal(activated.activation, 'activated');
      assert.equal(activated.pending_seed, null);
      const row = await distributionRow(system, distribution.id);
      assert.equal(row.state, 'activated');
      assert.equal(row.claim_reply, null);
      const device = await system.database.read.selectFrom('devices').selectAll().executeTakeFirstOrThrow();
      assert.equal(device.code, phone.deviceCode);
      assert.equal(encodeBase64Url(device.signing_key), phone.signingPublicKey);
      const next =
        token.type === 'hotp' ? phoneOtp({ ...token, counter: 1 }, 0) : phoneOtp(token, Date.now(), -1);
      assert.equal((await verifyOtp(context, '2600000000012', next)).kind, 'accepted');
    },
  );
}

testOnEveryEngine(
  'distributeToken() makes a new seed each time; the former phone is dead once the new one has confirmed',
  async (system) => {
    const { context } = system;
    await addMobileToken(system, '1');
    const activate = async () => {
      const { qr } = await distribute(context, '1');
      const phone = await TestPhone.create();
      return { qr, token: await phone.open(qr, await claim(context, phone, qr)) };
    };
    const first = await activate();
    await confirm(context, first.qr, phoneOtp(first.token, Date.now()));
    const second = await activate();
    assert.notEqual(second.token.seed, first.token.seed);
    assert.equal((await verifyOtp(context, '1', phoneOtp(first.token, Date.now(), -1))).kind, 'accepted');
    await confirm(context, second.qr, phoneOtp(second.token, Date.now()));
    const dead = await verifyOtp(context, '1', phoneOtp(first.token, Date.now()));
    assert.deepEqual(dead, { kind: 'refused', reason: 'no-match' });
  },
);

testOnEveryEngine(
  'distributeToken() supersedes the distribution before it, and its pending seed goes',
  async (system) => {
    const { context } = system;
    await addMobileToken(system, '1');
    const first = await distribute(context, '1');
    const phone = await TestPhone.create();
    const stale = await phone.open(first.qr, await claim(context, phone, first.qr));
    const second = await distribute(context, '1');
    assert.equal((await distributionRow(system, first.distribution.id)).state, 'superseded');
    const token = await tokenRow(system, '1');
    assert.deepEqual([token.activation, token.pending_seed], ['distributed', null]);
    assert.equal(await refusalOf(claim(context, phone, first.qr)), 'activation.ticket-invalid');
    assert.equal(
      await refusalOf(confirm(context, first.qr, phoneOtp(stale, Date.now()))),
      'activation.ticket-invalid',
    );
    await claim(context, phone, second.qr);
  },
);

testOnEveryEngine('distributeToken() refuses what cannot be distributed', async (system) => {
  const { context, database } = system;
  assert.equal(await refusalOf(distribute(context, '1')), 'token.not-found');
  await addMobileToken(system, '1');
  const set = (change: object) => database.read.updateTable('tokens').set(change).execute();
  await set({ kind: 'hardware' });
  assert.equal(await refusalOf(distribute(context, '1')), 'token.not-mobile');
  await set({ kind: 'mobile', status: 'lost' });
  assert.equal(await refusalOf(distribute(context, '1')), 'token.transition-refused');
  await set({ status: 'revoked' });
  assert.equal(await refusalOf(distribute(context, '1')), 'token.revoked');
  await set({ status: 'disabled', digits: 7 });
  assert.equal(
    await refusalOf(distribute(context, '1', { mode: 'offline' })),
    'distribution.profile-unsupported',
  );
  assert.equal(
    await refusalOf(distribute(context, '1', { deviceCode: 'ABCD-EFGH' })),
    'distribution.device-code-invalid',
  );
  await setPolicy(system, (s) => (s.distributionSite.deviceCodeRequired = true));
  assert.equal(await refusalOf(distribute(context, '1')), 'distribution.device-code-needed');
  await setPolicy(
    system,
    (s) => (s.distributionSite = { isEnabled: false, url: '', deviceCodeRequired: false }),
  );
  assert.equal(await refusalOf(distribute(context, '1')), 'distribution.site-disabled');
  const live = await database.read.selectFrom('distributions').selectAll().execute();
  assert.deepEqual(live, []);
});

testOnEveryEngine(
  'distributeToken() leads to the distribution site that is set, and says how long it is valid',
  async (system) => {
    const { context } = system;
    await addMobileToken(system, '1');
    await setPolicy(system, (s) => (s.distributionSite.url = 'https://otp.example.com/site/'));
    const bare = await distribute(context, '1');
    assert.ok(bare.qr.startsWith('https://otp.example.com/site/#/activate/1.'));
    assert.equal(bare.siteIsLocal, false);
    assert.equal(bare.distribution.expiresAt - bare.distribution.createdAt, DAY_MS);
    const random = await distribute(context, '1', { password: 'random' });
    assert.match(random.activationPassword!, /^\d{8}$/);
    assert.equal(random.distribution.expiresAt - random.distribution.createdAt, 7 * DAY_MS);
    assert.equal((await distribute(context, '1', { password: 'default' })).activationPassword, '123456');
  },
);

testOnEveryEngine(
  'distributeToken() offline: code, password and serial alone give the phone the seed',
  async (system) => {
    const { context } = system;
    await addMobileToken(system, 'SN/1');
    const made = await distribute(context, 'SN/1', { mode: 'offline', password: 'random' });
    const code = made.activationCode!;
    assert.equal(made.qr, `http://localhost:58004/#/offline/1.${code.replaceAll('-', '')}.p.SN%2F1`);
    const seedFor = async (deviceCode?: string) => {
      const context = offlineSeedContext({ code, serial: 'SN/1', password: made.activationPassword! });
      const argon2Output = await nodeArgon2id({
        password: context.message,
        salt: context.salt,
        ...OFFLINE_ARGON2ID,
      });
      return deriveOfflineSeed({
        primitives: pureJsPrimitives,
        argon2Output,
        code,
        serial: 'SN/1',
        deviceCode,
      });
    };
    const seed = encodeBase64Url(await seedFor());
    const shown = {
      serial: 'SN/1',
      type: 'totp',
      hash: 'sha1',
      digits: 6,
      periodSeconds: 30,
      ocraSuite: null,
      seed,
      counter: 0,
      issuer: '',
      account: '',
    } as const;
    assert.equal((await tokenRow(system, 'SN/1')).activation, 'distributed');
    assert.equal((await verifyOtp(context, 'SN/1', phoneOtp(shown, Date.now()))).kind, 'accepted');
    assert.equal((await tokenRow(system, 'SN/1')).activation, 'activated');
    assert.equal((await distributionRow(system, made.distribution.id)).state, 'activated');
  },
);

testOnEveryEngine(
  'distributeToken() offline for one phone: another phone derives another seed',
  async (system) => {
    const { context } = system;
    await addMobileToken(system, '1');
    const [phone, other] = [await TestPhone.create(), await TestPhone.create()];
    const made = await distribute(context, '1', {
      mode: 'offline',
      deviceCode: phone.deviceCode.toLowerCase(),
    });
    const code = made.activationCode!;
    assert.ok(made.qr.endsWith('.n.1'));
    const { salt, message } = offlineSeedContext({ code, serial: '1', password: '' });
    const argon2Output = await nodeArgon2id({ password: message, salt, ...OFFLINE_ARGON2ID });
    const otpFor = (deviceCode: string) => {
      const seed = encodeBase64Url(
        deriveOfflineSeed({ primitives: pureJsPrimitives, argon2Output, code, serial: '1', deviceCode }),
      );
      return phoneOtp(
        {
          serial: '1',
          type: 'totp',
          hash: 'sha1',
          digits: 6,
          periodSeconds: 30,
          ocraSuite: null,
          seed,
          counter: 0,
          issuer: '',
          account: '',
        },
        Date.now(),
      );
    };
    assert.equal((await verifyOtp(context, '1', otpFor(other.deviceCode))).kind, 'refused');
    assert.equal((await verifyOtp(context, '1', otpFor(phone.deviceCode))).kind, 'accepted');
  },
);

testOnEveryEngine('claimActivation() serves the phone named in the distribution alone', async (system) => {
  const { context } = system;
  await addMobileToken(system, '1');
  const [phone, other] = [await TestPhone.create(), await TestPhone.create()];
  const { qr } = await distribute(context, '1', { deviceCode: phone.deviceCode });
  assert.equal(await refusalOf(claim(context, other, qr)), 'activation.other-device');
  await claim(context, phone, qr);
});

testOnEveryEngine(
  'expireDistributions() ends what time has ended, and the token is what it was',
  async (system) => {
    const { context } = system;
    for (const serial of ['1', '2', '3', '4']) await addMobileToken(system, serial);
    const phone = await TestPhone.create();
    const unclaimed = await distribute(context, '1');
    const offline = await distribute(context, '2', { mode: 'offline' });
    const unconfirmed = await distribute(context, '3');
    await claim(context, phone, unconfirmed.qr);
    const kept = await distribute(context, '4', { password: 'random' });
    await system.database.read
      .updateTable('tokens')
      .set({ sealed_seed: new Uint8Array(40) })
      .where('serial', '=', '3')
      .execute();

    assert.equal(await expireDistributions(later(context, 31 * MINUTE_MS)), 1);
    assert.equal(await expireDistributions(later(context, 25 * 60 * MINUTE_MS)), 2);
    assert.equal(await expireDistributions(later(context, 25 * 60 * MINUTE_MS)), 0);
    for (const { distribution } of [unclaimed, offline, unconfirmed])
      assert.equal((await distributionRow(system, distribution.id)).state, 'expired');
    assert.equal((await distributionRow(system, kept.distribution.id)).state, 'issued');
    const tokens = await Promise.all(['1', '2', '3', '4'].map((serial) => tokenRow(system, serial)));
    assert.deepEqual(
      tokens.map((token) => token.activation),
      ['undistributed', 'undistributed', 'activated', 'distributed'],
    );
    assert.ok(tokens.every((token) => token.pending_seed === null && token.pending_distribution_id === null));
  },
);

testOnEveryEngine(
  'claimActivation() and confirmActivation() refuse what has lapsed before the job has been there',
  async (system) => {
    const { context } = system;
    await addMobileToken(system, '1');
    const phone = await TestPhone.create();
    const { qr, distribution } = await distribute(context, '1');
    await claim(context, phone, qr);
    const afterwards = later(context, 31 * MINUTE_MS);
    assert.equal(await refusalOf(confirm(afterwards, qr, '123456')), 'activation.expired');
    assert.equal(await refusalOf(claim(afterwards, phone, qr)), 'activation.expired');
    assert.equal((await distributionRow(system, distribution.id)).state, 'expired');
    assert.equal((await tokenRow(system, '1')).activation, 'undistributed');
    assert.equal(await refusalOf(claim(context, phone, qr)), 'activation.expired');
  },
);

testOnEveryEngine(
  'cancelDistribution() kills a distribution that was not activated, and no other',
  async (system) => {
    const { context } = system;
    await addMobileToken(system, '1');
    const phone = await TestPhone.create();
    const { qr, distribution } = await distribute(context, '1');
    const cancel = (serial = '1', id = distribution.id) =>
      cancelDistribution({ serial, distributionId: id, requester: ADMIN }, context);
    assert.equal(await refusalOf(cancel('2')), 'distribution.not-found');
    assert.equal(await refusalOf(cancel('1', 999)), 'distribution.not-found');
    await claim(context, phone, qr);
    await cancel();
    assert.equal(await refusalOf(cancel()), 'distribution.ended');
    assert.equal(await refusalOf(claim(context, phone, qr)), 'activation.ticket-invalid');
    const token = await tokenRow(system, '1');
    assert.deepEqual([token.activation, token.pending_seed], ['undistributed', null]);
  },
);

testOnEveryEngine('claimActivation() tells the phone the login of the only user', async (system) => {
  const { context, database, organizationId } = system;
  const tokenId = await addMobileToken(system, '1');
  const addUser = async (login: string) => {
    const { id } = await database.read
      .insertInto('users')
      .values(userRow({ login, organizationId }))
      .returning('id')
      .executeTakeFirstOrThrow();
    await database.read
      .insertInto('bindings')
      .values({ user_id: id, token_id: tokenId, bound_at: 0 })
      .execute();
  };
  const accountNow = async () => {
    const phone = await TestPhone.create();
    const { qr } = await distribute(context, '1');
    return (await phone.open(qr, await claim(context, phone, qr))).account;
  };
  assert.equal(await accountNow(), '');
  await addUser('li.si');
  assert.equal(await accountNow(), 'li.si');
  await addUser('wang.wu');
  assert.equal(await accountNow(), '');
});
