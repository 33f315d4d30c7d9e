import Type, { type Static } from 'typebox';
import { EpochMs, Id, Nullable } from './fields.ts';
import { route } from './route.ts';

/**
 * Import of a token file in two steps: `createImport` (multipart: first the fields, then `file`) checks every row and keeps the file,
 * encrypted with a key that only this process knows, for 30 minutes; `commitImport` writes. Poll `readImport` for progress.
 */
const tag = 'imports';
const ImportParams = Type.Object({ importId: Type.String({ minLength: 1, maxLength: 64 }) });

export const ImportOptions = Type.Object({
  organizationId: Id,
  /** absent: found by itself; see seed-files for the names */
  format: Type.Optional(Type.String({ maxLength: 32 })),
  encoding: Type.Optional(Type.Union([Type.Literal('hex'), Type.Literal('base32'), Type.Literal('base64')])),
  /** pre-shared key, hex */
  key: Type.Optional(Type.String({ maxLength: 128 })),
  password: Type.Optional(Type.String({ maxLength: 256 })),
  /** 是否启用令牌 */
  enable: Type.Optional(Type.Boolean()),
});
export type ImportOptions = Static<typeof ImportOptions>;

const Row = Type.Object({
  line: Type.Integer(),
  serial: Type.String(),
  verdict: Type.Union([Type.Literal('new'), Type.Literal('duplicate'), Type.Literal('refused')]),
  /** `OTP type, hash, digits, period` for people: null where refused */
  description: Nullable(Type.String()),
  /** in the reader's language */
  message: Nullable(Type.String()),
});
export type ImportRow = Static<typeof Row>;

export const Import = Type.Object({
  id: Type.String(),
  fileName: Type.String(),
  organizationId: Id,
  /** checking → checked → writing → done; failed and cancelled end it anywhere, and nothing was imported then */
  state: Type.Union([
    Type.Literal('checking'),
    Type.Literal('checked'),
    Type.Literal('writing'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  format: Nullable(Type.String()),
  encoding: Nullable(Type.String()),
  bytesTotal: Type.Integer(),
  bytesDone: Type.Integer(),
  rowsNew: Type.Integer(),
  rowsDuplicate: Type.Integer(),
  rowsRefused: Type.Integer(),
  /** rows that bind to a user the file names */
  rowsBound: Type.Integer(),
  /** why it failed, in the reader's language, with line and column where known */
  problem: Nullable(
    Type.Object({
      code: Type.String(),
      message: Type.String(),
      line: Nullable(Type.Integer()),
      column: Nullable(Type.Integer()),
    }),
  ),
  /** the first 200 rows, and the first 200 that are not new */
  sample: Type.Array(Row),
  problems: Type.Array(Row),
  expiresAt: EpochMs,
});
export type Import = Static<typeof Import>;

export const createImport = route({
  method: 'POST',
  path: '/api/v1/imports',
  tag,
  summary: 'Upload and check a token file (multipart/form-data: fields of ImportOptions, then file)',
  response: Import,
});
export const readImport = route({
  method: 'GET',
  path: '/api/v1/imports/:importId',
  tag,
  summary: 'Progress and verdicts',
  params: ImportParams,
  response: Import,
});
export const commitImport = route({
  method: 'POST',
  path: '/api/v1/imports/:importId/commit',
  tag,
  summary: 'Write the new rows',
  params: ImportParams,
  response: Import,
});
export const cancelImport = route({
  method: 'DELETE',
  path: '/api/v1/imports/:importId',
  tag,
  summary: 'Cancel: nothing is imported',
  params: ImportParams,
});
/** Per-row result as CSV (line, serial, verdict, message), after check or write. */
export const IMPORT_REPORT_PATH = '/api/v1/imports/:importId/report.csv';
