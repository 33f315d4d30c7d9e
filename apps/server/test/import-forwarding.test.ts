import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '@lingpai/testing';

const LINGPAI = fileURLToPath(new URL('../bin/lingpai.mjs', import.meta.url));
const CSV = '2600000000011,3132333435363738393031323334353637383930,totp,6,30\n';

test('forwardImports() lets any process of a machine answer for an upload', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lingpai-forward-'));
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [LINGPAI, 'serve', '--data', dataDir, '--port', String(port), '--phone-port', '0', '--workers', '3'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const setupTicket = await new Promise<string>((resolve, reject) => {
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const ticket = /#\/setup\/(\S+)/.exec(output)?.[1];
        if (ticket !== undefined) resolve(ticket);
      });
      child.once('exit', () => reject(new Error(output)));
    });
    const base = `http://127.0.0.1:${port}`;
    const call = (path: string, init: Omit<RequestInit, 'headers'> & { headers: Record<string, string> }) =>
      fetch(`${base}${path}`, { ...init, headers: { connection: 'close', ...init.headers } });
    const json = { 'content-type': 'application/json' };
    const setup = await call('/api/v1/setup', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({
        ticket: setupTicket,
        login: 'root',
        password: 'a long passphrase 1',
        organizationName: 'A',
      }),
    });
    assert.equal(setup.status, 200, await setup.clone().text());
    const cookie = setup.headers.getSetCookie()[0]!.split(';')[0]!;
    const { items } = (await (await call('/api/v1/organizations', { headers: { cookie } })).json()) as {
      items: { id: number }[];
    };
    const form = new FormData();
    form.set('organizationId', String(items[0]!.id));
    form.set('enable', 'true');
    form.set('file', new Blob([CSV]), 'tokens.csv');
    const created = await call('/api/v1/imports', { method: 'POST', headers: { cookie }, body: form });
    assert.equal(created.status, 200, await created.clone().text());
    const { id } = (await created.json()) as { id: string };
    // Each connection is a new one, so that every process gets some of them.
    for (let i = 0; i < 12; i += 1)
      assert.equal((await call(`/api/v1/imports/${id}`, { headers: { cookie } })).status, 200);
    const committed = await call(`/api/v1/imports/${id}/commit`, {
      method: 'POST',
      headers: { cookie, ...json },
      body: '{}',
    });
    assert.equal(committed.status, 200, await committed.clone().text());
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  assert.match(
    execFileSync(process.execPath, [LINGPAI, 'audit', 'verify', '--data', dataDir], {
      encoding: 'utf8',
      env: { ...process.env, LANG: 'C' },
    }),
    /intact/,
  );
  rmSync(dataDir, { recursive: true, force: true });
});
