import { createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, after, test } from 'node:test';
import type { UnitOfWork } from '@lingpai/domain';
import {
  type ChainIdentity,
  type Database,
  createUnitOfWork,
  openAuditChains,
  openPostgres,
  openSqlite,
} from '@lingpai/storage';
import { createDatabase, startPostgres } from '@lingpai/testing';

/** An empty store, and the chain its audit events go to. */
export interface TestStore {
  readonly store: UnitOfWork;
  readonly database: Database;
  readonly chain: ChainIdentity;
}

/** One server for a test file, a database in it for each test. */
const postgres = await startPostgres();
after(() => postgres?.stop());

/** Runs a test on SQLite and on PostgreSQL (where there is one; see `startPostgres`). */
export function testOnEveryEngine(
  name: string,
  run: (store: TestStore, t: TestContext) => Promise<void>,
): void {
  void test(`${name} (sqlite)`, async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'lingpai-store-'));
    const database = await openSqlite(join(directory, 'lingpai.db'));
    t.after(async () => {
      await database.close();
      rmSync(directory, { recursive: true, force: true });
    });
    await run(await storeOver(database), t);
  });
  if (postgres === undefined) return;
  void test(`${name} (postgres)`, async (t) => {
    const database = await openPostgres(await createDatabase(t, postgres.url));
    t.after(() => database.close());
    await run(await storeOver(database), t);
  });
}

async function storeOver(database: Database): Promise<TestStore> {
  const chain = { key: createSecretKey(new Uint8Array(32).fill(7)), node: 'n1' };
  await openAuditChains(database, { key: chain.key, nodes: [chain.node] });
  return { store: createUnitOfWork(database, chain), database, chain };
}
