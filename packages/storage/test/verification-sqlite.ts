import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { SqliteVerificationStore, openAuditChains, openSqlite } from '@lingpai/storage';
import { CHAIN_KEY, type EngineUnderTest, chainOf } from './verification-world.ts';

/** An empty database file of its own. */
export async function openSqliteEngine(t: TestContext): Promise<EngineUnderTest & { readonly path: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'lingpai-verification-'));
  const path = join(directory, 'lingpai.db');
  const database = await openSqlite(path);
  await openAuditChains(database, { key: CHAIN_KEY, nodes: ['node-1', 'node-2', 'node-3'] });
  const opened: { close(): void }[] = [];
  t.after(async () => {
    for (const store of opened) store.close();
    await database.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const openStore = (node: string) => {
    const store = new SqliteVerificationStore(path, chainOf(node));
    opened.push(store);
    return store;
  };
  return { database, openStore, path };
}
