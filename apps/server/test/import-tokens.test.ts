import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decodeHex } from '@lingpai/algorithms';
import type { RowVerdict } from '@lingpai/domain';
import { type ImportTokenFileInput, importTokenFile } from '../src/imports/import-token-file.ts';
import { ADMIN, refusalOf, verifyOtp } from './activation.ts';
import { type TestSystem, testOnEveryEngine } from './system.ts';
import { bytesOf, serialOf, tokenCsv } from './token-csv.ts';
import { userRow } from './user-row.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function importFile(
  { context, organizationId }: TestSystem,
  bytes: AsyncIterable<Uint8Array>,
  change: Partial<ImportTokenFileInput> = {},
) {
  const input = {
    bytes,
    reader: {},
    organizationId,
    enable: true,
    fileName: 'tokens.csv',
    isDryRun: false,
    requester: ADMIN,
  };
  return importTokenFile({ ...input, ...change }, context);
}
async function countTokens({ context, database, organizationId }: TestSystem) {
  const rows = await database.read
    .selectFrom('tokens')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  const organization = await context.store.read.organizations.read(organizationId);
  const listed = await context.store.read.tokens.list(
    {},
    { cursor: undefined, limit: 200, nowMs: Date.now() },
  );
  return { stored: Number(rows.n), counted: organization!.tokenCount, listed: listed.items.length };
}
const auditOfImports = ({ database }: TestSystem) =>
  database.read
    .selectFrom('audit_events')
    .selectAll()
    .where('action', '=', 'token.import')
    .orderBy('id')
    .execute();

async function addUser(
  { database, organizationId }: TestSystem,
  login: string,
  organization = organizationId,
) {
  const { id } = await database.read
    .insertInto('users')
    .values(userRow({ login, organizationId: organization }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

testOnEveryEngine(
  'importTokens() imports what the file says: hash, digits, counter, drift, validity',
  async (system) => {
    const { context, database } = system;
    const seed = '3132333435363738393031323334353637383930';
    const file = [
      'serial,secret,type,hash,digits,period,counter,drift,expiry',
      `0001,${seed},totp,sha1,6,30,,-2,2020-12-31`,
      `0002,${seed},hotp,sha1,6,,7,,`,
      `0003,${seed},totp,sm3,8,60,,,2090-12-31`,
    ].join('\n');
    const result = await importFile(system, bytesOf(file), { enable: false });
    assert.deepEqual(result, {
      ...result,
      rowsNew: 3,
      rowsDuplicate: 0,
      rowsRefused: 0,
      rowsBound: 0,
      isWritten: true,
      format: 'oath-csv',
      encoding: 'hex',
    });
    const rows = await database.read.selectFrom('tokens').selectAll().orderBy('serial').execute();
    assert.deepEqual(
      rows.map((r) => [
        r.serial,
        r.kind,
        r.type,
        r.hash,
        r.digits,
        r.period_seconds,
        r.last_factor,
        r.drift_steps,
        r.status,
        r.activation,
        r.is_expired,
      ]),
      [
        ['0001', 'hardware', 'totp', 'sha1', 6, 30, -1, -2, 'disabled', null, 1],
        ['0002', 'hardware', 'hotp', 'sha1', 6, null, 6, 0, 'disabled', null, 0],
        ['0003', 'hardware', 'totp', 'sm3', 8, 60, -1, 0, 'disabled', null, 0],
      ],
    );
    for (const row of rows)
      assert.deepEqual(
        Buffer.from(context.vault.open({ purpose: 'token-seed', recordId: row.serial }, row.sealed_seed!)),
        Buffer.from(decodeHex(seed)),
      );
    await database.read.updateTable('tokens').set({ status: 'enabled' }).execute();
    // RFC 4226, appendix D: counters 6 (used up, the file says) and 7.
    assert.equal((await verifyOtp(context, '0002', '287922')).kind, 'refused');
    assert.equal((await verifyOtp(context, '0002', '162583')).kind, 'accepted');
    const [audit] = await auditOfImports(system);
    assert.deepEqual(JSON.parse(audit!.detail), {
      fileName: 'tokens.csv',
      organizationId: system.organizationId,
      new: 3,
      duplicate: 0,
      refused: 0,
      bound: 0,
    });
  },
);

testOnEveryEngine(
  'importTokens() leaves what exists untouched, refuses bad rows alone, and tells of each row',
  async (system) => {
    await importFile(system, tokenCsv(3));
    const before = await system.database.read.selectFrom('tokens').selectAll().orderBy('serial').execute();
    const verdicts: RowVerdict[] = [];
    const file = [
      'serial,secret',
      `${serialOf(2)},${'ab'.repeat(20)}`,
      `${serialOf(9)},${'cd'.repeat(20)}`,
      `short,abcd`,
      `${serialOf(9)},${'ef'.repeat(20)}`,
    ].join('\n');
    const reader = { defaults: { type: 'totp' as const } };
    const look = { onVerdict: (verdict: RowVerdict) => void verdicts.push(verdict), reader };
    const dry = await importFile(system, bytesOf(file), { ...look, isDryRun: true });
    assert.deepEqual([dry.rowsNew, dry.rowsDuplicate, dry.rowsRefused, dry.isWritten], [1, 1, 2, false]);
    assert.deepEqual(await countTokens(system), { stored: 3, counted: 3, listed: 3 });
    const checked = verdicts.splice(0);
    const whole = await importFile(system, bytesOf(file), { ...look, allOrNothing: true });
    assert.equal(whole.isWritten, false);
    assert.deepEqual(await countTokens(system), { stored: 3, counted: 3, listed: 3 });
    verdicts.splice(0);
    const real = await importFile(system, bytesOf(file), look);
    assert.deepEqual([real.rowsNew, real.rowsDuplicate, real.rowsRefused], [1, 1, 2]);
    const facts = (row: RowVerdict) => [row.line, row.serial, row.verdict, row.problem?.code];
    assert.deepEqual(verdicts.map(facts), checked.map(facts));
    assert.deepEqual(verdicts.map(facts), [
      [2, serialOf(2), 'duplicate', undefined],
      [3, serialOf(9), 'new', undefined],
      [4, 'short', 'refused', verdicts[2]!.problem!.code],
      [5, serialOf(9), 'refused', 'serial-duplicate'],
    ]);
    const after = await system.database.read.selectFrom('tokens').selectAll().orderBy('serial').execute();
    assert.deepEqual(after.slice(0, 3), before);
    assert.deepEqual(await countTokens(system), { stored: 4, counted: 4, listed: 4 });
  },
);

testOnEveryEngine(
  'importTokens() shows nothing until the end, and two imports of the same file make each token once',
  async (system) => {
    const seen: Awaited<ReturnType<typeof countTokens>>[] = [];
    let looking = Promise.resolve();
    const watch = {
      onProgress: () => void (looking = looking.then(async () => void seen.push(await countTokens(system)))),
    };
    const [a, b] = await Promise.all([
      importFile(system, tokenCsv(9000), watch),
      importFile(system, tokenCsv(9000)),
    ]);
    await looking;
    assert.equal(a.rowsNew + b.rowsNew, 9000);
    assert.equal(a.rowsDuplicate + b.rowsDuplicate, 9000);
    // What one import has published may be seen while the other still writes; nothing of an unfinished one ever is.
    const possible = new Set([0, a.rowsNew, b.rowsNew, 9000]);
    for (const { counted } of seen) assert.ok(possible.has(counted));
    assert.deepEqual(await countTokens(system), { stored: 9000, counted: 9000, listed: 200 });
  },
);

testOnEveryEngine(
  'importTokens() that is cancelled, or whose file ends badly, leaves nothing',
  async (system) => {
    const abort = new AbortController();
    const cancelled = importFile(system, tokenCsv(50_000), {
      signal: abort.signal,
      onProgress: ({ rowsNew }) => rowsNew >= 6000 && abort.abort(),
    });
    assert.equal(await refusalOf(cancelled), 'import.cancelled');
    assert.deepEqual(await countTokens(system), { stored: 0, counted: 0, listed: 0 });
    async function* broken() {
      yield* tokenCsv(5000);
      throw new Error('disk error');
    }
    await assert.rejects(importFile(system, broken()), /disk error/);
    assert.deepEqual(await countTokens(system), { stored: 0, counted: 0, listed: 0 });
    assert.deepEqual(await system.database.read.selectFrom('imports').selectAll().execute(), []);
    const reasons = (await auditOfImports(system)).map(({ reason }) => reason);
    assert.deepEqual(reasons, ['cancelled', 'failed']);
    assert.equal((await importFile(system, tokenCsv(5000))).rowsNew, 5000);
  },
);

testOnEveryEngine(
  'importTokens() binds rows to users the file names, by the rules of binding',
  async (system) => {
    const { context, database } = system;
    const addOrganization = (path: string) =>
      database.read
        .insertInto('organizations')
        .values({ parent_id: system.organizationId, name: path.split('/').at(-1)!, path, created_at: 0 })
        .returning('id')
        .executeTakeFirstOrThrow();
    const [inside, beside] = [await addOrganization('总公司/研发'), await addOrganization('总公司二')];
    const zhang = await addUser(system, 'zhang.san');
    await addUser(system, 'li.si', inside.id);
    await addUser(system, 'wang.wu', beside.id);
    await context.store.transaction(async ({ settings }) => {
      const document = await settings.read();
      await settings.write({ ...document, binding: { ...document.binding, maxTokensPerUser: 2 } });
    });
    const row = (n: number, login: string) => `${serialOf(n)},${'ab'.repeat(20)},totp,${login}`;
    const file = [
      'serial,secret,type,user',
      row(1, 'Zhang.San'),
      row(2, 'ＺＨＡＮＧ.ＳＡＮ'),
      row(3, 'zhang.san'),
      row(4, 'li.si'),
      row(5, 'wang.wu'),
      row(6, 'nobody'),
      row(7, ''),
    ].join('\n');
    for (const isDryRun of [true, false]) {
      const verdicts: (string | undefined)[] = [];
      const result = await importFile(system, bytesOf(file), {
        isDryRun,
        onVerdict: ({ binding }) => void verdicts.push(binding),
      });
      assert.deepEqual(verdicts, [
        'bound',
        'bound',
        'user-full',
        'bound',
        'other-organization',
        'user-unknown',
        undefined,
      ]);
      assert.deepEqual([result.rowsNew, result.rowsBound], [7, 3]);
    }
    const bindings = await database.read
      .selectFrom('bindings')
      .innerJoin('tokens', 'tokens.id', 'token_id')
      .innerJoin('users', 'users.id', 'user_id')
      .select(['serial', 'login'])
      .orderBy('serial')
      .execute();
    assert.deepEqual(
      bindings.map((b) => `${b.serial} ${b.login}`),
      [`${serialOf(1)} zhang.san`, `${serialOf(2)} zhang.san`, `${serialOf(4)} li.si`],
    );
    assert.deepEqual(await database.read.selectFrom('import_bindings').selectAll().execute(), []);
    const user = await database.read
      .selectFrom('users')
      .select('token_count')
      .where('id', '=', zhang)
      .executeTakeFirstOrThrow();
    assert.equal(user.token_count, 2);
    const bound = await context.store.read.tokens.list(
      { bound: true },
      { cursor: undefined, limit: 50, nowMs: Date.now() },
    );
    assert.equal(bound.items.length, 3);
    assert.equal((await countTokens(system)).counted, 7);
  },
);

testOnEveryEngine('importTokens() refuses an organisation that is not there', async (system) => {
  assert.equal(
    await refusalOf(importFile(system, tokenCsv(1), { organizationId: 999 })),
    'organization.not-found',
  );
});

testOnEveryEngine('importTokens() streams: 200,000 rows need little memory', async (system) => {
  const heap = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = heap();
  let peak = 0;
  let batches = 0;
  await importFile(system, tokenCsv(200_000), {
    onProgress: () => {
      if (++batches % 20 === 0) peak = Math.max(peak, heap() - before);
    },
  });
  // 200,000 records with their seeds would be more than twice as much.
  assert.ok(peak < 60 * 1024 ** 2, `grew by ${Math.round(peak / 1024 ** 2)} MiB`);
  assert.equal((await countTokens(system)).counted, 200_000);
});
