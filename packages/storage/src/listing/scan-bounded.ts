/** Most rows a page looks at: what it costs has an end, however rare what is looked for. */
export const MAX_EXAMINED = 500;

export interface BoundedScan<R> {
  /** the next rows behind `after` (undefined: the first), in the list's order; fewer than `count`: there are no more */
  next(after: R | undefined, count: number): Promise<readonly R[]>;
  isWanted(row: R): boolean;
  readonly limit: number;
  /** @see MAX_EXAMINED */
  readonly maxExamined?: number;
}

export interface ScanResult<R> {
  readonly rows: R[];
  /** the last row looked at, when there may be more behind it */
  readonly resumeAfter: R | undefined;
}

/** Looks at rows in order until enough are wanted, there are no more, or it has looked at enough for one page. */
export async function scanBounded<R>(scan: BoundedScan<R>): Promise<ScanResult<R>> {
  const maxExamined = scan.maxExamined ?? MAX_EXAMINED;
  const rows: R[] = [];
  let examined = 0;
  let last: R | undefined;
  while (examined < maxExamined) {
    const count = Math.min(maxExamined - examined, examined === 0 ? scan.limit + 1 : 250);
    const portion = await scan.next(last, count);
    for (const row of portion) {
      if (scan.isWanted(row)) {
        if (rows.length === scan.limit) return { rows, resumeAfter: last };
        rows.push(row);
      }
      last = row;
    }
    if (portion.length < count) return { rows, resumeAfter: undefined };
    examined += portion.length;
  }
  return { rows, resumeAfter: last };
}
