import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cleanUnfinishedImports } from '@lingpai/domain';
import { findCounterMismatches } from '@lingpai/storage';
import { type ImportTokenFileInput, importTokenFile, importWorld } from '../src/imports/import-token-file.ts';
import { ADMIN, refusalOf } from './activation.ts';
import { type TestSystem, testOnEveryEngine } from './system.ts';
import { serialOf, tokenCsv } from './token-csv.ts';
import { userRow } from './user-row.ts';

/** What an import binds to users is bound in pieces, hidden until the end. */
const ROWS = 4500;
const LAST_USER = `user-${ROWS}`;

async function addUsers({ database, organizationId }: TestSystem, count: number): Promise<void> {
  for (let from = 1; from <= count; from += 1000)
    await database.read
      .insertInto('users')
      .values(
        Array.from({ length: Math.min(1000, count + 1 - from) }, (_, n) =>
          userRow({ login: `user-${from + n}`, organizationId }),
        ),
      )
      .execute();
  await database.read.updateTable('organizations').set({ user_count: count }).execute();
}

function importFile(system: TestSystem, change: Partial<ImportTokenFileInput> = {}) {
  const input = {
    bytes: tokenCsv(ROWS, { userOf: (index) => `user-${index}` }),
    reader: {},
    organizationId: system.organizationId,
    enable: true,
    fileName: 'tokens.csv',
    isDryRun: false,
    requester: ADMIN,
  };
  return importTokenFile({ ...input, ...change }, system.context);
}

/** What a login with any six digits hears. */
async function reasonFor({ context }: TestSystem, login: string): Promise<string> {
  const requester = { kind: 'agent', name: 'test', source: '' } as const;
  const outcome = await context.verifier.verify({ kind: 'auth', login, password: '000000', requester });
  return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
}

async function tokensOf({ database, context }: TestSystem, login: string): Promise<readonly string[]> {
  const { id } = await database.read
    .selectFrom('users')
    .select('id')
    .where('login', '=', login)
    .executeTakeFirstOrThrow();
  const user = await context.store.read.users.read(id, Date.now());
  return user!.tokens.map(({ serial }) => serial);
}

async function countOf({ database }: TestSystem, table: 'bindings' | 'import_bindings' | 'tokens') {
  const { n } = await database.read
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

async function assertNothingLeft(system: TestSystem): Promise<void> {
  for (const table of ['bindings', 'import_bindings', 'tokens'] as const)
    assert.equal(await countOf(system, table), 0, table);
  const busy = await system.database.read
    .selectFrom('users')
    .select('id')
    .where('token_count', '<>', 0)
    .execute();
  assert.deepEqual(busy, []);
  assert.deepEqual(await findCounterMismatches(system.database), []);
}

testOnEveryEngine(
  'importTokens() binds in pieces, lets others log in between them, and shows all at once',
  async (system) => {
    await addUsers(system, ROWS);
    const order: string[] = [];
    const bound: number[] = [];
    let login: Promise<void> | undefined;
    const result = await importFile(system, {
      onProgress: ({ rowsBoundYet }) => {
        if (rowsBoundYet > 0) bound.push(rowsBoundYet);
        login ??=
          rowsBoundYet > 0
            ? reasonFor(system, 'user-1').then((reason) => void order.push(reason))
            : undefined;
      },
    });
    order.push('imported');
    await login;
    // Bound with the first piece, and hidden: he has no token yet.
    assert.deepEqual(order, ['no-token', 'imported']);
    assert.deepEqual(bound, [2000, 4000, ROWS, ROWS]);
    assert.deepEqual([result.rowsBound, result.isWritten], [ROWS, true]);
    assert.equal(await reasonFor(system, 'user-1'), 'no-match');
    assert.equal(await reasonFor(system, LAST_USER), 'no-match');
    assert.deepEqual(await tokensOf(system, 'user-1'), [serialOf(1)]);
    assert.equal(await countOf(system, 'import_bindings'), 0);
    assert.deepEqual(await findCounterMismatches(system.database), []);
  },
);

testOnEveryEngine('importTokens() cancelled between two pieces takes every binding back', async (system) => {
  await addUsers(system, ROWS);
  const abort = new AbortController();
  const importing = importFile(system, {
    signal: abort.signal,
    onProgress: ({ rowsBoundYet }) => {
      if (rowsBoundYet >= 2000) abort.abort();
    },
  });
  assert.equal(await refusalOf(importing), 'import.cancelled');
  await assertNothingLeft(system);
});

testOnEveryEngine(
  'importTokens() killed between two pieces shows nothing, and the next import takes every binding back',
  async (system) => {
    await addUsers(system, ROWS);
    const child = startImport(system);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    await rowsBound(child, 2000);
    assert.equal(await reasonFor(system, 'user-1'), 'no-token');
    child.kill('SIGKILL');
    await exited;
    assert.equal(await countOf(system, 'bindings'), 2000);
    assert.equal(await countOf(system, 'import_bindings'), ROWS - 2000);
    assert.deepEqual(await tokensOf(system, 'user-1'), []);
    assert.equal(await reasonFor(system, 'user-1'), 'no-token');
    assert.deepEqual(await findCounterMismatches(system.database), []);
    assert.equal(await cleanUnfinishedImports(importWorld(system.context)), 1);
    await assertNothingLeft(system);
    assert.equal((await importFile(system)).rowsBound, ROWS);
    assert.deepEqual(await tokensOf(system, LAST_USER), [serialOf(ROWS)]);
  },
);

function startImport({ dataDir, databaseUrl, organizationId }: TestSystem): ChildProcess {
  const script = fileURLToPath(new URL('import-child.ts', import.meta.url));
  const args = [script, dataDir, databaseUrl ?? '', String(organizationId), String(ROWS)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Waits until the child has bound so many rows. Its output is read to the end, so that it never stalls. */
function rowsBound(child: ChildProcess, atLeast: number): Promise<void> {
  return new Promise((resolve) => {
    child.stdout!.on('data', (text) => {
      if (Number(String(text).trim().split('\n').at(-1)) >= atLeast) resolve();
    });
  });
}
