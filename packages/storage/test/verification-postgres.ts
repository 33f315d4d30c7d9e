import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { PostgresVerificationStore, openAuditChains, openPostgres } from '@lingpai/storage';
import { runOn } from '@lingpai/testing';
import { CHAIN_KEY, type EngineUnderTest, chainOf } from './verification-world.ts';

/** An empty database of its own inside the server. */
export async function openPostgresEngine(
  t: TestContext,
  serverUrl: string,
): Promise<EngineUnderTest & { readonly url: string }> {
  const name = `lingpai_${randomBytes(6).toString('hex')}`;
  await runOn(serverUrl, `CREATE DATABASE ${name}`);
  const own = new URL(serverUrl);
  own.pathname = `/${name}`;
  const url = own.href;
  const database = await openPostgres(url);
  await openAuditChains(database, { key: CHAIN_KEY, nodes: ['node-1', 'node-2', 'node-3'] });
  const opened: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const store of opened) await store.close();
    await database.close();
    await runOn(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  const openStore = (node: string) => {
    const store = new PostgresVerificationStore(url, chainOf(node));
    opened.push(store);
    return store;
  };
  return { database, openStore, url };
}
