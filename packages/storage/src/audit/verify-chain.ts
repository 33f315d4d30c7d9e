import type { ChainCheck, ChainProblem, ChainVerdict } from '@lingpai/domain';
import type { Kysely } from 'kysely';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CHAIN_START, type ChainForm, isHeadGenuine } from '../audit-chain.ts';
import type { Schema } from '../schema.ts';
import type { ChainIdentity } from '../stores/audit-writer.ts';
import { type ChainList, readChainList } from './chain-list.ts';
import { type EventRow, equalBytes, fittingForm } from './stored-row.ts';

type ChainRow = Schema['audit_chains'];
type Break = NonNullable<ChainVerdict['brokenAt']>;

/** Rows at a time: few enough that nobody else waits long for the thread. */
const CHUNK_EVENTS = 500;

/** How far a chain is checked. */
interface Link {
  readonly hash: Uint8Array;
  readonly count: number;
  /** of the last row; a chain that is sealed stays so */
  readonly form: ChainForm;
}
const FORMS_AFTER: Readonly<Record<ChainForm, readonly ChainForm[]>> = {
  unsealed: ['unsealed', 'sealed'],
  sealed: ['sealed'],
};

/** Recomputes every hash, row by row, of all chains at once; stops at the first row that does not fit. Then: is every chain here? */
export async function verifyChain(
  db: Kysely<Schema>,
  key: ChainIdentity['key'],
  check: ChainCheck,
): Promise<ChainVerdict> {
  // What is listed now has a chain already when chains are read.
  const listed = await readChainList(db, key);
  // Read before the rows: what is appended meanwhile lies behind these ends.
  const chains = await db.selectFrom('audit_chains').selectAll().orderBy('node').execute();
  const run = new ChainRun(key, chains);
  const brokenAt =
    (await walk(run, db, check)) ??
    (await findStray(db, run.beyondEnds)) ??
    run.findUnfinished() ??
    findRemoved(chains, listed) ??
    findUnlisted(chains, await readChainList(db, key));
  return { isIntact: brokenAt === undefined, checked: run.checked, brokenAt: brokenAt ?? null };
}

async function walk(run: ChainRun, db: Kysely<Schema>, check: ChainCheck): Promise<Break | undefined> {
  for (;;) {
    check.signal?.throwIfAborted();
    const rows = await nextRows(db, run.lastId);
    for (const row of rows) {
      const problem = run.check(row);
      if (problem !== undefined) return { id: row.id, node: row.node, problem };
    }
    check.onProgress?.(Math.min(run.checked, run.total), run.total);
    if (rows.length < CHUNK_EVENTS || run.lastId > run.end) return undefined;
    await nextTurn();
  }
}

function findRemoved(chains: readonly ChainRow[], listed: ChainList): Break | undefined {
  if (typeof listed === 'string') return { id: 0, node: '*', problem: 'list-altered' };
  const nodes = new Set(chains.map((chain) => chain.node));
  const removed = [...listed].find((node) => !nodes.has(node));
  return removed === undefined ? undefined : { id: 0, node: removed, problem: 'chain-missing' };
}

/** @param listed read after the chains: what is a chain by then is listed */
function findUnlisted(chains: readonly ChainRow[], listed: ChainList): Break | undefined {
  const unlisted = chains.find(({ node }) => typeof listed === 'string' || !listed.has(node));
  return unlisted === undefined ? undefined : { id: 0, node: unlisted.node, problem: 'list-altered' };
}

/** Rows behind the ends were written since. Their ends have moved on by now, in the same transactions; else nobody of ours wrote them. */
async function findStray(
  db: Kysely<Schema>,
  lastIds: ReadonlyMap<string, number>,
): Promise<Break | undefined> {
  if (lastIds.size === 0) return undefined;
  const chains = await db
    .selectFrom('audit_chains')
    .selectAll()
    .where('node', 'in', [...lastIds.keys()])
    .execute();
  const headIds = new Map(chains.map((chain) => [chain.node, chain.head_id]));
  for (const [node, id] of lastIds) {
    const headId = headIds.get(node);
    if (headId === undefined) return { id, node, problem: 'no-chain' };
    if (headId < id) return { id, node, problem: 'end-altered' };
  }
  return undefined;
}

function nextRows(db: Kysely<Schema>, after: number): Promise<EventRow[]> {
  return db
    .selectFrom('audit_events')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(CHUNK_EVENTS)
    .execute();
}

class ChainRun {
  readonly #key: ChainIdentity['key'];
  readonly #chains: ReadonlyMap<string, ChainRow>;
  readonly #links = new Map<string, Link>();
  readonly #reached = new Set<string>();
  readonly #beyondEnds = new Map<string, number>();
  #lastId = 0;
  #checked = 0;

  constructor(key: ChainIdentity['key'], chains: readonly ChainRow[]) {
    this.#key = key;
    this.#chains = new Map(chains.map((chain) => [chain.node, chain]));
  }

  /** id of the last row that is checked */
  get end(): number {
    return Math.max(0, ...[...this.#chains.values()].map((chain) => chain.head_id));
  }
  /** how many rows are checked, all told */
  get total(): number {
    return [...this.#chains.values()].reduce((sum, chain) => sum + chain.event_count, 0);
  }
  get lastId(): number {
    return this.#lastId;
  }
  get checked(): number {
    return this.#checked;
  }

  /** id of the last row of each node that lies behind the end that was read */
  get beyondEnds(): ReadonlyMap<string, number> {
    return this.#beyondEnds;
  }

  check(row: EventRow): ChainProblem | undefined {
    const isNext = row.id === this.#lastId + 1;
    this.#lastId = row.id;
    const chain = this.#chains.get(row.node);
    if (chain === undefined || row.id > chain.head_id) {
      // Written while we look. Some of these may have been passed already: an id is given before its row is there for others to see.
      this.#beyondEnds.set(row.node, row.id);
      return undefined;
    }
    const before = this.#links.get(row.node) ?? { hash: CHAIN_START, count: 0, form: 'unsealed' };
    const form = fittingForm(row, before.hash, { key: this.#key, forms: FORMS_AFTER[before.form] });
    if (form === undefined) return isNext ? 'altered' : 'rows-missing';
    const link = { hash: row.hash, count: before.count + 1, form };
    this.#links.set(row.node, link);
    this.#checked += 1;
    return this.#checkEnd(row, link, chain);
  }

  #checkEnd(row: EventRow, link: Link, chain: ChainRow): ChainProblem | undefined {
    if (row.id !== chain.head_id) return undefined;
    this.#reached.add(row.node);
    if (link.count !== chain.event_count || !equalBytes(link.hash, chain.head_hash)) return 'end-altered';
    return this.#checkMac(chain);
  }

  #checkMac({ node, ...head }: ChainRow): ChainProblem | undefined {
    if (head.head_mac === null) return 'end-unsealed';
    return isHeadGenuine({ key: this.#key, node }, head) ? undefined : 'end-altered';
  }

  /** A chain whose last row never came, or that is said to have none. */
  findUnfinished(): Break | undefined {
    for (const chain of this.#chains.values()) {
      const { node, head_id: id } = chain;
      if (this.#reached.has(node)) continue;
      const problem = this.#checkMac(chain) ?? (id > 0 ? 'end-missing' : undefined);
      if (problem !== undefined) return { id, node, problem };
    }
    return undefined;
  }
}
