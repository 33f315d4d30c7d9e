import { type CsvRow, readCsvRows } from '@lingpai/seed-files';
import type { SyncRow } from '../operations/sync-tokens.ts';

/** A line of a file: what it says, or undefined when it is no row. */
export interface FileRow {
  /** 1-based */
  readonly line: number;
  /** as much of it as there is */
  readonly serial: string;
  readonly row: SyncRow | undefined;
}

/**
 * Reads `serial,otp,nextOtp` line by line. Leading zeros stay; a first line without a digit where OTPs stand is a header.
 *
 * @throws {SeedFileError} when it is empty, or no text
 */
export async function* readSyncRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FileRow> {
  let isFirst = true;
  for await (const csvRow of readCsvRows(bytes)) {
    if (!isFirst || !isHeader(csvRow)) yield toFileRow(csvRow);
    isFirst = false;
  }
}

function isHeader({ fields = [] }: CsvRow): boolean {
  return fields.length >= 3 && !/\d/.test(`${fields[1]}${fields[2]}`);
}

function toFileRow({ line, fields = [] }: CsvRow): FileRow {
  const [serial = '', otp = '', nextOtp = '', ...rest] = fields;
  const isRow =
    /^[A-Za-z0-9._:/-]{1,64}$/.test(serial) &&
    /^[0-9]{4,10}$/.test(otp) &&
    /^[0-9]{4,10}$/.test(nextOtp) &&
    rest.every((field) => field === '');
  return {
    line,
    serial: isRow ? serial : showSerial(serial),
    row: isRow ? { serial, otp, nextOtp } : undefined,
  };
}

/** Whatever stands where a serial should may be anything: it is cut short. */
function showSerial(text: string): string {
  return /^[A-Za-z0-9._:/-]{1,64}$/.test(text) ? text : '?';
}
