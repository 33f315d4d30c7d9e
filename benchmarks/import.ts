import { mkdtempSync, rmSync } from 'node:fs';
import { createReadStream, createWriteStream } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { compose } from '../apps/server/src/compose.ts';
import { boundImportMemory } from '../apps/server/src/imports/bound-import-memory.ts';
import { importTokenFile } from '../apps/server/src/imports/import-token-file.ts';

/**
 * How fast token files are imported, and in how much memory. `node benchmarks/import.ts [rows]`; PostgreSQL when LINGPAI_DATABASE_URL
 * names an empty database, else SQLite. Budgets: 20,000 rows/s on SQLite, memory grows by less than 200 MB.
 */
const rowCount = Number(process.argv[2] ?? 1_000_000);
const databaseUrl = process.env['LINGPAI_DATABASE_URL'];
const dataDir = mkdtempSync(join(tmpdir(), 'lingpai-bench-'));
const path = join(dataDir, 'tokens.csv');

function* csv(): Generator<string> {
  yield 'serial,secret,type,hash,digits,period\n';
  for (let i = 1; i <= rowCount; i += 1)
    yield `26${String(i).padStart(11, '0')},${randomBytes(20).toString('hex')},totp,sha1,6,30\n`;
}

async function main(): Promise<void> {
  boundImportMemory();
  await pipeline(Readable.from(csv()), createWriteStream(path));
  const composed = await compose(
    { dataDir, databaseUrl, node: 'bench', readMasterKey: () => new Uint8Array(32) },
    { verification: 'inline', phoneUrl: '', internalUrl: '' },
  );
  const { context, database } = composed;
  const { id } = await database.read
    .insertInto('organizations')
    .values({ parent_id: null, name: 'bench', path: 'bench', created_at: 0 })
    .returning('id')
    .executeTakeFirstOrThrow();
  const before = process.memoryUsage().rss;
  let peak = before;
  let longestStallMs = 0;
  let lastTurnAt = performance.now();
  const watch = setInterval(() => {
    const now = performance.now();
    longestStallMs = Math.max(longestStallMs, now - lastTurnAt - 10);
    lastTurnAt = now;
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 10);
  for (const isDryRun of [true, false]) {
    longestStallMs = 0;
    const startedAt = performance.now();
    const result = await importTokenFile(
      {
        bytes: createReadStream(path),
        reader: {},
        organizationId: id,
        enable: true,
        fileName: 'tokens.csv',
        isDryRun,
        requester: { kind: 'cli', name: 'bench', source: '' },
      },
      context,
    );
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(
      `${database.engine} ${isDryRun ? 'check' : 'import'}: ${result.rowsNew} rows in ${seconds.toFixed(1)} s, ` +
        `${Math.round(result.rowsNew / seconds)} rows/s, RSS grew by ${Math.round((peak - before) / 1024 ** 2)} MiB at most, ` +
        `longest stall of the event loop ${Math.round(longestStallMs)} ms`,
    );
  }
  clearInterval(watch);
  await composed.close();
}

try {
  await main();
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
