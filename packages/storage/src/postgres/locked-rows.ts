/**
 * SQL that locks rows without waiting, and tells what is held by others from what is not there: each row that exists comes back, with its
 * columns when this transaction has locked it now, and with nulls in them when another one holds it.
 *
 * Both are found by one statement, so a name nobody has costs what any other costs.
 *
 * @param table has the columns `id` and `name`
 * @param columns those of the locked row, `id` among them
 * @param name by which its rows are asked for; comes back as `row_name` beside `row_id`
 * @param condition of rows, over the table's own columns
 */
export function lockFreeRows({
  table,
  columns,
  name,
  condition,
}: {
  readonly table: string;
  readonly columns: string;
  readonly name: string;
  readonly condition: string;
}): string {
  return (
    `WITH locked AS MATERIALIZED (SELECT ${columns} FROM ${table} WHERE ${condition} ORDER BY id FOR NO KEY UPDATE SKIP LOCKED), ` +
    `found AS (SELECT id AS row_id, ${name} AS row_name FROM ${table} WHERE ${condition}) ` +
    'SELECT found.*, locked.* FROM found LEFT JOIN locked ON locked.id = found.row_id'
  );
}

/** A row as `lockFreeRows` gives it: with its columns, or with nulls in them. */
export type MaybeLocked<R> = { readonly row_id: number; readonly row_name: string } & (
  R | { readonly id: null }
);

export interface LockedRows<R> {
  /** in the order of their ids */
  readonly locked: readonly R[];
  readonly held: readonly { readonly id: number; readonly name: string }[];
}

export function splitLocked<R extends { readonly id: number }>(
  rows: readonly MaybeLocked<R>[],
): LockedRows<R> {
  const locked: R[] = [];
  const held: { id: number; name: string }[] = [];
  for (const row of rows)
    if (row.id === null) held.push({ id: row.row_id, name: row.row_name });
    else locked.push(row as R);
  return { locked: locked.toSorted((a, b) => a.id - b.id), held };
}
