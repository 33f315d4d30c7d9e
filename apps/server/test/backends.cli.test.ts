import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { backendSecretContext, createBackend } from '@lingpai/domain';
import { rotateDataKey } from '../src/operations/rotate-data-key.ts';
import { cliOn, fillData, tempFolder } from './cli.ts';
import { composeForTest } from './compose-for-test.ts';

const SECRET = 'a-very-secret-Secret';
const REQUESTER = { kind: 'cli', name: 'test', source: '' } as const;

test('lingpai backend manages back-ends; secrets come from files and are never shown', async (t) => {
  const folder = tempFolder(t);
  const server = createServer((_, response) => response.end('{"accepted": true}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const cli = cliOn(join(folder, 'data'));
  await fillData(cli.dataDir);
  const [secretFile, passwordFile] = [join(folder, 'secret'), join(folder, 'password')];
  writeFileSync(secretFile, `${SECRET}\n`);
  writeFileSync(passwordFile, 'right-1\n');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const added = await cli.json(
    'backend',
    'add',
    'SSO',
    '--http',
    url,
    '--secret-file',
    secretFile,
    '--deadline-ms',
    '2000',
  );
  assert.deepEqual([added['kind'], added['isDefault'], added['hasSecret']], ['http', true, true]);
  assert.ok(!JSON.stringify(added).includes(SECRET));
  const wrong = await cli.ok(
    'backend',
    'add',
    'AD',
    '--ldap',
    'ldaps://dc.example.com',
    '--search-filter',
    '(uid={login}',
    '--disabled',
  );
  assert.match(wrong.stderr, /filter is not valid/);
  assert.match(
    (await cli.ok('backend', 'list')).stdout,
    /^AD\tldap\tdisabled\t\tfilter-wrong\nSSO\thttp\tenabled\tdefault\t\n$/,
  );
  const tested = await cli.json('backend', 'test', 'sso', 'zhang', '--password-file', passwordFile);
  assert.deepEqual([tested['verdict'], tested['reason']], ['right', 'accepted']);
  const unavailable = await cli.run(['backend', 'test', 'AD', 'zhang', '--password-file', passwordFile]);
  assert.deepEqual([unavailable.exitCode, /filter is not valid/.test(unavailable.stdout)], [1, true]);
  await cli.ok('backend', 'enable', 'AD');
  await cli.ok('backend', 'set-default', 'AD');
  await cli.ok('backend', 'disable', 'SSO');
  assert.match(
    (await cli.ok('backend', 'list')).stdout,
    /^AD\tldap\tenabled\tdefault\tfilter-wrong\nSSO\thttp\tdisabled\t\t\n$/,
  );
  await cli.ok('backend', 'delete', 'AD');
  assert.match(await cli.refused('backend', 'show', 'AD'), /no such back-end/);
  assert.equal((await cli.run(['backend', 'add', 'x'])).exitCode, 2);
  assert.equal((await cli.run(['backend', 'add', 'x', '--http', url, '--ldap', 'ldap://a'])).exitCode, 2);
  assert.equal((await cli.run(['backend', 'add', 'x', '--http', 'nonsense'])).exitCode, 2);
});

test('rotateDataKey() seals the secrets of back-ends anew', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lingpai-rotate-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const composed = await composeForTest(dataDir, undefined);
  t.after(() => composed.close());
  const world = { ...composed.context, findFault: () => undefined };
  const radius = {
    servers: ['127.0.0.1'],
    nasIdentifier: 'x',
    resendAfterMs: 700,
    isMessageAuthenticatorOptional: false,
    deadlineMs: 3000,
    openAfterFailures: 5,
    pauseSeconds: 10,
    maxInFlight: 64,
  };
  const before = await createBackend({ name: 'a', radius, secret: SECRET, requester: REQUESTER }, world);
  const { signal } = new AbortController();
  const ignore = () => undefined;
  const report = await rotateDataKey(
    { requester: REQUESTER, signal, onStage: ignore, onProgress: ignore },
    composed,
  );
  assert.deepEqual([report.resealed, report.unreadable], [1, 0]);
  const after = await composed.context.store.read.backends.find(before.id);
  assert.notDeepEqual(after!.sealedSecret, before.sealedSecret);
  const secret = composed.vault.open(backendSecretContext(before.id), after!.sealedSecret!);
  assert.equal(Buffer.from(secret).toString(), SECRET);
});
