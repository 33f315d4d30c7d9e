import assert from 'node:assert/strict';
import { runCommand } from '@lingpai/testing';
import { openManagement, signedIn } from './management.ts';
import { type TestSystem, testOnEveryEngine } from './system.ts';

/** Access rules name agents: what happens to the rules when such an agent gets another name, or goes. */
const command = ({ dataDir, databaseUrl }: TestSystem, ...args: string[]) =>
  runCommand({ dataDir, databaseUrl, env: { LINGPAI_MASTER_KEY: '11'.repeat(32), LANG: 'en' } }, args);

testOnEveryEngine('access rules follow an agent that gets another name', async (system, t) => {
  const management = await openManagement(system, t);
  const boss = await signedIn(management);
  const { agent } = await boss.ok('POST', '/agents', { name: 'bank "A" \\ 网银' });
  await boss.ok('POST', '/agents', { name: 'vpn' });
  const rule = { agents: [agent.name, 'vpn'], addresses: ['10.0.0.0/8'] };
  const { organizationId } = system;
  const user = await boss.ok('POST', '/users', {
    login: 'zhang',
    organizationId,
    accessRules: [rule, { days: [6] }],
  });
  const other = await boss.ok('POST', '/users', {
    login: 'li',
    organizationId,
    accessRules: [{ agents: ['vpn'] }],
  });
  const settings = await boss.ok('GET', '/settings');
  const rules = [{ ...user.accessRules[0], agents: [agent.name] }];
  await boss.ok('PUT', '/settings', { ...settings, access: { rules } });

  await boss.ok('PATCH', `/agents/${agent.id}`, { name: 'bank', allow: ['10.0.0.1'] });
  const { accessRules } = await boss.ok('GET', `/users/${user.id}`);
  assert.deepEqual(accessRules, [{ ...user.accessRules[0], agents: ['bank', 'vpn'] }, user.accessRules[1]]);
  assert.deepEqual((await boss.ok('GET', `/users/${other.id}`)).accessRules, other.accessRules);
  assert.deepEqual((await boss.ok('GET', '/settings')).access.rules, [{ ...rules[0], agents: ['bank'] }]);
  const { items } = await boss.ok('GET', '/audit?action=agent.update');
  assert.deepEqual(items[0].detail, {
    name: 'bank "A" \\ 网银',
    newName: 'bank',
    rulesOfUsers: 1,
    rulesOfSettings: true,
    allow: '10.0.0.1',
  });

  const renamed = await command(system, 'agent', 'set', 'bank', '--name', 'E-Bank');
  assert.equal(renamed.exitCode, 0, renamed.stderr);
  assert.match(renamed.stdout, /E-Bank/);
  assert.deepEqual((await boss.ok('GET', '/settings')).access.rules[0].agents, ['E-Bank']);
  // A document that was read before brings the old name back: it names nobody any more.
  const old = { ...settings, access: { rules } };
  assert.equal(await boss.errorOf('PUT', '/settings', old), 'user.access-rule-agent-unknown');
});

testOnEveryEngine('an agent that access rules name is not deleted', async (system, t) => {
  const management = await openManagement(system, t);
  const boss = await signedIn(management);
  const { agent } = await boss.ok('POST', '/agents', { name: 'bank' });
  const { organizationId } = system;
  const accessRules = [{ agents: ['bank'] }];
  const ids: number[] = [];
  for (const login of ['f', 'e', 'd', 'c', 'b', 'a'])
    ids.push((await boss.ok('POST', '/users', { login, organizationId, accessRules })).id);
  const path = `/agents/${agent.id}`;

  boss.headers['accept-language'] = 'en';
  const refused = await boss.call('DELETE', path);
  assert.equal(refused.status, 409);
  assert.equal(refused.body.error.code, 'agent.in-use');
  assert.equal(
    refused.body.error.message,
    'Access rules name agent "bank" (users, 6: a, b, c, d, e …): take it out of them first',
  );
  const byCommand = await command(system, 'agent', 'remove', 'bank');
  assert.equal(byCommand.exitCode, 1);
  assert.match(byCommand.stderr, /users, 6: a, b, c, d, e …/);

  const settings = await boss.ok('GET', '/settings');
  const { accessRules: complete } = await boss.ok('GET', `/users/${ids[0]}`);
  await boss.ok('PUT', '/settings', { ...settings, access: { rules: complete } });
  boss.headers['accept-language'] = 'zh-CN';
  const both = await boss.call('DELETE', path);
  assert.match(both.body.error.message, /基础配置和 6 个用户：a, b, c, d, e …/);
  for (const id of ids) await boss.ok('PATCH', `/users/${id}`, { accessRules: null });
  assert.match((await boss.call('DELETE', path)).body.error.message, /（基础配置）/);
  await boss.ok('PUT', '/settings', { ...settings, access: { rules: [] } });
  const removed = await command(system, 'agent', 'remove', 'BANK');
  assert.equal(removed.exitCode, 0, removed.stderr);
  assert.deepEqual((await boss.ok('GET', '/agents')).items, []);
});

testOnEveryEngine(
  'a rule cannot come to name an agent that is deleted at the same time',
  async (system, t) => {
    const management = await openManagement(system, t);
    const boss = await signedIn(management);
    const { organizationId } = system;
    const { id } = await boss.ok('POST', '/users', { login: 'zhang', organizationId });
    for (let round = 0; round < 8; round += 1) {
      const { agent } = await boss.ok('POST', '/agents', { name: `agent-${round}` });
      const [ruled, deleted] = await Promise.all([
        boss.call('PATCH', `/users/${id}`, { accessRules: [{ agents: [agent.name] }] }),
        boss.call('DELETE', `/agents/${agent.id}`),
      ]);
      assert.deepEqual([ruled.status, deleted.status], ruled.status === 200 ? [200, 409] : [400, 204]);
      await boss.ok('PATCH', `/users/${id}`, { accessRules: null });
    }
    assert.deepEqual(management.failures, []);
  },
);
