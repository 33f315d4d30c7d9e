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
  format: Type.Optional(
    Type.String({ maxLength: 32, description: 'absent: found by itself; see seed-files for the names' }),
  ),
  encoding: Type.Optional(Type.Union([Type.Literal('hex'), Type.Literal('base32'), Type.Literal('base64')])),
  key: Type.Optional(Type.String({ maxLength: 128, description: 'pre-shared key, hex' })),
  password: Type.Optional(Type.String({ maxLength: 256 })),
  enable: Type.Optional(Type.Boolean({ description: 'enable the tokens at once' })),
});
export type ImportOptions = Static<typeof ImportOptions>;

const Row = Type.Object({
  line: Type.Integer(),
  serial: Type.String(),
  verdict: Type.Union([Type.Literal('new'), Type.Literal('duplicate'), Type.Literal('refused')]),
  description: Nullable(
    Type.String({ description: '`OTP type, hash, digits, period` for people: null where refused' }),
  ),
  message: Nullable(Type.String({ description: "in the reader's language" })),
});
export type ImportRow = Static<typeof Row>;

export const Import = Type.Object({
  id: Type.String(),
  fileName: Type.String(),
  organizationId: Id,
  state: Type.Union(
    [
      Type.Literal('checking'),
      Type.Literal('checked'),
      Type.Literal('writing'),
      Type.Literal('done'),
      Type.Literal('failed'),
      Type.Literal('cancelled'),
    ],
    {
      description:
        'checking → checked → writing → done; failed and cancelled end it anywhere, and nothing was imported then',
    },
  ),
  format: Nullable(Type.String()),
  encoding: Nullable(Type.String()),
  bytesTotal: Type.Integer(),
  bytesDone: Type.Integer(),
  rowsNew: Type.Integer(),
  rowsDuplicate: Type.Integer(),
  rowsRefused: Type.Integer(),
  rowsBound: Type.Integer({ description: 'rows that bind to a user the file names' }),
  rowsBoundYet: Type.Integer({
    description:
      'how many of them are bound by now: that follows once all rows are written, and still hidden',
  }),
  problem: Nullable(
    Type.Object(
      {
        code: Type.String(),
        message: Type.String(),
        line: Nullable(Type.Integer()),
        column: Nullable(Type.Integer()),
      },
      { description: "why it failed, in the reader's language, with line and column where known" },
    ),
  ),
  sample: Type.Array(Row, { description: 'the first 200 rows, and the first 200 that are not new' }),
  problems: Type.Array(Row),
  expiresAt: EpochMs,
});
export type Import = Static<typeof Import>;

export const createImport = route({
  method: 'POST',
  path: '/api/v1/imports',
  tag,
  summary: 'Upload and check a token file',
  description:
    'Writes nothing yet. Send the fields first, then `file` (at most 1 GiB). The file is kept, encrypted, for 30 minutes: poll `readImport` until its `state` is `checked`, look at the rows, then `commitImport`.',
  form: ImportOptions,
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
export const readImportReport = route({
  method: 'GET',
  path: IMPORT_REPORT_PATH,
  tag,
  summary: 'Verdict on each row, as CSV',
  params: ImportParams,
  file: 'text/csv',
});
