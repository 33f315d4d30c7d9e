import type { FormatReader } from '../format-reader.ts';
import { RowJudge } from '../row-verdict.ts';
import { SeedFileError } from '../seed-file-error.ts';
import type { SeedFileEvent, SeedFileOptions } from '../seed-file-event.ts';
import { decodeSeed } from '../token/decode-seed.ts';
import type { RawToken } from '../token/to-token-record.ts';
import { findLayout } from './find-layout.ts';
import type { CsvLayout, SampleLine } from './find-layout.ts';
import { LineSplitter } from './line-splitter.ts';
import { splitFields } from './split-fields.ts';

/** As many rows decide what the file is. */
const SAMPLE_ROWS = 200;
const VERSION_2 = /^#\s*version\s*[:=]?\s*2\b/i;

type Emit = (event: SeedFileEvent) => void;

/**
 * Reads every CSV dialect. The first rows are held back until they have shown the layout.
 *
 * @param charset asked when the layout is known
 */
export function createCsvReader(options: SeedFileOptions, charset: () => string): FormatReader {
  const splitter = new LineSplitter();
  const sample: SampleLine[] = [];
  let hasUserColumns = false;
  let readLine: ((line: SampleLine, emit: Emit) => void) | undefined;

  const settle = (emit: Emit): void => {
    const layout = findLayout(sample, hasUserColumns, options);
    const { format, encoding, dialect } = layout;
    emit({ kind: 'detected', format, encoding, dialect, charset: charset() });
    readLine = lineReader(layout, options);
    for (const line of sample.splice(0)) readLine(line, emit);
  };
  const take = (text: string, emit: Emit): void => {
    if (isBlank(text)) return;
    if (text.startsWith('#')) {
      hasUserColumns ||= VERSION_2.test(text);
      return;
    }
    const line = { line: splitter.line, text };
    if (readLine !== undefined) return readLine(line, emit);
    if (sample.push(line) === SAMPLE_ROWS) settle(emit);
  };
  return {
    write: (text, emit) => splitter.write(text, (line) => take(line, emit)),
    end: (emit) => {
      splitter.end((line) => take(line, emit));
      if (readLine !== undefined) return;
      if (sample.length === 0) throw new SeedFileError('no-tokens');
      settle(emit);
    },
  };
}

/** A spreadsheet writes an empty row as separators alone. */
function isBlank(text: string): boolean {
  return text === '' || /^[\s,;|"]*$/.test(text);
}

function lineReader(layout: CsvLayout, options: SeedFileOptions): (line: SampleLine, emit: Emit) => void {
  const judge = new RowJudge({
    ...(layout.defaultType && { type: layout.defaultType }),
    ...options.defaults,
  });
  return ({ line, text }, emit) => {
    if (line === layout.headerLine) return;
    let serial: string | undefined;
    const read = (): RawToken => {
      const row = layout.readRow(splitFields(text, layout.separator));
      serial = row.serial;
      return { ...row, seed: decodeSeed(row.seed, layout.encoding) };
    };
    emit(judge.judge(line, read, () => serial));
  };
}
