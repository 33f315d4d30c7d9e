import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cleanUnfinishedImports } from '@lingpai/domain';
import { importTokenFile, importWorld } from '../src/imports/import-token-file.ts';
import { ADMIN } from './activation.ts';
import { type TestSystem, testOnEveryEngine } from './system.ts';
import { serialOf, tokenCsv } from './token-csv.ts';

function startImport({ dataDir, databaseUrl, organizationId }: TestSystem): ChildProcess {
  const script = fileURLToPath(new URL('import-child.ts', import.meta.url));
  const args = [script, dataDir, databaseUrl ?? '', String(organizationId)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

function hasExited(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

/** Waits until the child has written so many rows. Its output is read to the end, so that it never stalls. */
function rowsWritten(child: ChildProcess, atLeast: number): Promise<void> {
  return new Promise((resolve) => {
    child.stdout!.on('data', (text) => {
      if (Number(String(text).trim().split('\n').at(-1)) >= atLeast) resolve();
    });
  });
}

async function countRows({ database }: TestSystem): Promise<number> {
  const { n } = await database.read
    .selectFrom('tokens')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

async function assertNothingVisible({ context, organizationId }: TestSystem): Promise<void> {
  const { tokens, organizations } = context.store.read;
  assert.deepEqual((await tokens.list({}, { cursor: undefined, limit: 10, nowMs: Date.now() })).items, []);
  assert.equal(await tokens.read(serialOf(1), Date.now()), undefined);
  assert.equal((await organizations.read(organizationId))!.tokenCount, 0);
  const requester = { kind: 'agent', name: 'test', source: '' } as const;
  const outcome = await context.verifier.verify({
    kind: 'otp',
    serial: serialOf(1),
    otp: '123456',
    requester,
  });
  assert.deepEqual(outcome, { kind: 'refused', reason: 'unknown-token' });
}

testOnEveryEngine(
  'importTokens() killed in the middle leaves nothing visible, and the next import starts clean',
  async (system) => {
    const child = startImport(system);
    const exited = hasExited(child);
    await rowsWritten(child, 10_000);
    await assertNothingVisible(system);
    child.kill('SIGKILL');
    await exited;
    assert.ok((await countRows(system)) >= 10_000);
    await assertNothingVisible(system);
    const input = {
      reader: {},
      organizationId: system.organizationId,
      enable: true,
      fileName: 'again.csv',
      isDryRun: false,
      requester: ADMIN,
    };
    const result = await importTokenFile({ ...input, bytes: tokenCsv(3000) }, system.context);
    assert.deepEqual([result.rowsNew, result.rowsDuplicate], [3000, 0]);
    assert.equal(await countRows(system), 3000);
  },
);

testOnEveryEngine(
  'cleanUnfinishedImports() leaves a living import alone, and takes a silent one from its owner',
  async (system) => {
    const { context } = system;
    const child = startImport(system);
    const exited = hasExited(child);
    await rowsWritten(child, 4000);
    assert.equal(await cleanUnfinishedImports(importWorld(context)), 0);
    // As seen 21 s after its last sign of life.
    const later = { ...importWorld(context), clock: { nowMs: () => Date.now() + 21_000 } };
    assert.equal(await cleanUnfinishedImports(later), 1);
    const code = await exited;
    assert.equal(code, 3);
    assert.equal(await countRows(system), 0);
    await assertNothingVisible(system);
  },
);
