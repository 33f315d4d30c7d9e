import type { Token, TokenDetail } from '@lingpai/contract';
import type {
  PageOf,
  PageRequest,
  TokenFilter,
  TokenHandle,
  TokenSpec,
  TokenStatus,
  TokenStore,
} from '@lingpai/domain';
import type { Kysely, Transaction } from 'kysely';
import { listTokenIds } from '../listing/list-tokens.ts';
import type { Engine } from '../migrations/index.ts';
import { forgetSourceFailures } from './source-failures.ts';
import type { Schema } from '../schema.ts';
import { type TokenCountChange, addTokenCounts } from '../token-counts.ts';
import { tokenFacet } from '../token-facet.ts';
import { readTokenDetail, readTokens, selectTokens } from './token-rows.ts';
import { isVisibleToken } from './visible-token.ts';

/** Rows per INSERT: far below the engines' limit of bound values. */
const CHUNK_TOKENS = 500;

export class KyselyTokenStore implements TokenStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  async list(filter: TokenFilter, page: PageRequest & { nowMs: number }): Promise<PageOf<Token>> {
    const { items, nextCursor } = await listTokenIds(this.#db, this.#engine, filter, page);
    return { items: await readTokens(this.#db, items, page.nowMs), nextCursor };
  }

  async read(serial: string, nowMs: number): Promise<TokenDetail | undefined> {
    const id = await this.#visibleId(serial, false);
    if (id === undefined) return undefined;
    const row = await selectTokens(this.#db).where('t.id', '=', id).executeTakeFirst();
    return row && readTokenDetail(this.#db, row, nowMs);
  }

  async lock(serial: string): Promise<TokenHandle | undefined> {
    const id = await this.#visibleId(serial, true);
    if (id === undefined) return undefined;
    const row = await selectTokens(this.#db).where('t.id', '=', id).executeTakeFirstOrThrow();
    return {
      id: row.id,
      serial: row.serial,
      organizationId: row.organization_id,
      organizationPath: row.organization_path,
      kind: row.kind,
      type: row.type,
      status: row.status,
      isExpired: row.is_expired === 1,
      bindingCount: row.binding_count,
    };
  }

  async setStatus(before: TokenHandle, status: TokenStatus, at: number): Promise<void> {
    await this.#db
      .updateTable('tokens')
      .set({ status, updated_at: at })
      .where('id', '=', before.id)
      .execute();
    await this.#count(facetChange(before, { ...before, status }));
  }

  async setSignatureSuite(id: number, suite: string | null, at: number): Promise<void> {
    await this.#db
      .updateTable('tokens')
      .set({ signature_suite: suite, updated_at: at })
      .where('id', '=', id)
      .execute();
  }

  async setPin(id: number, sealed: Uint8Array | null, at: number): Promise<void> {
    await this.#db
      .updateTable('tokens')
      .set({ sealed_pin: sealed, updated_at: at })
      .where('id', '=', id)
      .execute();
  }

  async unlock(id: number, at: number): Promise<void> {
    await this.#db
      .updateTable('tokens')
      .set({ fail_count: 0, locked_until: 0, source_locked_until: 0, updated_at: at })
      .where('id', '=', id)
      .execute();
    await forgetSourceFailures(this.#db, 'token', id);
  }

  async insertMobile(batch: {
    serials: readonly string[];
    organizationId: number;
    spec: TokenSpec;
    at: number;
  }): Promise<string[]> {
    const added: string[] = [];
    for (let start = 0; start < batch.serials.length; start += CHUNK_TOKENS) {
      const rows = await this.#db
        .insertInto('tokens')
        .values(batch.serials.slice(start, start + CHUNK_TOKENS).map((serial) => newMobileRow(serial, batch)))
        .onConflict((c) => c.column('serial').doNothing())
        .returning('serial')
        .execute();
      added.push(...rows.map((row) => row.serial));
    }
    const { organizationId, spec } = batch;
    const facet = tokenFacet({
      kind: 'mobile',
      type: spec.type,
      status: 'enabled',
      isBound: false,
      isExpired: false,
    });
    await this.#count([{ organizationId, facet, by: added.length }]);
    return added.sort();
  }

  async markExpired(nowMs: number, limit: number): Promise<number> {
    const due = this.#db
      .selectFrom('tokens')
      .select(['id', 'organization_id', 'facet'])
      .where('is_expired', '=', 0)
      .where('expires_at', 'is not', null)
      .where('expires_at', '<=', nowMs)
      .where(isVisibleToken)
      .orderBy('expires_at')
      .limit(limit);
    const rows = await (this.#engine === 'postgres' ? due.forUpdate().skipLocked() : due).execute();
    if (rows.length === 0) return 0;
    const ids = rows.map((row) => row.id);
    const marked = await this.#db
      .updateTable('tokens')
      .set({ is_expired: 1 })
      .where('id', 'in', ids)
      .returning(['organization_id', 'facet'])
      .execute();
    await this.#count([
      ...rows.map((row) => ({ organizationId: row.organization_id, facet: row.facet, by: -1 })),
      ...marked.map((row) => ({ organizationId: row.organization_id, facet: row.facet, by: 1 })),
    ]);
    return rows.length;
  }

  async #visibleId(serial: string, isLocking: boolean): Promise<number | undefined> {
    const query = this.#db
      .selectFrom('tokens')
      .select('tokens.id')
      .where('tokens.serial', '=', serial)
      .where(isVisibleToken);
    const row = await (
      isLocking && this.#engine === 'postgres' ? query.forUpdate() : query
    ).executeTakeFirst();
    return row?.id;
  }

  /** Only ever called inside a transaction. */
  #count(changes: readonly TokenCountChange[]): Promise<void> {
    return addTokenCounts(this.#db as Transaction<Schema>, changes);
  }
}

/** How the counters move when a token changes. */
export function facetChange(before: TokenHandle, after: TokenHandle): TokenCountChange[] {
  const facetOf = (token: TokenHandle) => tokenFacet({ ...token, isBound: token.bindingCount > 0 });
  const { organizationId } = before;
  return [
    { organizationId, facet: facetOf(before), by: -1 },
    { organizationId, facet: facetOf(after), by: 1 },
  ];
}

function newMobileRow(
  serial: string,
  { organizationId, spec, at }: { organizationId: number; spec: TokenSpec; at: number },
) {
  return {
    serial,
    organization_id: organizationId,
    kind: 'mobile',
    type: spec.type,
    hash: spec.hash,
    digits: spec.digits,
    period_seconds: spec.periodSeconds ?? null,
    ocra_suite: spec.ocraSuite ?? null,
    status: 'enabled',
    activation: 'undistributed',
    manufacturer: '',
    model: '',
    created_at: at,
    updated_at: at,
  } as const;
}
