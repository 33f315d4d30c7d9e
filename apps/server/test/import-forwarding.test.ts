import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { runCommand, startServer } from '@lingpai/testing';

const CSV = '2600000000011,3132333435363738393031323334353637383930,totp,6,30\n';

test('forwardImports() lets any process of a machine answer for an upload', async () => {
  const place = { dataDir: mkdtempSync(join(tmpdir(), 'lingpai-forward-')), env: { LANG: 'C' } };
  const server = await startServer({ ...place, workers: 3 });
  try {
    const setupTicket = await printedTicket(() => server.output());
    const call = (path: string, init: Omit<RequestInit, 'headers'> & { headers: Record<string, string> }) =>
      fetch(`${server.url}${path}`, { ...init, headers: { connection: 'close', ...init.headers } });
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
    await server.stop();
  }
  assert.match((await runCommand(place, ['audit', 'verify'])).stdout, /intact/);
  rmSync(place.dataDir, { recursive: true, force: true });
});

/** The set-up link is printed right after the server is ready. */
async function printedTicket(output: () => string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const ticket = /#\/setup\/(\S+)/.exec(output())?.[1];
    if (ticket !== undefined) return ticket;
    await delay(50);
  }
  throw new Error(`No set-up link was printed: ${output()}`);
}
