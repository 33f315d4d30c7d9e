import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { LdapConfig } from '@lingpai/contract';
import { freePort, makeCertificate, startSlapd } from '@lingpai/testing';
import { LdapBackend } from '../src/index.ts';
import { ask, ldapConfig } from './back-ends.ts';

const PEOPLE = [
  { login: 'zhang', password: 'right-1' },
  { login: '张 伟, 研发*', password: '密码 2' },
  { login: 'twin', password: 'twin-1' },
  { login: 'twin', password: 'twin-2', unit: 'others' },
];
// Simple binds need TLS: so a password that travels in clear is refused by the server itself.
const slapd = await startSlapd(PEOPLE, ['security simple_bind=128']);
after(() => slapd.stop());

const SEARCH = { searchName: slapd.rootName, searchFilter: '(&(objectClass=person)(uid={login}))' };
const DIRECT = { bindName: `uid={login},ou=people,${slapd.base}` };
const config = (change: Partial<LdapConfig>) =>
  ldapConfig({ urls: [slapd.tlsUrl], caPem: slapd.caPem, ...change });
const searching = (change: Partial<LdapConfig> = {}, password = slapd.rootPassword) =>
  new LdapBackend(config({ ...SEARCH, ...change }), password);
const direct = (change: Partial<LdapConfig> = {}) => new LdapBackend(config({ ...DIRECT, ...change }), '');

for (const urls of [[slapd.tlsUrl], [slapd.url]])
  for (const [way, backend] of [
    ['search', searching({ urls })],
    ['direct bind', direct({ urls })],
  ] as const)
    test(`LdapBackend tells right from wrong (${way}, ${urls[0] === slapd.url ? 'StartTLS' : 'ldaps'})`, async () => {
      for (const { login, password } of PEOPLE.slice(0, 2)) {
        assert.equal((await ask(backend, { login, password })).verdict, 'right', login);
        assert.equal((await ask(backend, { login, password: `${password}x` })).verdict, 'wrong', login);
      }
      assert.equal((await ask(backend, { login: 'nobody', password: 'right-1' })).verdict, 'wrong');
    });

test('LdapBackend never sends an empty password, which would be an anonymous bind that succeeds', async () => {
  for (const backend of [searching(), direct()])
    assert.deepEqual(await ask(backend, { login: 'zhang', password: '' }), {
      verdict: 'wrong',
      reason: 'password-empty',
    });
});

test('LdapBackend takes nothing in a login for syntax', async () => {
  for (const login of [
    '*',
    'zhang*',
    '*)(uid=*',
    'zhang)(|(uid=*',
    'x)(uid=zhang',
    `zhang,ou=people,${slapd.base}`,
    String.raw`\7ahang`,
    'zhang\0',
  ])
    for (const backend of [searching(), direct()])
      assert.equal((await ask(backend, { login, password: 'right-1' })).verdict, 'wrong', login);
});

test('LdapBackend refuses a login that several entries have', async () => {
  for (const password of ['twin-1', 'twin-2'])
    assert.deepEqual(await ask(searching(), { login: 'twin', password }), {
      verdict: 'wrong',
      reason: 'user-ambiguous',
    });
  const inOneUnit = searching({ searchBase: `ou=others,${slapd.base}` });
  assert.equal((await ask(inOneUnit, { login: 'twin', password: 'twin-2' })).verdict, 'right');
});

test('LdapBackend says that a filter is wrong, without asking anybody', async () => {
  for (const searchFilter of ['(uid={login}', '(uid=zhang)', '({login})'])
    assert.deepEqual(
      await ask(searching({ searchFilter, urls: ['ldap://127.0.0.1:1'] }), {
        login: 'zhang',
        password: 'right-1',
      }),
      {
        verdict: 'filter-wrong',
        reason: 'filter-wrong',
      },
    );
});

test('LdapBackend says what is wrong with its settings, and never that the password is', async () => {
  const query = { login: 'zhang', password: 'right-1' };
  const reasonOf = async (backend: LdapBackend) => {
    const { verdict, reason } = await ask(backend, query);
    assert.equal(verdict, 'unavailable');
    return reason;
  };
  assert.equal(await reasonOf(searching({}, 'wrong')), 'search-account-refused');
  assert.equal(await reasonOf(searching({}, '')), 'secret-missing');
  assert.equal(await reasonOf(searching({ searchName: 'no name' })), 'search-account-refused');
  assert.equal(await reasonOf(searching({ searchBase: 'dc=elsewhere,dc=com' })), 'search-refused');
  assert.equal(await reasonOf(direct({ bindName: 'uid={login},nonsense' })), 'bind-name-wrong');
  assert.equal(await reasonOf(direct({ urls: [slapd.url], security: 'plain' })), 'server-failed');
  assert.equal(
    await reasonOf(direct({ urls: [`ldap://127.0.0.1:${await freePort()}`] })),
    'connection-refused',
  );
  assert.equal(await reasonOf(direct({ urls: ['ldaps://no-such-host.invalid'] })), 'host-unknown');
});

test('LdapBackend trusts the given authority alone, and the name in the certificate', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lingpai-ca-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const otherCa = readFileSync(makeCertificate(folder).caFile, 'utf8');
  const query = { login: 'zhang', password: 'right-1' };
  for (const urls of [[slapd.tlsUrl], [slapd.url]])
    for (const caPem of [otherCa, ''])
      assert.deepEqual(await ask(direct({ urls, caPem }), query), {
        verdict: 'unavailable',
        reason: 'tls-failed',
      });
  // The same address by other names: one is in the certificate, one is not.
  for (const [host, reason] of [
    ['localhost', 'accepted'],
    ['127.1', 'tls-failed'],
  ] as const)
    for (const url of [slapd.tlsUrl, slapd.url])
      assert.equal(
        (await ask(direct({ urls: [url.replace('127.0.0.1', host)] }), query)).reason,
        reason,
        host,
      );
});

test('LdapBackend asks the next server when one is down', async () => {
  const down = `ldap://127.0.0.1:${await freePort()}`;
  const backend = direct({ urls: [down, slapd.tlsUrl] });
  for (let time = 0; time < 2; time += 1)
    assert.equal((await ask(backend, { login: 'zhang', password: 'right-1' })).verdict, 'right');
});

test('LdapBackend is unavailable while its server hangs or is gone, and comes back with it', async () => {
  const backend = searching();
  const query = { login: 'zhang', password: 'right-1' };
  slapd.pause();
  assert.deepEqual(await ask(backend, query, 300), { verdict: 'unavailable', reason: 'timed-out' });
  slapd.resume();
  assert.equal((await ask(backend, query)).verdict, 'right');
  await slapd.kill();
  assert.deepEqual(await ask(backend, query), { verdict: 'unavailable', reason: 'connection-refused' });
  await slapd.restart();
  assert.equal((await ask(backend, query)).verdict, 'right');
  assert.equal((await ask(backend, { ...query, password: 'x' })).verdict, 'wrong');
});
