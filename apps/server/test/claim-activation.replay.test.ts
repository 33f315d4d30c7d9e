import assert from 'node:assert/strict';
import { claim, distribute, refusalOf } from './activation.ts';
import { TestPhone } from './phone.ts';
import { addMobileToken, testOnEveryEngine } from './system.ts';

testOnEveryEngine('claimActivation() lets exactly one of 50 phones win a ticket', async (system) => {
  const { context, database } = system;
  await addMobileToken(system, '1');
  const { qr } = await distribute(context, '1');
  const phones = await Promise.all(Array.from({ length: 50 }, () => TestPhone.create()));
  const results = await Promise.all(
    phones.map(async (phone) => {
      const call = claim(context, phone, qr);
      const code = await refusalOf(call);
      return { phone, code, reply: code === 'none' ? await call : undefined };
    }),
  );
  const winners = results.filter(({ code }) => code === 'none');
  assert.equal(winners.length, 1);
  assert.ok(results.every(({ code }) => code === 'none' || code === 'activation.used'));
  const { phone, reply } = winners[0]!;
  const { seed } = await phone.open(qr, reply!);
  const row = await database.read.selectFrom('tokens').selectAll().executeTakeFirstOrThrow();
  const stored = context.vault.open({ purpose: 'token-seed', recordId: '1' }, row.pending_seed!);
  assert.equal(Buffer.from(stored).toString('base64url'), seed);
});

testOnEveryEngine(
  'claimActivation() gives the same phone the same answer, and no other phone any',
  async (system) => {
    const { context } = system;
    await addMobileToken(system, '1');
    const { qr, activationPassword } = await distribute(context, '1', { password: 'random' });
    const [phone, other] = [await TestPhone.create(), await TestPhone.create()];
    const first = await claim(context, phone, qr, activationPassword!);
    const again = await Promise.all(Array.from({ length: 10 }, () => claim(context, phone, qr)));
    for (const reply of again) {
      assert.equal(reply.enc, first.enc);
      assert.equal(reply.ciphertext, first.ciphertext);
      assert.equal(reply.confirmBy, first.confirmBy);
    }
    assert.equal(await refusalOf(claim(context, other, qr, activationPassword!)), 'activation.used');
    // The signing key of one phone and the HPKE key of another: not the same phone.
    const mixed = Object.assign(Object.create(Object.getPrototypeOf(phone)), phone, {
      claim: () => ({ ...phone.claim(qr), hpkePublicKey: other.hpkePublicKey }),
    }) as TestPhone;
    assert.equal(await refusalOf(claim(context, mixed, qr)), 'activation.used');
    await assert.rejects(other.open(qr, first));
  },
);
