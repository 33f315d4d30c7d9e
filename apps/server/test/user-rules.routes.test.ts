import assert from 'node:assert/strict';
import { actionsIn, openManagement, signedIn } from './management.ts';
import { testOnEveryEngine } from './system.ts';

testOnEveryEngine('what a login of a user is made of is set and shown over REST', async (system, t) => {
  const management = await openManagement(system, t);
  const browser = await signedIn(management);
  const { id: organizationId } = (await browser.ok('GET', '/organizations')).items[0];
  const user = await browser.ok('POST', '/users', { login: 'alice', organizationId });
  const path = `/users/${user.id}`;
  const rulesOf = (one: Record<string, unknown>) =>
    [
      'otpRule',
      'staticPasswordRule',
      'thirdPartyRule',
      'backendId',
      'validFrom',
      'validUntil',
      'accessRules',
    ].map((name) => one[name]);
  assert.deepEqual(rulesOf(user), [null, null, null, null, null, null, null]);
  assert.deepEqual(
    [
      user.staticPasswordSetAt,
      user.staticPasswordMustChange,
      user.hasEmergencyPassword,
      user.emergencyExpiresAt,
    ],
    [null, false, false, null],
  );
  const changed = await browser.ok('PATCH', path, {
    otpRule: 'required',
    thirdPartyRule: 'none',
    validFrom: 5,
    validUntil: 4_000_000_000_000,
    accessRules: [{ addresses: [' 10.0.0.0/8 '] }],
    staticPassword: 'first-1',
    staticPasswordMustChange: true,
  });
  const rule = {
    days: [],
    fromMinute: 0,
    untilMinute: 1440,
    timeZone: 'Asia/Shanghai',
    addresses: ['10.0.0.0/8'],
    agents: [],
  };
  assert.deepEqual(rulesOf(changed), ['required', null, 'none', null, 5, 4_000_000_000_000, [rule]]);
  assert.equal(changed.staticPasswordMustChange, true);
  assert.equal(changed.staticPasswordSetAt, management.clock.nowMs());
  // One of a list of one, and none of all, are told apart from nothing said.
  assert.deepEqual((await browser.ok('PATCH', path, { accessRules: [] })).accessRules, []);
  const cleared = await browser.ok('PATCH', path, {
    otpRule: null,
    thirdPartyRule: null,
    validFrom: null,
    validUntil: null,
    accessRules: null,
    backendId: null,
  });
  assert.deepEqual(rulesOf(cleared), [null, null, null, null, null, null, null]);
  const row = await system.database.read.selectFrom('users').selectAll().executeTakeFirstOrThrow();
  assert.deepEqual(
    [row.valid_from, row.valid_until, row.backend_id, row.access_rules],
    [null, null, null, null],
  );
  assert.equal((await browser.ok('GET', '/users')).items[0].staticPasswordMustChange, true);
});

testOnEveryEngine('rules that cannot be are refused at their field', async (system, t) => {
  const management = await openManagement(system, t);
  const browser = await signedIn(management);
  const { id: organizationId } = (await browser.ok('GET', '/organizations')).items[0];
  const { id } = await browser.ok('POST', '/users', { login: 'alice', organizationId, validUntil: 1000 });
  const { agent } = await browser.ok('POST', '/agents', { name: 'bank' });
  const refusals: [body: object, code: string, field: string][] = [
    [{ validFrom: 1000 }, 'user.validity-invalid', 'validUntil'],
    [{ backendId: 77 }, 'backend.not-found', 'backendId'],
    [{ accessRules: [{ timeZone: 'Nowhere' }] }, 'user.access-rule-invalid', 'accessRules'],
    [{ accessRules: [{}, { addresses: ['10.0.0.0/33'] }] }, 'user.access-rule-invalid', 'accessRules'],
    [{ accessRules: [{ days: [1] }, { addresses: [] }] }, 'user.access-rule-open', 'accessRules'],
    [{ accessRules: [{ fromMinute: 480, untilMinute: 480 }] }, 'user.access-rule-open', 'accessRules'],
    [{ accessRules: [{ agents: ['bank', 'bakn'] }] }, 'user.access-rule-agent-unknown', 'accessRules'],
    [{ staticPasswordMustChange: true }, 'user.static-password-needed', 'staticPassword'],
    [{ staticPassword: 'abc' }, 'user.static-password-refused', 'staticPassword'],
  ];
  for (const [body, code, field] of refusals) {
    const { body: answer } = await browser.call('PATCH', `/users/${id}`, body);
    assert.deepEqual([answer.error?.code, answer.error?.field], [code, field], JSON.stringify(body));
  }
  for (const body of [
    { accessRules: [{ days: [8] }] },
    { accessRules: [{ fromMinute: 1440 }] },
    { otpRule: 'maybe' },
    { accessRules: [{ zone: 'Asia/Shanghai' }] },
  ])
    assert.equal(await browser.errorOf('PATCH', `/users/${id}`, body), 'request.malformed');
  const { body: refused } = await browser.call('PATCH', `/users/${id}`, { staticPassword: 'abc' });
  assert.equal(refused.error.message, '静态密码不符合策略：长度应为 4 到 64 个字符');
  const settings = await browser.ok('GET', '/settings');
  const access = { rules: [{ timeZone: 'Mars/Olympus' }] };
  const wrongZone = await browser.call('PUT', '/settings', { ...settings, access });
  assert.equal(wrongZone.body.error.message.includes('Mars/Olympus'), true);
  assert.equal(wrongZone.body.error.message.includes('Asia/Shanghai'), true);
  const ofNobody = { ...settings, access: { rules: [{ agents: ['bakn'] }] } };
  const { body: unknownAgent } = await browser.call('PUT', '/settings', ofNobody);
  assert.deepEqual(
    [unknownAgent.error.code, unknownAgent.error.field, unknownAgent.error.params],
    ['user.access-rule-agent-unknown', 'access.rules', { name: 'bakn' }],
  );
  const unknownFields: [change: object, field: string][] = [
    [{ acces: { rules: [] } }, 'acces'],
    [{ lockout: { ...settings.lockout, permanentAfterFailure: 5 } }, 'lockout.permanentAfterFailure'],
    [{ access: { rules: [{ zone: 'UTC' }] } }, 'access.rules.0.zone'],
  ];
  for (const [change, field] of unknownFields) {
    const { body } = await browser.call('PUT', '/settings', { ...settings, ...change });
    assert.deepEqual([body.error?.code, body.error?.field], ['request.malformed', field]);
  }
  const kept = await browser.ok('PUT', '/settings', {
    ...settings,
    access: { rules: [{ agents: ['bank'] }] },
  });
  assert.deepEqual(kept.access.rules[0].agents, ['bank']);
  assert.equal(kept.access.rules[0].untilMinute, 1440);
  // What they name stays, so rules that stay as they are keep nobody from changing others.
  assert.equal(await browser.errorOf('DELETE', `/agents/${agent.id}`), 'agent.in-use');
  await browser.ok('PUT', '/settings', { ...kept, binding: { ...kept.binding, maxTokensPerUser: 6 } });
});

testOnEveryEngine(
  'an emergency password is issued, shown once, replaced, and withdrawn',
  async (system, t) => {
    const management = await openManagement(system, t);
    const browser = await signedIn(management);
    const { id: organizationId } = (await browser.ok('GET', '/organizations')).items[0];
    const { id } = await browser.ok('POST', '/users', { login: 'alice', organizationId });
    const path = `/users/${id}/emergency-password`;
    const nowMs = management.clock.nowMs();
    const { response, body } = await browser.call('POST', path, { validHours: 2, maxUses: 3 });
    assert.equal(response.headers['cache-control'], 'no-store');
    assert.deepEqual([body.expiresAt, body.maxUses], [nowMs + 7_200_000, 3]);
    const user = await browser.ok('GET', `/users/${id}`);
    assert.deepEqual(
      [user.hasEmergencyPassword, user.emergencyExpiresAt, user.emergencyUsesLeft],
      [true, nowMs + 7_200_000, 3],
    );
    const again = await browser.ok('POST', path, {});
    assert.notEqual(again.password, body.password);
    assert.deepEqual([again.expiresAt, again.maxUses], [nowMs + 24 * 3_600_000, null]);
    assert.equal(await browser.errorOf('POST', path, { validHours: 73 }), 'user.emergency-too-long');
    assert.equal(await browser.errorOf('POST', path, { validHours: 0 }), 'request.malformed');
    assert.equal(await browser.errorOf('POST', '/users/999/emergency-password', {}), 'user.not-found');
    assert.equal((await browser.ok('DELETE', path)).hasEmergencyPassword, false);
    assert.equal(await browser.errorOf('DELETE', path), 'user.emergency-none');
    const row = await system.database.read.selectFrom('users').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([row.emergency_digest, row.emergency_length], [null, 0]);
    const actions = (await actionsIn(system.database)).filter((action) => action.includes('emergency'));
    assert.deepEqual(actions, ['user.emergency-issue', 'user.emergency-issue', 'user.emergency-withdraw']);
    const written = JSON.stringify(
      await system.database.read.selectFrom('audit_events').selectAll().execute(),
    );
    for (const { password } of [body, again]) assert.ok(!written.includes(password));
  },
);
