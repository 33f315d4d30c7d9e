import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';
import type { KeyRange } from './key-range.ts';
import type { Groups, KeyedRow } from './merge-groups.ts';

/** The values of an index's leading columns. */
export type IndexGroup = readonly (string | number)[];

/** Which index ranges a list is merged from. */
export interface IndexRanges {
  readonly table: 'tokens' | 'users';
  /** leading columns of the index, one or two */
  readonly groupColumns: readonly string[];
  /** the index column after them: what the list is ordered by */
  readonly keyColumn: 'serial' | 'login_key';
  /** rows `column1`, `column2` …: the groups; a subselect or VALUES in parentheses */
  readonly groups: RawBuilder<unknown>;
  readonly range: KeyRange;
  /** a condition more on the index's own columns, `AND …`; of the table under the alias `t` */
  readonly condition: RawBuilder<unknown>;
}

/** Groups that are ranges of one index. Each method is one statement, with one index descent a group. */
export class IndexGroups implements Groups<IndexGroup> {
  readonly #db: Kysely<Schema>;
  readonly #ranges: IndexRanges;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine, ranges: IndexRanges) {
    this.#db = db;
    this.#ranges = ranges;
    this.#engine = engine;
  }

  async firstKeys(): Promise<{ group: IndexGroup; key: string }[]> {
    const statement =
      this.#engine === 'postgres'
        ? firstRowsInPostgres(this.#ranges, this.#ranges.groups, 1)
        : firstKeysInSqlite(this.#ranges);
    const { rows } = await statement.execute(this.#db);
    return rows.flatMap((row) => (row.key === null ? [] : [{ group: this.#groupOf(row), key: row.key }]));
  }

  async firstRows(groups: readonly IndexGroup[], count: number): Promise<KeyedRow[][]> {
    if (groups.length === 0) return [];
    const values = sql`(VALUES ${sql.join(groups.map((group) => sql`(${sql.join(group.map((v) => sql.lit(v)))})`))})`;
    const firstRowsIn = this.#engine === 'postgres' ? firstRowsInPostgres : firstRowsInSqlite;
    const { rows } = await firstRowsIn(this.#ranges, values, count).execute(this.#db);
    const portions = new Map<string, KeyedRow[]>(groups.map((group) => [JSON.stringify(group), []]));
    for (const row of rows)
      portions.get(JSON.stringify(this.#groupOf(row)))?.push({ key: row.key, id: row.id });
    return [...portions.values()];
  }

  #groupOf(row: GroupValues): IndexGroup {
    return this.#ranges.groupColumns.length === 1 ? [row.column1] : [row.column1, row.column2];
  }
}

/** One group a value, for indexes with one leading column. */
export function groupsOf(values: readonly (string | number)[]): RawBuilder<unknown> {
  return sql`(VALUES ${sql.join(values.map((value) => sql`(${sql.lit(value)})`))})`;
}

interface GroupValues {
  readonly column1: string | number;
  readonly column2: string | number;
}
type GroupRow = GroupValues & KeyedRow;

/** The statement that gives the first `count` rows of each group, ordered by key. */
type FirstRows = (ranges: IndexRanges, groups: RawBuilder<unknown>, count: number) => RawBuilder<GroupRow>;

/** SQLite has no LATERAL: the key of each group's last row wanted bounds its range instead. */
const firstRowsInSqlite: FirstRows = (ranges, groups, count) => {
  const { table, range, condition } = ranges;
  const key = sql`t.${sql.ref(ranges.keyColumn)}`;
  const from = sql`${ofGroup(ranges)} AND ${key} > ${range.after}`;
  const last = sql`SELECT ${key} FROM ${sql.table(table)} AS t WHERE ${from} AND ${key} <= ${range.upTo} ${condition}
    ORDER BY ${key} LIMIT 1 OFFSET ${count - 1}`;
  return sql`
    SELECT ${groupValues(ranges)}, ${key} AS key, t.id FROM ${groups} AS g CROSS JOIN ${sql.table(table)} AS t
    WHERE ${from} AND ${key} <= COALESCE((${last}), ${range.upTo}) ${condition} ORDER BY ${key}`;
};

/** Of the first row of each group its key alone: one index descent, where the statement above needs two. */
function firstKeysInSqlite(ranges: IndexRanges): RawBuilder<GroupValues & { key: string | null }> {
  const { table, groups, range, condition } = ranges;
  const key = sql`t.${sql.ref(ranges.keyColumn)}`;
  return sql`
    SELECT ${groupValues(ranges)}, (SELECT ${key} FROM ${sql.table(table)} AS t
      WHERE ${ofGroup(ranges)} AND ${key} > ${range.after} AND ${key} <= ${range.upTo} ${condition}
      ORDER BY ${key} LIMIT 1) AS key
    FROM ${groups} AS g`;
}

function ofGroup({ groupColumns }: IndexRanges): RawBuilder<unknown> {
  const equal = groupColumns.map((column, index) => sql`t.${sql.ref(column)} = ${groupValue(index)}`);
  return sql.join(equal, sql` AND `);
}

/**
 * On PostgreSQL rows are compared whole and ordered by all of the index's columns: only this index gives that order. Given "column = value"
 * its planner may rather walk the unique index of the keys past every row of other groups. There is no upper bound (a scan would stop at
 * it only where the first column ends): a row of the next group, or beyond the range, is dropped afterwards.
 */
const firstRowsInPostgres: FirstRows = (ranges, groups, count) => {
  const { table, groupColumns, range, condition } = ranges;
  const columns = sql.join(groupColumns.map((column) => sql`t.${sql.ref(column)}`));
  const named = sql.join(
    groupColumns.map((column, index) => sql`t.${sql.ref(column)} AS ${sql.ref(`group${index}`)}`),
  );
  const key = sql`t.${sql.ref(ranges.keyColumn)}`;
  const isOfGroup = sql.join(
    groupColumns.map((_, index) => sql`r.${sql.ref(`group${index}`)} = ${groupValue(index)}`),
    sql` AND `,
  );
  return sql`
    SELECT ${groupValues(ranges)}, r.key, r.id FROM ${groups} AS g CROSS JOIN LATERAL (
      SELECT ${named}, ${key} AS key, t.id FROM ${sql.table(table)} AS t
      WHERE (${columns}, ${key}) > (${groupValues(ranges)}, ${range.after}) ${condition}
      ORDER BY ${columns}, ${key} LIMIT ${count}) AS r
    WHERE ${isOfGroup} AND r.key <= ${range.upTo} ORDER BY r.key`;
};

function groupValue(index: number): RawBuilder<unknown> {
  return sql`g.${sql.ref(`column${index + 1}`)}`;
}

function groupValues({ groupColumns }: IndexRanges): RawBuilder<unknown> {
  return sql.join(groupColumns.map((_, index) => groupValue(index)));
}
