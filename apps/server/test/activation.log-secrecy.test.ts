import assert from 'node:assert/strict';
import { claim, confirm, distribute, refusalOf } from './activation.ts';
import { TestPhone, phoneOtp, ticketOf } from './phone.ts';
import { addMobileToken, testOnEveryEngine } from './system.ts';

testOnEveryEngine(
  'distribution and activation leave no ticket, code, password or seed in any table',
  async (system) => {
    const { context, database } = system;
    for (const serial of ['1', '2']) await addMobileToken(system, serial);
    const online = await distribute(context, '1', { password: 'random' });
    const offline = await distribute(context, '2', { mode: 'offline', password: 'random' });
    const phone = await TestPhone.create();
    await refusalOf(claim(context, phone, online.qr, 'wrong-password'));
    const token = await phone.open(
      online.qr,
      await claim(context, phone, online.qr, online.activationPassword!),
    );
    const otp = phoneOtp(token, Date.now());
    await confirm(context, online.qr, otp);
    const tables = ['tokens', 'distributions', 'devices', 'audit_events', 'audit_subjects'] as const;
    const rows = await Promise.all(
      tables.map((name) => database.read.selectFrom(name).selectAll().execute()),
    );
    const stored = JSON.stringify(rows, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    const secrets = [
      ticketOf(online.qr),
      Buffer.from(ticketOf(online.qr), 'base64url').toString('latin1'),
      online.activationPassword!,
      offline.activationPassword!,
      offline.activationCode!,
      offline.activationCode!.replaceAll('-', ''),
      token.seed,
      Buffer.from(token.seed, 'base64url').toString('latin1'),
      'wrong-password',
      `"${otp}"`,
    ];
    for (const secret of secrets) assert.ok(!stored.includes(JSON.stringify(secret).slice(1, -1)));
    const actions = await database.read
      .selectFrom('audit_events')
      .select(['action', 'succeeded'])
      .orderBy('id')
      .execute();
    assert.deepEqual(actions.map(({ action, succeeded }) => `${action} ${succeeded}`).sort(), [
      'token.activate 1',
      'token.claim 0',
      'token.claim 1',
      'token.distribute 1',
      'token.distribute 1',
    ]);
  },
);
