import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, after, test } from 'node:test';
import type { Database } from '@lingpai/storage';
import { createDatabase, startPostgres } from '@lingpai/testing';
import type { AppContext } from '../src/context.ts';
import { composeForTest } from './compose-for-test.ts';

/** The whole system over an empty store, with one organisation. */
export interface TestSystem {
  readonly context: AppContext;
  readonly database: Database;
  readonly dataDir: string;
  /** undefined: SQLite */
  readonly databaseUrl: string | undefined;
  readonly organizationId: number;
}

/** One server for a test file, a database in it for each test. */
const postgres = await startPostgres();
after(() => postgres?.stop());

/** Runs a test on SQLite and on PostgreSQL (where there is one; see `startPostgres`). */
export function testOnEveryEngine(
  name: string,
  run: (system: TestSystem, t: TestContext) => Promise<void>,
): void {
  void test(`${name} (sqlite)`, async (t) => run(await openSystem(t, undefined), t));
  if (postgres !== undefined)
    void test(`${name} (postgres)`, async (t) =>
      run(await openSystem(t, await createDatabase(t, postgres.url)), t));
}

async function openSystem(t: TestContext, databaseUrl: string | undefined): Promise<TestSystem> {
  const dataDir = mkdtempSync(join(tmpdir(), 'lingpai-test-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const composed = await composeForTest(dataDir, databaseUrl);
  t.after(() => composed.close());
  const { context, database } = composed;
  const { id } = await database.read
    .insertInto('organizations')
    .values({ parent_id: null, name: '总公司', path: '总公司', created_at: 0 })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { context, database, dataDir, databaseUrl, organizationId: id };
}

/** Adds a mobile token no phone has yet. */
export async function addMobileToken(
  { database, organizationId }: TestSystem,
  serial: string,
  spec: { type?: 'totp' | 'hotp'; hash?: 'sha1' | 'sm3' } = {},
): Promise<number> {
  const { type = 'totp', hash = 'sha1' } = spec;
  const { id } = await database.read
    .insertInto('tokens')
    .values({
      serial,
      organization_id: organizationId,
      kind: 'mobile',
      type,
      hash,
      digits: 6,
      period_seconds: type === 'totp' ? 30 : null,
      ocra_suite: null,
      status: 'enabled',
      activation: 'undistributed',
      sealed_seed: null,
      pending_seed: null,
      pending_distribution_id: null,
      pending_expires_at: null,
      last_accepted_at: null,
      starts_at: null,
      expires_at: null,
      manufacturer: '',
      model: '',
      import_id: null,
      created_at: 0,
      updated_at: 0,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
