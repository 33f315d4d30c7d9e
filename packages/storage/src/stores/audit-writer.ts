import type { KeyObject } from 'node:crypto';
import type { AuditDraft, AuditWriter } from '@lingpai/domain';
import type { Kysely } from 'kysely';
import { CHAIN_START, type ChainHead, chainEvents, movedHead } from '../audit-chain.ts';
import type { Schema } from '../schema.ts';

export interface ChainIdentity {
  /** 32 bytes, as a key object: preparing it each time would cost more than the hash */
  readonly key: KeyObject;
  /** whose chain: a name that stays the same over restarts; several processes may share it, they then take turns */
  readonly node: string;
}

/** Rows per INSERT: far below the engines' limit of bound values. */
const CHUNK_EVENTS = 500;

/** Appends to the chain of this node. Use it inside a transaction: the chain's row is locked from here to the commit. */
export class KyselyAuditWriter implements AuditWriter {
  readonly #db: Kysely<Schema>;
  readonly #chain: ChainIdentity;
  readonly #lockRow: boolean;

  constructor(db: Kysely<Schema>, chain: ChainIdentity, engine: 'sqlite' | 'postgres') {
    this.#db = db;
    this.#chain = chain;
    this.#lockRow = engine === 'postgres';
  }

  async append(drafts: readonly AuditDraft[]): Promise<void> {
    if (drafts.length === 0) return;
    const head = await this.#lockHead();
    const events = chainEvents(drafts, { ...this.#chain, previous: head.head_hash });
    let headId = 0;
    for (let at = 0; at < events.length; at += CHUNK_EVENTS)
      headId = await this.#insert(events.slice(at, at + CHUNK_EVENTS));
    await this.#db
      .updateTable('audit_chains')
      .set(movedHead(this.#chain, head, { events, headId }))
      .where('node', '=', this.#chain.node)
      .execute();
  }

  async #lockHead(): Promise<ChainHead> {
    const { node } = this.#chain;
    await this.#db
      .insertInto('audit_chains')
      .values({ node, event_count: 0, head_id: 0, head_hash: CHAIN_START, head_mac: null })
      .onConflict((c) => c.doNothing())
      .execute();
    const query = this.#db
      .selectFrom('audit_chains')
      .select(['event_count', 'head_id', 'head_hash', 'head_mac'])
      .where('node', '=', node);
    return (this.#lockRow ? query.forUpdate() : query).executeTakeFirstOrThrow();
  }

  async #insert(events: ReturnType<typeof chainEvents>): Promise<number> {
    const rows = events.map(({ draft, detail, hash }) => ({
      node: this.#chain.node,
      at: draft.at,
      actor_kind: draft.actorKind,
      actor: draft.actor,
      action: draft.action,
      result_code: draft.resultCode ?? null,
      succeeded: draft.hasSucceeded ? 1 : 0,
      reason: draft.reason,
      user_login: draft.userLogin,
      serial: draft.serial,
      source: draft.source,
      detail,
      hash,
    }));
    const ids = await this.#db.insertInto('audit_events').values(rows).returning('id').execute();
    return ids.at(-1)!.id;
  }
}
