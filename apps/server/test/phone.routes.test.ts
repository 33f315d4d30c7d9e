import assert from 'node:assert/strict';
import { createHttp } from '../src/http/app.ts';
import { distributionRoutes } from '../src/http/distributions.routes.ts';
import { registerPhoneApi } from '../src/http/phone-api.ts';
import { ADMIN } from './activation.ts';
import { TestPhone, phoneOtp, ticketOf } from './phone.ts';
import { type TestSystem, addMobileToken, testOnEveryEngine } from './system.ts';

async function openApps({ context }: TestSystem) {
  const options = { tls: undefined, trustProxy: undefined, logFailure: () => undefined };
  const [centre, phones] = [createHttp(options), createHttp(options)];
  distributionRoutes(centre, context, { requesterOf: () => ADMIN });
  await registerPhoneApi(phones, context);
  return { centre, phones };
}

testOnEveryEngine('the routes take a token from distribution to activation', async (system) => {
  const { centre, phones } = await openApps(system);
  await addMobileToken(system, '1');
  const url = '/api/v1/tokens/1/distributions';
  const made = await centre.inject({ method: 'POST', url, payload: { mode: 'online', password: 'random' } });
  assert.equal(made.statusCode, 200, made.body);
  assert.equal(made.headers['cache-control'], 'no-store');
  const { qr, activationPassword, distribution } = made.json();
  assert.deepEqual(
    [distribution.state, distribution.hasPassword, distribution.triesLeft],
    ['issued', true, 5],
  );

  const time = (await phones.inject('/phone/v1/time')).json();
  assert.ok(Math.abs(time.nowMs - Date.now()) < 60_000);
  const phone = await TestPhone.create();
  const post = (path: string, payload: object) =>
    phones.inject({ method: 'POST', url: `/phone/v1/${path}`, payload });
  const needed = await post('activations', phone.claim(qr));
  assert.deepEqual([needed.statusCode, needed.json().error.code], [401, 'activation.password-needed']);
  const wrong = await post('activations', { ...phone.claim(qr), password: '0' });
  assert.deepEqual([wrong.statusCode, wrong.json().error.params], [403, { tries: 4 }]);
  const claimed = await post('activations', { ...phone.claim(qr), password: activationPassword });
  assert.equal(claimed.statusCode, 200, claimed.body);
  const token = await phone.open(qr, claimed.json());
  const confirmed = await post('activations/confirm', {
    ticket: ticketOf(qr),
    otp: phoneOtp(token, Date.now()),
  });
  assert.equal(confirmed.statusCode, 200, confirmed.body);

  const again = (
    await centre.inject({ method: 'POST', url, payload: { mode: 'online', password: 'none' } })
  ).json();
  const detail = await centre.inject({ method: 'DELETE', url: `${url}/${again.distribution.id}` });
  assert.equal(detail.statusCode, 200, detail.body);
  assert.equal(detail.json().activation, 'activated');
  assert.equal(detail.json().distribution.state, 'cancelled');
});

testOnEveryEngine(
  'the phone routes slow down an address that tries too much, and only that one',
  async (system) => {
    const { phones } = await openApps(system);
    const payload = { ticket: 'A'.repeat(22), otp: '123456' };
    const call = (remoteAddress: string) =>
      phones.inject({ method: 'POST', url: '/phone/v1/activations/confirm', payload, remoteAddress });
    const codes = new Set<string>();
    for (let i = 0; i < 80; i += 1) codes.add((await call('192.0.2.1')).json().error.code);
    assert.deepEqual([...codes], ['activation.ticket-invalid', 'request.too-many']);
    assert.equal((await call('192.0.2.2')).json().error.code, 'activation.ticket-invalid');
  },
);
