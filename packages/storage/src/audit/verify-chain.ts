import type { AuditDraft, ChainCheck, ChainProblem, ChainVerdict } from '@lingpai/domain';
import type { Kysely, Selectable } from 'kysely';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CHAIN_START, chainHash } from '../audit-chain.ts';
import type { AuditEventsTable, Schema } from '../schema.ts';
import type { ChainIdentity } from '../stores/audit-writer.ts';

type EventRow = Selectable<AuditEventsTable>;
type ChainRow = Schema['audit_chains'];

/** Rows at a time: few enough that nobody else waits long for the thread. */
const CHUNK_EVENTS = 500;

/** How far a chain is checked. */
interface Link {
  hash: Uint8Array;
  count: number;
}

/** Recomputes every hash, row by row, of all chains at once; stops at the first row that does not fit. */
export async function verifyChain(
  db: Kysely<Schema>,
  key: ChainIdentity['key'],
  check: ChainCheck,
): Promise<ChainVerdict> {
  // Read first: what is appended meanwhile lies behind these ends.
  const chains = await db.selectFrom('audit_chains').selectAll().orderBy('node').execute();
  const run = new ChainRun(key, chains);
  const end = Math.max(0, ...chains.map((chain) => chain.head_id));
  const total = chains.reduce((sum, chain) => sum + chain.event_count, 0);
  for (;;) {
    check.signal?.throwIfAborted();
    const rows = await nextRows(db, run.lastId);
    for (const row of rows) {
      const problem = run.check(row);
      if (problem !== undefined) return broken(run.checked, { id: row.id, node: row.node, problem });
    }
    check.onProgress?.(Math.min(run.checked, total), total);
    if (rows.length < CHUNK_EVENTS || run.lastId > end) break;
    await nextTurn();
  }
  const stray = await findStray(db, run.beyondEnds);
  if (stray !== undefined) return broken(run.checked, stray);
  const missing = run.unfinished();
  if (missing === undefined) return { isIntact: true, checked: run.checked, brokenAt: null };
  return broken(run.checked, { id: missing.head_id, node: missing.node, problem: 'end-missing' });
}

function broken(
  checked: number,
  brokenAt: { id: number; node: string; problem: ChainProblem },
): ChainVerdict {
  return { isIntact: false, checked, brokenAt };
}

/** Rows behind the ends were written since. Their ends have moved on by now, in the same transactions; else nobody of ours wrote them. */
async function findStray(
  db: Kysely<Schema>,
  lastIds: ReadonlyMap<string, number>,
): Promise<{ id: number; node: string; problem: ChainProblem } | undefined> {
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
    const link = this.#links.get(row.node) ?? { hash: CHAIN_START, count: 0 };
    const hash = chainHash({
      key: this.#key,
      node: row.node,
      previous: link.hash,
      draft: toDraft(row),
      detail: row.detail,
    });
    if (!equalBytes(hash, row.hash)) return isNext ? 'altered' : 'rows-missing';
    this.#links.set(row.node, { hash, count: link.count + 1 });
    this.#checked += 1;
    return this.#checkEnd(row, { hash, count: link.count + 1 }, chain);
  }

  #checkEnd(row: EventRow, link: Link, chain: ChainRow): ChainProblem | undefined {
    if (row.id !== chain.head_id) return undefined;
    this.#reached.add(row.node);
    return link.count === chain.event_count && equalBytes(link.hash, chain.head_hash)
      ? undefined
      : 'end-altered';
  }

  /** A chain whose last row never came. */
  unfinished(): ChainRow | undefined {
    return [...this.#chains.values()].find((chain) => chain.head_id > 0 && !this.#reached.has(chain.node));
  }
}

function toDraft(row: EventRow): AuditDraft {
  return {
    at: row.at,
    actorKind: row.actor_kind as AuditDraft['actorKind'],
    actor: row.actor,
    action: row.action,
    resultCode: row.result_code ?? undefined,
    hasSucceeded: row.succeeded === 1,
    reason: row.reason,
    userLogin: row.user_login,
    serial: row.serial,
    source: row.source,
    detail: {},
  };
}

/** Nothing secret is compared here. */
function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
