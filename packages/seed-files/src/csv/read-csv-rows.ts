import { RowRefusal } from '../seed-file-error.ts';
import { readText } from '../text/read-text.ts';
import { LineSplitter } from './line-splitter.ts';
import { SEPARATORS, splitFields } from './split-fields.ts';

export interface CsvRow {
  /** 1-based */
  readonly line: number;
  /** undefined: a quote that is never closed */
  readonly fields: readonly string[] | undefined;
}

/**
 * Reads a small table without seeds, such as a list of serials: each line by its own separator (comma, semicolon, tab, bar, else blanks).
 * Empty lines and comments (`#`) are left out; a header is a row like any other. Encodings as in token files: UTF-8, UTF-16, GB18030.
 *
 * @throws {SeedFileError} when it is empty, or no text
 */
export async function* readCsvRows(source: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow> {
  const splitter = new LineSplitter();
  let rows: CsvRow[] = [];
  const take = (text: string): void => {
    if (!/^[\s,;|"]*$/.test(text) && !text.trimStart().startsWith('#'))
      rows.push({ line: splitter.line, fields: split(text) });
  };
  for await (const { text } of readText(source, undefined)) {
    splitter.write(text, take);
    yield* rows;
    rows = [];
  }
  splitter.end(take);
  yield* rows;
}

function split(text: string): string[] | undefined {
  const separator = SEPARATORS.find((one) => text.trim().includes(one)) ?? ' ';
  try {
    return splitFields(text, separator);
  } catch (error) {
    if (error instanceof RowRefusal) return undefined;
    throw error;
  }
}
