import { displayWidth } from './help/display-width.ts';

const GAP = '  ';

/** Rows of an answer: for programs a row at once, with tabs; on a screen in columns, as soon as all are there. */
export class Table {
  readonly #print: (line: string) => void;
  readonly #isOnScreen: boolean;
  readonly #rows: (readonly string[])[] = [];

  /** @param how.headings programs know what the columns are, and are not told */
  constructor(how: {
    readonly headings: readonly string[];
    readonly print: (line: string) => void;
    readonly isOnScreen: boolean;
  }) {
    this.#print = how.print;
    this.#isOnScreen = how.isOnScreen;
    if (how.isOnScreen && how.headings.length > 0) this.#rows.push(how.headings);
  }

  add(...cells: readonly (string | number)[]): void {
    if (this.#isOnScreen) this.#rows.push(cells.map(String));
    else this.#print(cells.join('\t'));
  }

  /** Prints what was kept back. */
  end(): void {
    const widths: number[] = [];
    for (const row of this.#rows)
      for (const [index, cell] of row.entries())
        widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell));
    for (const row of this.#rows.splice(0)) this.#print(aligned(row, widths));
  }
}

function aligned(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, index) => `${cell}${' '.repeat((widths[index] ?? 0) - displayWidth(cell))}`)
    .join(GAP)
    .trimEnd();
}
