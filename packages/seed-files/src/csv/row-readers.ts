import { RowRefusal } from '../seed-file-error.ts';
import type { RawToken } from '../token/to-token-record.ts';
import { findHash, findType } from '../token/token-type.ts';
import type { ColumnRole, Header } from './header.ts';

/** A row whose seed is still text. */
export type RawRow = Omit<RawToken, 'seed'> & { readonly seed: string };
/** @throws {RowRefusal} when the row is none of its format */
export type RowReader = (fields: readonly string[]) => RawRow;

/** Columns found by their names. */
export function headerReader(header: Header): RowReader {
  const { columns } = header;
  const at = (fields: readonly string[], role: ColumnRole): string | undefined => {
    const index = columns[role];
    return index === undefined ? undefined : fields[index];
  };
  return (fields) => {
    if (fields.length < 2) throw new RowRefusal('columns-missing');
    const algorithm = readAlgorithm(at(fields, 'algorithm') ?? '');
    return {
      serial: at(fields, 'serial') ?? '',
      seed: at(fields, 'seed') ?? '',
      type: at(fields, 'type') || algorithm.type || typeByColumns(columns),
      hash: at(fields, 'hash') || algorithm.hash,
      digits: at(fields, 'digits'),
      period: at(fields, 'period'),
      counter: at(fields, 'counter'),
      drift: at(fields, 'drift'),
      suite: at(fields, 'suite'),
      manufacturer: at(fields, 'manufacturer'),
      model: at(fields, 'model'),
      start: at(fields, 'start'),
      expiry: at(fields, 'expiry'),
      user: at(fields, 'user'),
    };
  };
}

/** A column “algorithm” holds the type in one file and the hash in the next. */
function readAlgorithm(text: string): { type?: string; hash?: string } {
  if (text === '') return {};
  return findHash(text) === undefined ? { type: text } : { hash: text };
}

/** Without a type column, one that only this type has says it: Microsoft's file has `time interval` and nothing else. */
function typeByColumns(columns: Header['columns']): string | undefined {
  if (columns.period !== undefined && columns.counter === undefined) return 'totp';
  return columns.counter !== undefined && columns.period === undefined ? 'hotp' : undefined;
}

/**
 * OATH CSV: `serial, seed [, hotp|totp|ocra [, digits [, counter|period [, hash]]]]`, for OCRA `serial, seed, ocra, suite [, counter]`.
 * The type is `hotp` when nothing else is said, as privacyIDEA, LinOTP and NetIQ document it.
 */
export function readOathRow(fields: readonly string[]): RawRow {
  const [serial = '', seed = '', type = '', fourth = '', ...rest] = fields;
  if (fields.length < 2) throw new RowRefusal('columns-missing');
  if (findType(type)?.type === 'ocra') {
    return { serial, seed, type, suite: fourth, ...readExtras(rest, 'counter') };
  }
  const factor = findType(type)?.type === 'totp' ? 'period' : 'counter';
  return { serial, seed, type, digits: fourth, ...readExtras(rest, factor) };
}

/** The OATH CSV of `# version: 2`: user, resolver and realm come first. */
export function readUserColumnsRow(fields: readonly string[]): RawRow {
  const [user, , , ...rest] = fields;
  return { ...readOathRow(rest), user };
}

const OATH_COLUMNS_BEFORE_EXTRAS = 4;

/** One number, one hash, in either order; anything else is not understood and therefore refused. */
function readExtras(fields: readonly string[], factor: 'counter' | 'period'): Partial<RawRow> {
  const extras: { -readonly [K in keyof RawRow]?: RawRow[K] } = {};
  for (const [index, field] of fields.entries()) {
    if (field === '') continue;
    const isNumber = /^\d+$/.test(field) && extras[factor] === undefined && extras.hash === undefined;
    if (isNumber) extras[factor] = field;
    else if (findHash(field) !== undefined && extras.hash === undefined) extras.hash = field;
    else throw new RowRefusal('column-unexpected', { column: index + OATH_COLUMNS_BEFORE_EXTRAS + 1 });
  }
  return extras;
}

/** multiOTP: `serial;manufacturer;algorithm;seed;digits;interval or event`. */
export function readMultiotpRow(fields: readonly string[]): RawRow {
  const [serial = '', manufacturer, type = '', seed = '', digits, factor] = fields;
  if (fields.length < 4) throw new RowRefusal('columns-missing');
  const isTime = findType(type)?.type === 'totp';
  return { serial, seed, type, manufacturer, digits, [isTime ? 'period' : 'counter']: factor };
}

/** PhenixID: `HOTP;serial;key;counter`, `TOTP;serial;SHA;key;epoch;timeinterval;otplength`. */
export function readPhenixidRow(fields: readonly string[]): RawRow {
  const [type = '', serial = ''] = fields;
  if (type.toUpperCase() === 'TOTP') {
    const [, , hash, seed = '', , period, digits] = fields;
    if (fields.length < 4) throw new RowRefusal('columns-missing');
    return { type, serial, hash, seed, period, digits };
  }
  if (fields.length < 3) throw new RowRefusal('columns-missing');
  return { type, serial, seed: fields[2] ?? '', counter: fields[3] };
}

const YUBICO_MODES = /^(?:yubico otp|oath-hotp|static password|challenge-response.*)$/i;

/** Is this row one the YubiKey Personalization Tool logs, in either of its formats? */
export function isYubicoRow(fields: readonly string[]): boolean {
  const [first = '', , , , , sixth = ''] = fields;
  if (fields.length >= 6 && YUBICO_MODES.test(first)) return true;
  return /^\d+$/.test(first) && fields.length >= 6 && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(sixth);
}

/**
 * YubiKey logs, both formats, which one file may mix. Traditional: `mode, date, slot, public id, private id, key, …, digits (12th)`; it
 * has no serial, so public id and slot stand for it. Yubico: `serial, public id, private id, key, access code, time`; the third is
 * `0` for OATH-HOTP, empty for a static password.
 */
export function readYubicoRow(fields: readonly string[]): RawRow {
  const [first = '', publicId = '', privateId = '', key = ''] = fields;
  if (fields.length < 6) throw new RowRefusal('columns-missing');
  if (YUBICO_MODES.test(first)) return readTraditionalRow(fields);
  if (privateId !== '0') {
    throw new RowRefusal('yubico-mode', {
      mode: privateId === '' && publicId === '' ? 'Static Password' : 'Yubico OTP',
    });
  }
  return { serial: first, seed: key, type: 'hotp', manufacturer: 'Yubico' };
}

function readTraditionalRow(fields: readonly string[]): RawRow {
  const [mode = '', , slot = '', publicId = '', , key = ''] = fields;
  if (mode.toLowerCase() !== 'oath-hotp') throw new RowRefusal('yubico-mode', { mode });
  const digits = fields[11] === '0' ? '' : fields[11];
  const serial = publicId === '' ? '' : `${publicId}-${slot}`;
  return { serial, seed: key, type: 'hotp', digits, manufacturer: 'Yubico' };
}
