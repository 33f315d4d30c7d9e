/** A row's place in the list: its key (unique in the list) and its id. */
export interface KeyedRow {
  readonly key: string;
  readonly id: number;
}

/** Groups of rows, each of which an index gives in the list's order. `G` names a group. */
export interface Groups<G> {
  /** the first key of every group that has rows in the range asked for */
  firstKeys(): Promise<readonly { readonly group: G; readonly key: string }[]>;
  /** the first `count` rows of each of these groups, in the order of keys within each; in the order of `groups` */
  firstRows(groups: readonly G[], count: number): Promise<readonly (readonly KeyedRow[])[]>;
}

/**
 * The first `limit` rows of all groups together, in the order of keys: an n-way merge that reads a few rows of each group. What it costs
 * depends on the number of groups and on `limit`, never on how many rows there are.
 */
export async function mergeGroups<G>(groups: Groups<G>, limit: number): Promise<KeyedRow[]> {
  const firsts = [...(await groups.firstKeys())].sort((a, b) => compare(a.key, b.key));
  // A group whose first key is beyond the first keys of `limit` others cannot have a row on this page.
  let open = firsts.slice(0, limit).map(({ group }) => group);
  let count = Math.ceil(limit / Math.max(1, open.length)) + 1;
  const found = new Map<G, readonly KeyedRow[]>();
  while (open.length > 0) {
    const portions = await groups.firstRows(open, count);
    open.forEach((group, index) => found.set(group, portions[index] ?? []));
    const page = firstOf(found, limit);
    const last = page.length < limit ? undefined : page.at(-1)?.key;
    // A group that has more rows, and whose portion ends before the page does, may have more on this page.
    open = open.filter((group) => {
      const rows = found.get(group) ?? [];
      const end = rows.at(-1)?.key;
      return (
        rows.length === count && count < limit && end !== undefined && (last === undefined || end < last)
      );
    });
    count = Math.min(limit, count * 4);
  }
  return firstOf(found, limit);
}

function firstOf<G>(found: ReadonlyMap<G, readonly KeyedRow[]>, limit: number): KeyedRow[] {
  return [...found.values()]
    .flat()
    .sort((a, b) => compare(a.key, b.key))
    .slice(0, limit);
}

/** By code point, as both engines do; JavaScript's own `<` compares UTF-16 units. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others: moved behind U+E000 … U+FFFF. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
