import type { KeyObject } from 'node:crypto';
import { type Kysely, type Transaction, sql } from 'kysely';
import { CHAIN_START, firstHead, headMac } from '../audit-chain.ts';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';
import { type ChainList, lockChainList, readChainList, writeChainList } from './chain-list.ts';
import { fittingForm } from './stored-row.ts';

type ChainRow = Schema['audit_chains'];

/** The chains a process is going to append to. */
export interface OwnChains {
  readonly key: KeyObject;
  readonly nodes: readonly string[];
}

/**
 * Makes the audit log ready for a process: call it once, before anything is appended. Chains of a release that had no MACs get theirs, and
 * nodes that are new get a chain. What somebody has removed (a MAC, a chain, the list of chains) is not made again: `verifyChain` tells of it.
 *
 * @throws {StoreUnavailableError}
 */
export async function openAuditChains(database: Database, own: OwnChains): Promise<void> {
  if (hasAll(await readChainList(database.read, own.key), own.nodes)) return;
  await database.transaction(async (trx) => {
    const found = await lockChainList(trx, own.key);
    const list = found === 'absent' ? await sealFormerChains(trx, own.key, database.engine) : found;
    if (list === 'absent' || list === 'altered') return;
    const nodes = new Set(list);
    for (const node of own.nodes)
      if (!nodes.has(node) && (await beginChain(trx, own.key, node))) nodes.add(node);
    await writeChainList(trx, own.key, nodes);
  });
}

function hasAll(list: ChainList, nodes: readonly string[]): boolean {
  return typeof list !== 'string' && nodes.every((node) => list.has(node));
}

/** @returns false: there is one that nobody of ours has listed */
async function beginChain(trx: Transaction<Schema>, key: KeyObject, node: string): Promise<boolean> {
  const made = await trx
    .insertInto('audit_chains')
    .values({ node, ...firstHead({ key, node }) })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return made.numInsertedOrUpdatedRows === 1n;
}

/** A database that was never sealed is new, or a former release wrote all of it. Anything else was sealed once: then the list was removed. */
async function sealFormerChains(
  trx: Transaction<Schema>,
  key: KeyObject,
  engine: Database['engine'],
): Promise<ChainList> {
  const query = trx.selectFrom('audit_chains').selectAll().orderBy('node');
  const chains = await (engine === 'postgres' ? query.forUpdate() : query).execute();
  if (chains.length === 0) return (await hasContent(trx)) ? 'absent' : new Set();
  for (const chain of chains) if (await wasSealed(trx, key, chain)) return 'absent';
  for (const { node, ...head } of chains)
    await trx
      .updateTable('audit_chains')
      .set({ head_mac: headMac({ key, node }, head) })
      .where('node', '=', node)
      .execute();
  return new Set(chains.map(({ node }) => node));
}

/** Nobody comes into a system without an event that tells of it. */
async function hasContent(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ found: number }>`SELECT 1 AS found
    WHERE EXISTS (SELECT 1 FROM admins) OR EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM tokens)
      OR EXISTS (SELECT 1 FROM agents) OR EXISTS (SELECT 1 FROM audit_events)`.execute(db);
  return rows.length > 0;
}

/** Its last row says so by its hash, whatever became of the MAC. */
async function wasSealed(db: Kysely<Schema>, key: KeyObject, chain: ChainRow): Promise<boolean> {
  if (chain.head_mac !== null) return true;
  const [last, before] = await db
    .selectFrom('audit_events')
    .selectAll()
    .where('node', '=', chain.node)
    .orderBy('id', 'desc')
    .limit(2)
    .execute();
  if (last === undefined) return false;
  return fittingForm(last, before?.hash ?? CHAIN_START, { key, forms: ['sealed'] }) !== undefined;
}
