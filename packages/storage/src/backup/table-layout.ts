import type { DatabaseSync } from 'node:sqlite';

/** What has to be known of a table to copy it. */
export interface TableLayout {
  readonly name: string;
  /** all but those the engine computes itself */
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
  /** its rows refer to one another */
  readonly isSelfReferring: boolean;
}

/** Every table of a migrated SQLite database, those that others refer to first. Taken from the schema, so that none is forgotten. */
export function readTableLayouts(connection: DatabaseSync): TableLayout[] {
  const names = connection
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all()
    .map((row) => String(row['name']));
  const parents = new Map(names.map((name) => [name, parentsOf(connection, name)]));
  const ordered: string[] = [];
  const visit = (name: string) => {
    if (ordered.includes(name)) return;
    for (const parent of parents.get(name) ?? []) if (parent !== name) visit(parent);
    ordered.push(name);
  };
  names.forEach(visit);
  return ordered.map((name) => ({
    ...columnsOf(connection, name),
    name,
    isSelfReferring: parents.get(name)!.includes(name),
  }));
}

function parentsOf(connection: DatabaseSync, table: string): string[] {
  return connection
    .prepare('SELECT "table" AS parent FROM pragma_foreign_key_list(?)')
    .all(table)
    .map((row) => String(row['parent']));
}

function columnsOf(connection: DatabaseSync, table: string): Pick<TableLayout, 'columns' | 'primaryKey'> {
  // `hidden` is 2 or 3 for generated columns.
  const rows = connection
    .prepare('SELECT name, pk FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid')
    .all(table);
  const keyed = rows
    .filter((row) => Number(row['pk']) > 0)
    .toSorted((a, b) => Number(a['pk']) - Number(b['pk']));
  return {
    columns: rows.map((row) => String(row['name'])),
    primaryKey: keyed.map((row) => String(row['name'])),
  };
}

/** Quotes the name of a table or column, for both engines. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The columns of a table as they stand in a SELECT or INSERT. */
export function columnList(columns: readonly string[]): string {
  return columns.map(quoted).join(', ');
}
