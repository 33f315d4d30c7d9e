import type { KeyObject } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { isSameMac, nodesMac } from '../audit-chain.ts';
import type { Schema } from '../schema.ts';

/** The names of all nodes that have a chain, with a MAC: so that a whole chain cannot be taken away unseen. */
const LIST = 'audit-chains.nodes';

/** `absent`: there has been none yet, or somebody removed it; `altered`: nobody of ours wrote what is there. */
export type ChainList = ReadonlySet<string> | 'absent' | 'altered';

export async function readChainList(db: Kysely<Schema>, key: KeyObject): Promise<ChainList> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', LIST).executeTakeFirst();
  return parseList(row?.value ?? '', key);
}

/** As `readChainList`, for who is going to write it in this transaction: others wait until it ends. */
export async function lockChainList(db: Kysely<Schema>, key: KeyObject): Promise<ChainList> {
  const { rows } = await sql<{ value: string }>`INSERT INTO meta (name, value) VALUES (${LIST}, '')
    ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING value`.execute(db);
  return parseList(rows[0]?.value ?? '', key);
}

export async function writeChainList(
  db: Kysely<Schema>,
  key: KeyObject,
  nodes: Iterable<string>,
): Promise<void> {
  const sorted = [...nodes].toSorted();
  const value = JSON.stringify({ nodes: sorted, mac: Buffer.from(nodesMac(key, sorted)).toString('hex') });
  await db.updateTable('meta').set({ value }).where('name', '=', LIST).execute();
}

function parseList(value: string, key: KeyObject): ChainList {
  if (value === '') return 'absent';
  const list = readJson(value);
  if (list === undefined) return 'altered';
  const isGenuine = isSameMac(Buffer.from(list.mac, 'hex'), nodesMac(key, list.nodes));
  return isGenuine ? new Set(list.nodes) : 'altered';
}

/** @returns undefined when it is no list at all */
function readJson(value: string): { nodes: string[]; mac: string } | undefined {
  try {
    const { nodes, mac } = JSON.parse(value) as { nodes?: unknown; mac?: unknown };
    return Array.isArray(nodes) && typeof mac === 'string' ? { nodes: nodes.map(String), mac } : undefined;
  } catch {
    return undefined;
  }
}
