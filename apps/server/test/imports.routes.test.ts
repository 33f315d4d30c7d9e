import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Import } from '@lingpai/contract';
import { createHttp } from '../src/http/app.ts';
import { importRoutes } from '../src/http/imports.routes.ts';
import { type TestSystem, testOnEveryEngine } from './system.ts';
import { CSV_HEADER, serialOf, tokenCsv } from './token-csv.ts';

/** The routes behind a session check that believes a header. */
async function openApp(system: TestSystem, t: TestContext): Promise<FastifyInstance> {
  const app = createHttp({
    tls: undefined,
    trustProxy: undefined,
    logFailure: ({ error }) => t.diagnostic(String(error)),
  });
  await importRoutes(app, system.context, {
    requesterOf: (request) => ({
      kind: 'admin',
      name: String(request.headers['x-admin'] ?? 'admin'),
      source: request.ip,
    }),
  });
  t.after(() => app.close());
  return app;
}

async function upload(
  app: FastifyInstance,
  fields: Record<string, string>,
  file: string | undefined,
  headers: Record<string, string> = {},
) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file !== undefined) form.append('file', new Blob([file]), '令牌/../tokens.csv');
  const request = new Request('http://localhost', { method: 'POST', body: form });
  const payload = Buffer.from(await request.arrayBuffer());
  return app.inject({
    method: 'POST',
    url: '/api/v1/imports',
    payload,
    headers: { ...headers, 'content-type': request.headers.get('content-type')! },
  });
}

const BUSY = ['checking', 'writing'];
async function settled(
  app: FastifyInstance,
  id: string,
  headers: Record<string, string> = {},
): Promise<Import> {
  for (;;) {
    const answer = await app.inject({ url: `/api/v1/imports/${id}`, headers });
    const view = answer.json<Import>();
    if (answer.statusCode !== 200 || !BUSY.includes(view.state)) return view;
    await sleep(5);
  }
}
function uploads({ dataDir }: TestSystem): string[] {
  const root = join(dataDir, 'uploads');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
const codeOf = (answer: { json(): unknown }) => (answer.json() as { error: { code: string } }).error.code;

const seed = (n: number) => n.toString(16).padStart(40, '0');
const FILE = [
  CSV_HEADER,
  `${serialOf(1)},${seed(0xabc1)},totp,sha1,6,30,,,`,
  `${serialOf(2)},${seed(0xabc2)},hotp,sha1,6,,5,,nobody`,
  `${serialOf(3)},zz,totp,sha1,6,30,,,`,
  `${serialOf(1)},${seed(0xabc3)},totp,sha1,6,30,,,`,
].join('\n');

testOnEveryEngine('imports: upload, check, report and commit', async (system, t) => {
  const app = await openApp(system, t);
  const created = await upload(app, { organizationId: String(system.organizationId), enable: 'true' }, FILE);
  assert.equal(created.statusCode, 200, created.body);
  const { id, fileName } = created.json<Import>();
  assert.doesNotMatch(fileName, /[/\\]/);
  const checked = await settled(app, id);
  assert.equal(checked.state, 'checked');
  assert.deepEqual(
    [checked.rowsNew, checked.rowsDuplicate, checked.rowsRefused, checked.rowsBound],
    [2, 0, 2, 0],
  );
  assert.deepEqual(
    [checked.format, checked.encoding, checked.bytesDone],
    ['oath-csv', 'hex', checked.bytesTotal],
  );
  assert.deepEqual(
    checked.sample.map(({ verdict }) => verdict),
    ['new', 'new', 'refused', 'refused'],
  );
  assert.deepEqual(
    checked.problems.map(({ line }) => line),
    [4, 5],
  );
  assert.equal(checked.sample[0]!.description, '时间型，SHA1，6 位，30 秒');
  assert.match(checked.sample[1]!.message!, /没有用户“nobody”/);
  assert.equal((await system.database.read.selectFrom('tokens').selectAll().execute()).length, 0);

  const english = await app.inject({
    url: `/api/v1/imports/${id}/report.csv`,
    headers: { 'accept-language': 'en' },
  });
  assert.match(String(english.headers['content-type']), /^text\/csv/);
  const lines = english.body.split('\r\n');
  assert.equal(lines[0], '\uFEFFLine,Serial,Verdict,Type,Message');
  assert.equal(lines[1], `2,${serialOf(1)},new,"time, SHA1, 6 digits, 30 s",`);
  assert.equal(lines.length, 6);

  assert.equal((await app.inject({ method: 'POST', url: `/api/v1/imports/${id}/commit` })).statusCode, 200);
  const done = await settled(app, id);
  assert.deepEqual([done.state, done.rowsNew, done.problem], ['done', 2, null]);
  const rows = await system.database.read
    .selectFrom('tokens')
    .select(['serial', 'status'])
    .orderBy('serial')
    .execute();
  assert.deepEqual(
    rows.map(({ serial, status }) => [serial, status]),
    [
      [serialOf(1), 'enabled'],
      [serialOf(2), 'enabled'],
    ],
  );
  assert.equal((await app.inject({ url: `/api/v1/imports/${id}/report.csv` })).statusCode, 200);
  assert.equal(
    codeOf(await app.inject({ method: 'POST', url: `/api/v1/imports/${id}/commit` })),
    'import.not-checked',
  );
});

testOnEveryEngine(
  'imports: what lies on disk is encrypted, for its owner alone, and goes',
  async (system, t) => {
    const app = await openApp(system, t);
    const { id } = (
      await upload(app, { organizationId: String(system.organizationId) }, FILE)
    ).json<Import>();
    await settled(app, id);
    const files = uploads(system);
    assert.equal(files.length, 2);
    for (const file of files) {
      const content = readFileSync(file);
      for (const plain of [seed(0xabc1), serialOf(1), 'nobody']) assert.ok(!content.includes(plain));
      assert.equal(statSync(file).mode & 0o777, 0o600);
    }
    assert.equal((await app.inject({ method: 'DELETE', url: `/api/v1/imports/${id}` })).statusCode, 204);
    assert.deepEqual(uploads(system), []);
    assert.equal((await settled(app, id)).state, 'cancelled');
    assert.equal(
      codeOf(await app.inject({ method: 'POST', url: `/api/v1/imports/${id}/commit` })),
      'import.cancelled',
    );
    assert.equal(codeOf(await app.inject({ url: `/api/v1/imports/${id}/report.csv` })), 'import.not-checked');
  },
);

testOnEveryEngine('imports: a cancelled write imports nothing', async (system, t) => {
  const app = await openApp(system, t);
  const chunks: Uint8Array[] = [];
  for await (const chunk of tokenCsv(30_000)) chunks.push(chunk);
  const { id } = (
    await upload(app, { organizationId: String(system.organizationId) }, Buffer.concat(chunks).toString())
  ).json<Import>();
  assert.equal((await settled(app, id)).rowsNew, 30_000);
  await app.inject({ method: 'POST', url: `/api/v1/imports/${id}/commit` });
  await sleep(60);
  await app.inject({ method: 'DELETE', url: `/api/v1/imports/${id}` });
  assert.equal((await settled(app, id)).state, 'cancelled');
  assert.deepEqual(await system.database.read.selectFrom('tokens').select('id').execute(), []);
  assert.deepEqual(uploads(system), []);
});

testOnEveryEngine(
  'imports: what is wrong with a request or a file is said, in the language of the reader',
  async (system, t) => {
    const app = await openApp(system, t);
    const organizationId = String(system.organizationId);
    assert.equal(codeOf(await upload(app, {}, FILE)), 'request.malformed');
    assert.equal(codeOf(await upload(app, { organizationId: '999' }, FILE)), 'organization.not-found');
    assert.equal(codeOf(await upload(app, { organizationId, key: 'abc' }, FILE)), 'import.key-invalid');
    assert.equal(codeOf(await upload(app, { organizationId, format: 'docx' }, FILE)), 'request.malformed');
    assert.equal(codeOf(await upload(app, { organizationId }, undefined)), 'import.file-missing');
    assert.equal(
      codeOf(await app.inject({ method: 'POST', url: '/api/v1/imports', payload: {} })),
      'request.malformed',
    );
    assert.deepEqual(uploads(system), []);
    const { id } = (await upload(app, { organizationId }, 'PK\u0003\u0004 zip')).json<Import>();
    const failed = await settled(app, id, { 'accept-language': 'en' });
    assert.equal(failed.state, 'failed');
    assert.ok(failed.problem!.code.startsWith('seed-file.'));
    assert.match(failed.problem!.message, /^[\x20-\x7e]+$/);
    assert.equal((await app.inject({ method: 'DELETE', url: `/api/v1/imports/${id}` })).statusCode, 204);
    assert.deepEqual(uploads(system), []);
  },
);

testOnEveryEngine('imports: each administrator has their own, four at most', async (system, t) => {
  const app = await openApp(system, t);
  const fields = { organizationId: String(system.organizationId) };
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    ids.push((await upload(app, fields, FILE)).json<Import>().id);
    await settled(app, ids.at(-1)!);
  }
  const states = await Promise.all(
    ids.map(async (id) => (await app.inject({ url: `/api/v1/imports/${id}` })).statusCode),
  );
  assert.deepEqual(states, [404, 200, 200, 200, 200]);
  for (const method of ['GET', 'DELETE'] as const)
    assert.equal(
      (await app.inject({ method, url: `/api/v1/imports/${ids[1]}`, headers: { 'x-admin': 'other' } }))
        .statusCode,
      404,
    );
});
