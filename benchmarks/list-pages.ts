/**
 * What a page of a list costs at 1,000,000 tokens (and 500,000 users), beside what it costs at 1,000: budget 2 ×.
 *
 *   node benchmarks/list-pages.ts [--many 1000000] [--postgres]
 *
 * Both stores are filled with the same mix by raw inserts; every filter is asked for its first page and for one from the middle. Where
 * 1,000 tokens do not fill a page, the page at 1,000,000 is compared with a full page of the same list at 1,000, not with a short one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type TokenFilter, type UnitOfWork, type UserFilter } from '@lingpai/domain';
import { type Database, createUnitOfWork, openPostgres, openSqlite } from '@lingpai/storage';
import { startPostgres } from '@lingpai/testing';
import { createSecretKey } from 'node:crypto';
import { sql } from 'kysely';

const BUDGET = 2;
const FEW = 1000;
const ORGANIZATIONS = 200;
const RUNS = 41;
const PAGE = 50;
const NOW_MS = 1_767_225_600_000;

const { values } = parseArgs({
  options: { many: { type: 'string', default: '1000000' }, postgres: { type: 'boolean', default: false } },
});
const many = Number(values.many);

interface Case {
  readonly name: string;
  readonly page: (store: UnitOfWork, count: number) => Promise<unknown>;
}

const cases: Case[] = [...tokenCases(), ...userCases(), ...otherCases()];
const small = await measure(FEW);
const large = await measure(many);
let worst = 0;
for (const { name } of cases) {
  const [few, lots] = [small.get(name)!, large.get(name)!];
  const fullPage = small.get(name.startsWith('users') ? 'users: all users' : 'tokens: all tokens')!;
  const ratio = lots / Math.max(few, fullPage);
  worst = Math.max(worst, ratio);
  console.log(
    `${name.padEnd(64)} ${few.toFixed(2).padStart(8)} ms ${lots.toFixed(2).padStart(8)} ms ${ratio.toFixed(2).padStart(6)} ×${ratio > BUDGET ? '  OVER' : ''}`,
  );
}
console.log(
  JSON.stringify({
    benchmark: 'list-pages',
    worstRatio: Number(worst.toFixed(2)),
    budget: BUDGET,
    isWithin: worst <= BUDGET,
  }),
);
process.exitCode = worst <= BUDGET ? 0 : 1;

function tokenCases(): Case[] {
  const filters: Record<string, TokenFilter> = {
    'all tokens': {},
    'status enabled': { status: 'enabled' },
    'status lost': { status: 'lost' },
    'status revoked, type ocra, mobile, bound': {
      status: 'revoked',
      type: 'ocra',
      kind: 'mobile',
      bound: true,
    },
    'status locked': { status: 'locked' },
    'status locked, type ocra': { status: 'locked', type: 'ocra' },
    'status expired': { status: 'expired' },
    'type hotp': { type: 'hotp' },
    'kind mobile': { kind: 'mobile' },
    bound: { bound: true },
    'not bound, mobile': { bound: false, kind: 'mobile' },
    'organisation: root': { organizationId: 1 },
    'organisation: department with 10 below': { organizationId: 2 },
    'organisation: half of all below': { organizationId: ORGANIZATIONS + 1 },
    'organisation: half of all below, enabled': { organizationId: ORGANIZATIONS + 1, status: 'enabled' },
    'organisation: half of all below, revoked ocra': {
      organizationId: ORGANIZATIONS + 1,
      status: 'revoked',
      type: 'ocra',
    },
    'organisation: leaf': { organizationId: 30, includeSub: false },
    'organisation: leaf, lost, bound': { organizationId: 30, includeSub: false, status: 'lost', bound: true },
    'serial begins 260': { q: '260' },
    'serial begins 260, lost': { q: '260', status: 'lost' },
    'login begins u': { q: 'u' },
    'login begins u, lost, ocra': { q: 'u', status: 'lost', type: 'ocra' },
    'one login': { q: 'u0000007' },
    'nothing found': { q: 'x' },
  };
  return Object.entries(filters).flatMap(([name, filter]) => {
    const key =
      filter.q === 'u'
        ? (n: number) => ['login', loginOf(Math.floor(n / 4)), 0]
        : (n: number) => ['serial', serialOf(Math.floor(n / 2)), 0];
    return [
      {
        name: `tokens: ${name}`,
        page: (store: UnitOfWork) =>
          store.read.tokens.list(filter, { cursor: undefined, limit: PAGE, nowMs: NOW_MS }),
      },
      {
        name: `tokens: ${name} (middle)`,
        page: (store: UnitOfWork, count: number) =>
          store.read.tokens.list(filter, { cursor: cursorOf(key(count)), limit: PAGE, nowMs: NOW_MS }),
      },
    ];
  });
}

function userCases(): Case[] {
  const filters: Record<string, UserFilter> = {
    'all users': {},
    'status disabled': { status: 'disabled' },
    'status locked': { status: 'locked' },
    'organisation: department with 10 below': { organizationId: 2 },
    'organisation: half of all below': { organizationId: ORGANIZATIONS + 1 },
    'organisation: half of all below, disabled': { organizationId: ORGANIZATIONS + 1, status: 'disabled' },
    'name begins 张': { q: '张' },
    'name begins 张, disabled': { q: '张', status: 'disabled' },
    'begins u': { q: 'u' },
    'begins u, locked': { q: 'u', status: 'locked' },
    'phone begins 1380': { q: '1380' },
  };
  return Object.entries(filters).flatMap(([name, filter]) => [
    {
      name: `users: ${name}`,
      page: (store: UnitOfWork) =>
        store.read.users.list(filter, { cursor: undefined, limit: PAGE, nowMs: NOW_MS }),
    },
    {
      name: `users: ${name} (middle)`,
      page: (store: UnitOfWork, count: number) =>
        store.read.users.list(filter, {
          cursor: cursorOf(['login_key', loginOf(Math.floor(count / 4)), '']),
          limit: PAGE,
          nowMs: NOW_MS,
        }),
    },
  ]);
}

function otherCases(): Case[] {
  return [
    { name: 'overview', page: (store) => store.read.figures.readOverview(NOW_MS) },
    { name: 'organisations', page: (store) => store.read.organizations.list() },
    {
      name: 'one token',
      page: (store, count) => store.read.tokens.read(serialOf(Math.floor(count / 3)), NOW_MS),
    },
  ];
}

function cursorOf(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}
function serialOf(n: number): string {
  return String(2_600_000_000_000 + n);
}
function loginOf(n: number): string {
  return `u${String(n).padStart(7, '0')}`;
}

/** Median milliseconds of each case over a store of so many tokens. */
async function measure(count: number): Promise<Map<string, number>> {
  const { database, close } = await openStore();
  try {
    const startedAt = performance.now();
    await fill(database, count);
    console.error(`filled ${count} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    const store = createUnitOfWork(database, { key: createSecretKey(new Uint8Array(32)), node: 'bench' });
    const medians = new Map<string, number>();
    for (const { name, page } of cases) {
      const times: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const begin = performance.now();
        await page(store, count);
        times.push(performance.now() - begin);
      }
      medians.set(name, times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)]!);
    }
    return medians;
  } finally {
    await close();
  }
}

async function openStore(): Promise<{ database: Database; close: () => Promise<void> }> {
  if (values.postgres) {
    const postgres = await startPostgres();
    if (postgres === undefined) throw new Error('No PostgreSQL to measure');
    const database = await openPostgres(postgres.url);
    return {
      database,
      close: async () => {
        await database.close();
        await postgres.stop();
      },
    };
  }
  const directory = mkdtempSync(join(tmpdir(), 'lingpai-bench-'));
  const database = await openSqlite(join(directory, 'lingpai.db'));
  return {
    database,
    close: async () => {
      await database.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/**
 * Organisations: a root, 18 departments of 10 teams each (1 to 199, and the root), and one more department that half of all teams are
 * moved below. Tokens: every mix of state and type; half of them in blocks of one organisation, half mixed.
 */
async function fill(database: Database, count: number): Promise<void> {
  const db = database.read;
  const series = (n: number) =>
    database.engine === 'postgres'
      ? sql`generate_series(0, ${sql.lit(n - 1)}) AS s(n)`
      : sql`(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < ${sql.lit(n - 1)}) SELECT n FROM s) AS s`;
  const half = ORGANIZATIONS + 1;
  await db.transaction().execute(async (trx) => {
    await sql`INSERT INTO organizations (id, parent_id, name, path, created_at) VALUES (1, NULL, 'root', 'root', 0), (${sql.lit(half)}, 1, 'half', 'root/half', 0)`.execute(
      trx,
    );
    for (let id = 2; id <= ORGANIZATIONS; id += 1) {
      const department = id < 12 ? 2 : half;
      const parent = id === 2 ? 1 : id < 12 ? 2 : id < 110 ? department : 1;
      const path = parent === 1 ? `root/o${id}` : parent === 2 ? `root/o2/o${id}` : `root/half/o${id}`;
      await sql`INSERT INTO organizations (id, parent_id, name, path, created_at) VALUES (${id}, ${parent}, ${`o${id}`}, ${path}, 0)`.execute(
        trx,
      );
    }
    await sql`INSERT INTO users (id, organization_id, login, login_key, name, name_key, email, email_key, phone, status, static_rule, static_hash, static_set_at, otp_locked_until, created_at, updated_at)
      SELECT n + 1, 1 + n % ${sql.lit(ORGANIZATIONS)}, 'u' || ${padded('n', database)}, 'u' || ${padded('n', database)},
        CASE n % 3 WHEN 0 THEN '张' ELSE '李' END || n, CASE n % 3 WHEN 0 THEN '张' ELSE '李' END || n, 'u' || n || '@example.com', 'u' || n || '@example.com', '138' || ${padded('n', database)},
        CASE WHEN n % 50 = 7 THEN 'disabled' ELSE 'enabled' END, NULL, NULL, NULL, CASE WHEN n % 1000 = 3 THEN ${sql.lit(NOW_MS * 2)} ELSE 0 END, 0, 0 FROM ${series(Math.ceil(count / 2))}`.execute(
      trx,
    );
    await sql`UPDATE organizations SET user_count = (SELECT COUNT(*) FROM users WHERE organization_id = organizations.id)`.execute(
      trx,
    );
    await sql`INSERT INTO tokens (id, serial, organization_id, kind, type, hash, digits, period_seconds, status, activation, sealed_seed, locked_until, expires_at, is_expired, manufacturer, model, binding_count, created_at, updated_at)
      SELECT n + 1, CAST(2600000000000 + n AS TEXT),
        CASE WHEN n % 2 = 0 THEN 1 + (n / 2) % ${sql.lit(ORGANIZATIONS)} ELSE 1 + (n * ${sql.lit(ORGANIZATIONS)}) / ${sql.lit(count)} END,
        CASE WHEN n % 5 < 3 THEN 'hardware' ELSE 'mobile' END, CASE WHEN n % 20 = 0 THEN 'ocra' WHEN n % 4 = 1 THEN 'hotp' ELSE 'totp' END, 'sha1', 6, 30,
        CASE WHEN n % 33 = 0 THEN 'revoked' WHEN n % 21 = 1 THEN 'lost' WHEN n % 8 = 2 THEN 'disabled' ELSE 'enabled' END, NULL,
        NULL, CASE WHEN n % 1000 = 5 THEN ${sql.lit(NOW_MS * 2)} ELSE 0 END, CASE WHEN n % 50 = 9 THEN 1 ELSE ${sql.lit(NOW_MS * 2)} END, CASE WHEN n % 50 = 9 THEN 1 ELSE 0 END,
        'acme', 'c200', CASE WHEN n % 2 = 0 THEN 1 ELSE 0 END, 0, 0 FROM ${series(count)}`.execute(trx);
    await sql`INSERT INTO bindings (user_id, token_id, bound_at) SELECT 1 + n, 1 + 2 * n, 0 FROM ${series(Math.ceil(count / 2))}`.execute(
      trx,
    );
    await sql`INSERT INTO token_counts (organization_id, facet, token_count) SELECT organization_id, facet, COUNT(*) FROM tokens GROUP BY organization_id, facet`.execute(
      trx,
    );
  });
  if (database.engine === 'postgres') await sql`VACUUM ANALYZE`.execute(db);
}

function padded(column: string, database: Database) {
  return database.engine === 'postgres'
    ? sql`lpad(${sql.raw(column)}::text, 7, '0')`
    : sql`printf('%07d', ${sql.raw(column)})`;
}
