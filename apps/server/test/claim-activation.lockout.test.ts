import assert from 'node:assert/strict';
import { claim, distribute, refusalOf } from './activation.ts';
import { TestPhone } from './phone.ts';
import { addMobileToken, testOnEveryEngine } from './system.ts';

testOnEveryEngine(
  'claimActivation() counts wrong passwords, and burns the ticket at the last',
  async (system) => {
    const { context, database } = system;
    await addMobileToken(system, '1');
    const phone = await TestPhone.create();
    const { qr, activationPassword } = await distribute(context, '1', { password: 'random' });
    for (let i = 0; i < 3; i += 1)
      assert.equal(await refusalOf(claim(context, phone, qr)), 'activation.password-needed');
    const codes = [];
    for (let i = 0; i < 6; i += 1) codes.push(await refusalOf(claim(context, phone, qr, 'wrong')));
    assert.deepEqual(codes, [
      ...Array<string>(4).fill('activation.password-wrong'),
      'activation.locked',
      'activation.locked',
    ]);
    assert.equal(await refusalOf(claim(context, phone, qr, activationPassword!)), 'activation.locked');
    const { activation } = await database.read.selectFrom('tokens').selectAll().executeTakeFirstOrThrow();
    assert.equal(activation, 'undistributed');
  },
);

testOnEveryEngine(
  'claimActivation() grants 50 parallel guesses no more tries than one after the other',
  async (system) => {
    const { context } = system;
    await addMobileToken(system, '1');
    const { qr } = await distribute(context, '1', { password: 'random' });
    const phone = await TestPhone.create();
    const codes = await Promise.all(
      Array.from({ length: 50 }, (_, i) => refusalOf(claim(context, phone, qr, `guess ${i}`))),
    );
    assert.equal(codes.filter((code) => code === 'activation.password-wrong').length, 4);
    assert.equal(codes.filter((code) => code === 'activation.locked').length, 46);
  },
);

testOnEveryEngine('claimActivation() takes full-width digits of a Chinese keyboard', async (system) => {
  const { context } = system;
  await addMobileToken(system, '1');
  const { qr } = await distribute(context, '1', { password: 'default' });
  await claim(context, await TestPhone.create(), qr, '１２３４５６');
});

testOnEveryEngine('claimActivation() refuses keys that are no points of P-256', async (system) => {
  const { context } = system;
  await addMobileToken(system, '1');
  const { qr } = await distribute(context, '1');
  const phone = await TestPhone.create();
  const offCurve = Buffer.alloc(65, 1);
  offCurve[0] = 4;
  for (const bad of [
    offCurve.toString('base64url'),
    Buffer.alloc(33, 2).toString('base64url'),
    'AAAA',
    '!',
  ]) {
    for (const name of ['hpkePublicKey', 'signingPublicKey'] as const) {
      const forged = Object.assign(Object.create(Object.getPrototypeOf(phone)), {
        claim: () => ({ ...phone.claim(qr), [name]: bad }),
      }) as TestPhone;
      assert.equal(await refusalOf(claim(context, forged, qr)), 'activation.key-invalid');
    }
  }
  await claim(context, phone, qr);
});
