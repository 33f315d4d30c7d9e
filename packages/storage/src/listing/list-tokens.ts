import { type PageOf, type PageRequest, type TokenFilter, loginKey } from '@lingpai/domain';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { type FacetParts, facetsWith } from '../token-facet.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { IndexGroups, groupsOf } from './index-groups.ts';
import { keysWithPrefix } from './key-range.ts';
import { type KeyedRow, mergeGroups } from './merge-groups.ts';
import { type ScanResult, scanBounded } from './scan-bounded.ts';
import { type OrganizationScope, organizationScope } from './subtree.ts';

/** What one page of tokens is looked for in and by. */
interface TokenSearch {
  readonly db: Kysely<Schema>;
  readonly engine: Engine;
  readonly prefix: string;
  readonly scope: Exclude<OrganizationScope, 'nothing'>;
  /** undefined: every facet */
  readonly facets: ReadonlySet<number> | undefined;
  /** only tokens that are locked at this instant, epoch ms */
  readonly lockedAt: number | undefined;
  /** imports under way: their rows are there for nobody */
  readonly hiddenImports: readonly number[];
}

/**
 * Ids of the tokens on a page: those whose serial begins with `q`, in the order of serials; behind them those bound to a user whose login
 * begins with `q`, in the order of logins.
 */
export async function listTokenIds(
  db: Kysely<Schema>,
  engine: Engine,
  filter: TokenFilter,
  page: PageRequest & { nowMs: number },
): Promise<PageOf<number>> {
  const scope = await organizationScope(db, filter.organizationId, filter.includeSub ?? true);
  if (scope === 'nothing') return { items: [], nextCursor: null };
  const search = { db, engine, scope, ...(await criteriaOf(db, filter, page.nowMs)) };
  const [part, key, id] =
    page.cursor === undefined
      ? (['serial', '', 0] as const)
      : decodeCursor(page.cursor, ['', '', 0] as const);
  if ((part as string) === 'login') return byLogin(search, { loginKey: key, tokenId: id }, page.limit);
  const bySerial = await listBySerial(search, key, page.limit);
  if (bySerial.nextCursor !== null || search.prefix === '') return bySerial;
  const room = page.limit - bySerial.items.length;
  if (room === 0) return { items: bySerial.items, nextCursor: encodeCursor(['login', '', 0]) };
  const more = await byLogin(search, { loginKey: '', tokenId: 0 }, room);
  return { items: [...bySerial.items, ...more.items], nextCursor: more.nextCursor };
}

async function criteriaOf(
  db: Kysely<Schema>,
  filter: TokenFilter,
  nowMs: number,
): Promise<Pick<TokenSearch, 'prefix' | 'facets' | 'lockedAt' | 'hiddenImports'>> {
  const { status, bound } = filter;
  const parts: Partial<FacetParts> = {
    ...(filter.kind && { kind: filter.kind }),
    ...(filter.type && { type: filter.type }),
    ...(bound !== undefined && { isBound: bound }),
    ...(status !== undefined &&
      status !== 'locked' &&
      (status === 'expired' ? { isExpired: true } : { status })),
  };
  const imports = await db.selectFrom('imports').select('id').where('state', '=', 'writing').execute();
  return {
    prefix: (filter.q ?? '').replaceAll('\0', ''),
    facets: Object.keys(parts).length === 0 ? undefined : new Set(facetsWith(parts)),
    lockedAt: status === 'locked' ? nowMs : undefined,
    hiddenImports: imports.map((row) => row.id),
  };
}

async function listBySerial(search: TokenSearch, after: string, limit: number): Promise<PageOf<number>> {
  if (search.lockedAt !== undefined) return listLocked(search, after, limit);
  const isUnfiltered = search.scope === 'everything' && search.facets === undefined;
  const rows = isUnfiltered
    ? await firstSerials(search, after, limit + 1)
    : await mergeGroups(groupsFor(search, after), limit + 1);
  const items = rows.slice(0, limit);
  return {
    items: items.map((row) => row.id),
    nextCursor: rows.length > limit ? encodeCursor(['serial', items.at(-1)?.key ?? '', 0]) : null,
  };
}

function groupsFor(search: TokenSearch, after: string): IndexGroups {
  const { db, engine, scope, facets } = search;
  const common = {
    table: 'tokens',
    keyColumn: 'serial',
    range: keysWithPrefix(search.prefix, after),
    condition: visible(search.hiddenImports),
  } as const;
  if (scope === 'everything')
    return new IndexGroups(db, engine, {
      ...common,
      groupColumns: ['facet'],
      groups: groupsOf([...(facets ?? facetsWith({}))]),
    });
  if (facets === undefined)
    return new IndexGroups(db, engine, {
      ...common,
      groupColumns: ['organization_id'],
      groups: sql`(SELECT DISTINCT c.organization_id AS column1 FROM token_counts AS c
        WHERE c.organization_id IN ${scope.ids} AND c.token_count > 0)`,
    });
  return new IndexGroups(db, engine, {
    ...common,
    groupColumns: ['organization_id', 'facet'],
    groups: sql`(SELECT c.organization_id AS column1, c.facet AS column2 FROM token_counts AS c
      WHERE c.organization_id IN ${scope.ids} AND c.token_count > 0 AND c.facet IN (${literals([...facets])}))`,
  });
}

/** Without a filter the index of serials is the list. */
async function firstSerials(search: TokenSearch, after: string, count: number): Promise<KeyedRow[]> {
  const range = keysWithPrefix(search.prefix, after);
  const { rows } = await sql<KeyedRow>`
    SELECT t.serial AS key, t.id FROM tokens AS t
    WHERE t.serial > ${range.after} AND t.serial <= ${range.upTo} ${visible(search.hiddenImports)}
    ORDER BY t.serial LIMIT ${count}`.execute(search.db);
  return rows;
}

function visible(hiddenImports: readonly number[]): RawBuilder<unknown> {
  if (hiddenImports.length === 0) return sql``;
  return sql`AND (t.import_id IS NULL OR t.import_id NOT IN (${literals(hiddenImports)}))`;
}

function literals(values: readonly number[]): RawBuilder<unknown> {
  return sql.join(values.map((value) => sql.lit(value)));
}

interface Candidate {
  readonly id: number;
  readonly serial: string;
  readonly login_key: string;
  readonly organization_id: number;
  readonly facet: number;
  readonly import_id: number | null;
  readonly locked_until: number;
  /** 0: the token was listed already, with another of its users */
  readonly is_first: number;
}

function isWanted(search: TokenSearch, row: Candidate): boolean {
  const { scope, facets, lockedAt, hiddenImports } = search;
  return (
    (scope === 'everything' || scope.has(row.organization_id)) &&
    (facets === undefined || facets.has(row.facet)) &&
    (lockedAt === undefined || row.locked_until > lockedAt) &&
    !(row.import_id !== null && hiddenImports.includes(row.import_id))
  );
}

/** Locked tokens have an index of their own; what else is asked for is looked at row by row. */
async function listLocked(search: TokenSearch, after: string, limit: number): Promise<PageOf<number>> {
  const range = keysWithPrefix(search.prefix, after);
  const result = await scanBounded<Candidate>({
    limit,
    isWanted: (row) => isWanted(search, row),
    next: async (last, count) => {
      const { rows } = await sql<Candidate>`
        SELECT t.id, t.serial, '' AS login_key, t.organization_id, t.facet, t.import_id, t.any_locked_until AS locked_until, 1 AS is_first FROM tokens AS t
        WHERE t.any_locked_until > 0 AND t.serial > ${last?.serial ?? range.after} AND t.serial <= ${range.upTo}
        ORDER BY t.serial LIMIT ${count}`.execute(search.db);
      return rows;
    },
  });
  return toPage(result, (row) => ['serial', row.serial, 0]);
}

/** Tokens of users whose login begins so; those whose serial begins so too were listed already. */
async function byLogin(
  search: TokenSearch,
  from: { loginKey: string; tokenId: number },
  limit: number,
): Promise<PageOf<number>> {
  const { db, prefix } = search;
  const range = keysWithPrefix(loginKey(prefix), '');
  const result = await scanBounded<Candidate>({
    limit,
    isWanted: (row) => row.is_first === 1 && !row.serial.startsWith(prefix) && isWanted(search, row),
    next: async (last, count) => {
      const key = last?.login_key ?? from.loginKey;
      const id = last?.id ?? from.tokenId;
      const begin =
        key === ''
          ? sql`u.login_key > ${range.after}`
          : sql`u.login_key >= ${key} AND (u.login_key > ${key} OR b.token_id > ${id})`;
      const { rows } = await sql<Candidate>`
        SELECT t.id, t.serial, u.login_key, t.organization_id, t.facet, t.import_id, t.any_locked_until AS locked_until,
          CASE WHEN t.binding_count > 1 AND EXISTS (SELECT 1 FROM bindings AS b2 JOIN users AS u2 ON u2.id = b2.user_id
            WHERE b2.token_id = t.id AND u2.login_key > ${range.after} AND u2.login_key < u.login_key) THEN 0 ELSE 1 END AS is_first
        FROM users AS u JOIN bindings AS b ON b.user_id = u.id JOIN tokens AS t ON t.id = b.token_id
        WHERE ${begin} AND u.login_key <= ${range.upTo}
        ORDER BY u.login_key, b.token_id LIMIT ${count}`.execute(db);
      return rows;
    },
  });
  return toPage(result, (row) => ['login', row.login_key, row.id]);
}

function toPage(
  { rows, resumeAfter }: ScanResult<Candidate>,
  cursor: (row: Candidate) => (string | number)[],
): PageOf<number> {
  return {
    items: rows.map((row) => row.id),
    nextCursor: resumeAfter === undefined ? null : encodeCursor(cursor(resumeAfter)),
  };
}
