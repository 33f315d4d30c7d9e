import { RowRefusal, SeedFileError } from '../seed-file-error.ts';
import type { SeedEncoding, SeedFileDialect, SeedFileFormat, SeedFileOptions } from '../seed-file-event.ts';
import type { TokenType } from '@lingpai/domain';
import { findType } from '../token/token-type.ts';
import { findEncoding } from './find-encoding.ts';
import { findHeader } from './header.ts';
import type { Header } from './header.ts';
import {
  headerReader,
  isYubicoRow,
  readMultiotpRow,
  readOathRow,
  readPhenixidRow,
  readUserColumnsRow,
  readYubicoRow,
} from './row-readers.ts';
import type { RowReader } from './row-readers.ts';
import { SEPARATORS, splitFields } from './split-fields.ts';
import type { Separator } from './split-fields.ts';

export interface SampleLine {
  readonly line: number;
  readonly text: string;
}

/** How the rows of one CSV file are to be read. */
export interface CsvLayout {
  readonly format: SeedFileFormat;
  readonly dialect: SeedFileDialect;
  readonly separator: Separator;
  readonly encoding: SeedEncoding;
  readonly readRow: RowReader;
  /** line that names the columns and is no row */
  readonly headerLine: number | undefined;
  /** what a row is that names no type */
  readonly defaultType: TokenType | undefined;
}

type Draft = Omit<CsvLayout, 'encoding' | 'separator'> & { readonly encodings: readonly SeedEncoding[] };

const ALL: readonly SeedEncoding[] = ['hex', 'base32', 'base64'];
const HEX: readonly SeedEncoding[] = ['hex'];

/**
 * Decides from the first rows which CSV this is, how its fields are separated and how its seeds are encoded.
 *
 * @param sample the first rows, neither empty nor comments
 * @param hasUserColumns the file began with `# version: 2`
 * @throws {SeedFileError} unknown-format, no-tokens, format-mismatch, encoding-ambiguous, encoding-unknown, header-…
 */
export function findLayout(
  sample: readonly SampleLine[],
  hasUserColumns: boolean,
  options: SeedFileOptions,
): CsvLayout {
  const separator = findSeparator(sample);
  const rows = sample.map(({ text }) => trySplit(text, separator)).filter((fields) => fields.length > 1);
  const [first] = sample;
  const [firstRow] = rows;
  if (first === undefined || firstRow === undefined) throw new SeedFileError('unknown-format');
  const header = findHeader(trySplit(first.text, separator), first.line);
  const { encodings, ...draft } =
    header === undefined
      ? positionalDraft(rows, options.format, hasUserColumns)
      : headerDraft(header, first.line, options.format);
  const dataRows = header === undefined ? rows : rows.slice(1);
  if (dataRows.length === 0) throw new SeedFileError('no-tokens');
  const seeds = seedsOf(dataRows, draft.readRow);
  // Plain prose has blanks too, but no words like seeds
  if (separator === ' ' && !seeds.some((seed) => seed.length >= 16))
    throw new SeedFileError('unknown-format');
  const encoding = options.encoding ?? findEncoding(seeds, encodings);
  return { ...draft, separator, encoding };
}

/** Most rows with at least two fields, then most fields: a separator that only stands inside fields loses. */
function findSeparator(sample: readonly SampleLine[]): Separator {
  let best: Separator = ',';
  let bestScore = 0;
  for (const separator of SEPARATORS) {
    const counts = sample.map(({ text }) => trySplit(text, separator).length).filter((count) => count > 1);
    const mean = counts.reduce((sum, count) => sum + count, 0) / Math.max(counts.length, 1);
    // A blank also stands inside dates and names: it separates only where nothing else does
    const score = (counts.length * 1000 + Math.min(mean, 99)) * (separator === ' ' ? 0.001 : 1);
    if (score > bestScore) [best, bestScore] = [separator, score];
  }
  return best;
}

function trySplit(text: string, separator: Separator): string[] {
  try {
    return splitFields(text, separator);
  } catch (cause) {
    if (cause instanceof RowRefusal) return [];
    throw cause;
  }
}

function headerDraft(header: Header, headerLine: number, wanted: SeedFileFormat | undefined): Draft {
  const format = header.isEntra ? 'entra-csv' : 'oath-csv';
  if (wanted !== undefined && wanted !== 'oath-csv' && wanted !== 'entra-csv') {
    throw new SeedFileError('format-mismatch', { format: wanted });
  }
  const isEntra = (wanted ?? format) === 'entra-csv';
  // Microsoft asks for Base32; people put hexadecimal there
  const byFormat: readonly SeedEncoding[] = isEntra ? ['hex', 'base32'] : ALL;
  return {
    format: wanted ?? format,
    dialect: 'header',
    readRow: headerReader(header),
    headerLine,
    defaultType: isEntra ? 'totp' : undefined,
    encodings: header.encoding === undefined ? byFormat : [header.encoding],
  };
}

function positionalDraft(
  rows: readonly (readonly string[])[],
  wanted: SeedFileFormat | undefined,
  hasUserColumns: boolean,
): Draft {
  const positional = { dialect: 'positional' as const, headerLine: undefined, defaultType: undefined };
  const format = wanted ?? recogniseRows(rows);
  if (format === 'yubico-csv') return { ...positional, format, readRow: readYubicoRow, encodings: HEX };
  if (format === 'multiotp-csv') return { ...positional, format, readRow: readMultiotpRow, encodings: HEX };
  if (format === 'phenixid-csv') return { ...positional, format, readRow: readPhenixidRow, encodings: ALL };
  if (format !== 'oath-csv') throw new SeedFileError('format-mismatch', { format });
  const oath = { ...positional, format, defaultType: 'hotp' as const, encodings: ALL };
  if (hasUserColumns) return { ...oath, dialect: 'user-columns', readRow: readUserColumnsRow };
  return { ...oath, readRow: readOathRow };
}

function recogniseRows(rows: readonly (readonly string[])[]): SeedFileFormat {
  const most = (test: (fields: readonly string[]) => boolean): boolean =>
    rows.filter((fields) => test(fields)).length * 2 > rows.length;
  if (most(isYubicoRow)) return 'yubico-csv';
  if (most(isPhenixidRow)) return 'phenixid-csv';
  if (most(isMultiotpRow)) return 'multiotp-csv';
  return 'oath-csv';
}

function isPhenixidRow([type = '', ...rest]: readonly string[]): boolean {
  return /^[ht]otp$/i.test(type) && rest.length >= 2;
}

function isMultiotpRow([, , type = '', seed = '']: readonly string[]): boolean {
  return (findType(type) !== undefined || /^motp$/i.test(type)) && /^[0-9a-f]{16,}$/i.test(seed);
}

function seedsOf(rows: readonly (readonly string[])[], readRow: RowReader): string[] {
  return rows.flatMap((fields) => {
    try {
      return [readRow(fields).seed];
    } catch (cause) {
      if (cause instanceof RowRefusal) return [];
      throw cause;
    }
  });
}
