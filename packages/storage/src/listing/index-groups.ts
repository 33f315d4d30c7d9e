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
  readonly #engine: Engine;
  readonly #ranges: IndexRanges;

  constructor(db: Kysely<Schema>, engine: Engine, ranges: IndexRanges) {
    this.#db = db;
    this.#engine = engine;
    this.#ranges = ranges;
  }

  async firstKeys(): Promise<{ group: IndexGroup; key: string }[]> {
    const { groups } = this.#ranges;
    const { rows } = await sql<GroupRow & { key: string | null }>`
      SELECT ${this.#groupValues()}, (SELECT ${this.#key()} ${this.#inGroup()} ORDER BY ${this.#order()} LIMIT 1) AS key
      FROM ${groups} AS g`.execute(this.#db);
    return rows.flatMap((row) => (row.key === null ? [] : [{ group: this.#groupOf(row), key: row.key }]));
  }

  async firstRows(groups: readonly IndexGroup[], count: number): Promise<KeyedRow[][]> {
    if (groups.length === 0) return [];
    const values = sql`(VALUES ${sql.join(groups.map((group) => sql`(${sql.join(group.map((v) => sql.lit(v)))})`))})`;
    const statement =
      this.#engine === 'postgres' ? this.#lateralRows(values, count) : this.#boundedRows(values, count);
    const { rows } = await statement.execute(this.#db);
    const portions = new Map<string, KeyedRow[]>(groups.map((group) => [JSON.stringify(group), []]));
    for (const row of rows) portions.get(JSON.stringify(this.#groupOf(row)))?.push({ key: row.key, id: row.id });
    return [...portions.values()];
  }

  #lateralRows(values: RawBuilder<unknown>, count: number): RawBuilder<GroupRow & KeyedRow> {
    return sql`
      SELECT ${this.#groupValues()}, r.key, r.id FROM ${values} AS g
      CROSS JOIN LATERAL (SELECT ${this.#key()} AS key, t.id ${this.#inGroup()} ORDER BY ${this.#order()} LIMIT ${count}) AS r
      ORDER BY r.key`;
  }

  /** SQLite has no LATERAL: the key of the last row wanted bounds each group's range instead. */
  #boundedRows(values: RawBuilder<unknown>, count: number): RawBuilder<GroupRow & KeyedRow> {
    const { table, range, condition } = this.#ranges;
    const bound = sql`COALESCE((SELECT ${this.#key()} ${this.#inGroup()} ORDER BY ${this.#key()} LIMIT 1 OFFSET ${count - 1}), ${range.upTo})`;
    return sql`
      SELECT ${this.#groupValues()}, ${this.#key()} AS key, t.id FROM ${values} AS g CROSS JOIN ${sql.table(table)} AS t
      WHERE ${this.#ofGroup()} AND ${this.#key()} > ${range.after} AND ${this.#key()} <= ${bound} ${condition}
      ORDER BY ${this.#key()}`;
  }

  #inGroup(): RawBuilder<unknown> {
    const { table, condition } = this.#ranges;
    const within = this.#engine === 'postgres' ? this.#withinRow() : this.#withinGroup();
    return sql`FROM ${sql.table(table)} AS t WHERE ${within} ${condition}`;
  }

  #withinGroup(): RawBuilder<unknown> {
    const { range } = this.#ranges;
    return sql`${this.#ofGroup()} AND ${this.#key()} > ${range.after} AND ${this.#key()} <= ${range.upTo}`;
  }

  /**
   * The same for PostgreSQL: compared as rows, and ordered by all of the index's columns, only this index gives the order. Given "column =
   * value" and the key alone, its planner may rather walk the unique index of the keys past every row of other groups.
   */
  #withinRow(): RawBuilder<unknown> {
    const { range } = this.#ranges;
    const row = sql`(${this.#columns()}, ${this.#key()})`;
    return sql`${row} > (${this.#groupValues()}, ${range.after}) AND ${row} <= (${this.#groupValues()}, ${range.upTo})`;
  }

  #order(): RawBuilder<unknown> {
    return this.#engine === 'postgres' ? sql`${this.#columns()}, ${this.#key()}` : this.#key();
  }

  #columns(): RawBuilder<unknown> {
    return sql.join(this.#ranges.groupColumns.map((column) => sql`t.${sql.ref(column)}`));
  }

  #ofGroup(): RawBuilder<unknown> {
    const equal = this.#ranges.groupColumns.map(
      (column, index) => sql`t.${sql.ref(column)} = g.${sql.ref(`column${index + 1}`)}`,
    );
    return sql.join(equal, sql` AND `);
  }

  #key(): RawBuilder<unknown> {
    return sql`t.${sql.ref(this.#ranges.keyColumn)}`;
  }

  #groupValues(): RawBuilder<unknown> {
    return sql.join(this.#ranges.groupColumns.map((_, index) => sql`g.${sql.ref(`column${index + 1}`)}`));
  }

  #groupOf(row: GroupRow): IndexGroup {
    return row.column2 === undefined ? [row.column1] : [row.column1, row.column2];
  }
}

interface GroupRow {
  readonly column1: string | number;
  readonly column2?: string | number;
}

/** One group a value, for indexes with one leading column. */
export function groupsOf(values: readonly (string | number)[]): RawBuilder<unknown> {
  return sql`(VALUES ${sql.join(values.map((value) => sql`(${sql.lit(value)})`))})`;
}
