import { type PageOf, type PageRequest, type UserFilter, loginKey } from '@lingpai/domain';
import { type Kysely, sql } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { IndexGroups, groupsOf } from './index-groups.ts';
import { keysWithPrefix } from './key-range.ts';
import { mergeGroups } from './merge-groups.ts';
import { scanBounded } from './scan-bounded.ts';
import { type OrganizationScope, organizationScope } from './subtree.ts';

/** A search term is looked for at the beginning of each of these, one after the other. */
const FIELDS = ['login_key', 'name_key', 'email_key', 'phone'] as const;
type Field = (typeof FIELDS)[number];

interface UserSearch {
  readonly db: Kysely<Schema>;
  readonly engine: Engine;
  /** as `login_key`, `name_key` and `email_key` are written */
  readonly prefix: string;
  readonly phonePrefix: string;
  readonly scope: Exclude<OrganizationScope, 'nothing'>;
  readonly status: UserFilter['status'];
  readonly nowMs: number;
}
interface Place {
  readonly field: Field;
  readonly key: string;
  readonly loginKey: string;
}

/**
 * Ids of the users on a page: those whose login begins with `q` (all of them without `q`), in the order of logins; behind them those whose
 * name, e-mail or phone begins so.
 */
export async function listUserIds(
  db: Kysely<Schema>,
  engine: Engine,
  filter: UserFilter,
  page: PageRequest & { nowMs: number },
): Promise<PageOf<number>> {
  const scope = await organizationScope(db, filter.organizationId, filter.includeSub ?? true);
  if (scope === 'nothing') return { items: [], nextCursor: null };
  const q = (filter.q ?? '').replaceAll('\0', '').trim();
  const search = {
    db,
    engine,
    scope,
    status: filter.status,
    nowMs: page.nowMs,
    prefix: loginKey(q),
    phonePrefix: q,
  };
  const items: number[] = [];
  let place: Place | undefined = placeOf(page.cursor);
  while (place !== undefined && items.length < page.limit) {
    const part: PageOfPart = await listPart(search, place, page.limit - items.length);
    items.push(...part.items);
    // Looked at enough for one page: what is left of this field comes with the next page.
    if (part.next !== undefined) return { items, nextCursor: cursorOf(part.next) };
    place = q === '' ? undefined : nextField(place.field);
  }
  return { items, nextCursor: place === undefined ? null : cursorOf(place) };
}

function cursorOf({ field, key, loginKey: login }: Place): string {
  return encodeCursor([field, key, login]);
}

interface PageOfPart {
  readonly items: number[];
  readonly next: Place | undefined;
}

function placeOf(cursor: string | undefined): Place {
  if (cursor === undefined) return { field: 'login_key', key: '', loginKey: '' };
  const [name, key, login] = decodeCursor(cursor, ['', '', ''] as const);
  const field = FIELDS.find((known) => known === (name as string)) ?? 'login_key';
  return { field, key, loginKey: login };
}

function nextField(field: Field): Place | undefined {
  const next = FIELDS[FIELDS.indexOf(field) + 1];
  return next && { field: next, key: '', loginKey: '' };
}

function listPart(search: UserSearch, place: Place, limit: number): Promise<PageOfPart> {
  const isPlain = place.field === 'login_key' && search.status !== 'locked';
  return isPlain ? listByLogin(search, place.key, limit) : scanField(search, place, limit);
}

async function listByLogin(search: UserSearch, after: string, limit: number): Promise<PageOfPart> {
  const rows = await mergeGroups(groupsFor(search, after), limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.key ?? '';
  return {
    items: page.map((row) => row.id),
    next: rows.length > limit ? { field: 'login_key', key: last, loginKey: '' } : undefined,
  };
}

function groupsFor(search: UserSearch, after: string): IndexGroups {
  const { db, engine, scope, status } = search;
  const statuses = groupsOf(status === undefined ? ['enabled', 'disabled'] : [status]);
  const range = keysWithPrefix(search.prefix, after);
  const common = { table: 'users', keyColumn: 'login_key', range, condition: sql`` } as const;
  if (scope === 'everything')
    return new IndexGroups(db, engine, { ...common, groupColumns: ['status'], groups: statuses });
  return new IndexGroups(db, engine, {
    ...common,
    groupColumns: ['organization_id', 'status'],
    groups: sql`(SELECT o.id AS column1, s.column1 AS column2 FROM organizations AS o CROSS JOIN ${statuses} AS s
      WHERE o.id IN ${scope.ids} AND o.user_count > 0)`,
  });
}

interface Candidate {
  readonly id: number;
  readonly organization_id: number;
  readonly status: string;
  readonly key: string;
  readonly login_key: string;
  readonly name_key: string;
  readonly email_key: string;
  readonly locked_until: number;
}

/** Goes through the users whose field begins so, looking at each for what else is asked. */
async function scanField(search: UserSearch, place: Place, limit: number): Promise<PageOfPart> {
  const { db } = search;
  const { field } = place;
  const column = sql`u.${sql.ref(field)}`;
  const range = keysWithPrefix(field === 'phone' ? search.phonePrefix : search.prefix, '');
  // Locked users have an index of their own. It holds all columns asked for here, and so the engine prefers it to that of all logins.
  const isByLogin = field === 'login_key';
  const locked = search.status === 'locked' && isByLogin ? sql`AND u.locked_until > 0` : sql``;
  const otherKeys = isByLogin ? sql`'' AS name_key, '' AS email_key` : sql`u.name_key, u.email_key`;
  const result = await scanBounded<Candidate>({
    limit,
    isWanted: (row) => isWanted(search, field, row),
    next: async (last, count) => {
      const key = last?.key ?? place.key;
      const login = last?.login_key ?? place.loginKey;
      const begin =
        key === ''
          ? sql`${column} > ${range.after}`
          : sql`${column} >= ${key} AND (${column} > ${key} OR u.login_key > ${login})`;
      const { rows } = await sql<Candidate>`
        SELECT u.id, u.organization_id, u.status, ${column} AS key, u.login_key, ${otherKeys}, u.locked_until
        FROM users AS u WHERE ${begin} AND ${column} <= ${range.upTo} ${locked}
        ORDER BY ${isByLogin ? column : sql`${column}, u.login_key`} LIMIT ${count}`.execute(db);
      return rows;
    },
  });
  const { resumeAfter } = result;
  return {
    items: result.rows.map((row) => row.id),
    next: resumeAfter && { field, key: resumeAfter.key, loginKey: resumeAfter.login_key },
  };
}

function isWanted(search: UserSearch, field: Field, row: Candidate): boolean {
  const { scope, status, prefix, nowMs } = search;
  if (scope !== 'everything' && !scope.has(row.organization_id)) return false;
  if (status === 'locked' ? row.locked_until <= nowMs : status !== undefined && row.status !== status)
    return false;
  // Found by an earlier field: listed already.
  const earlier = FIELDS.slice(0, FIELDS.indexOf(field));
  return !earlier.some((name) => name !== 'phone' && row[name].startsWith(prefix));
}
