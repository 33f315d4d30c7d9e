export { readCsvRows } from './csv/read-csv-rows.ts';
export type { CsvRow } from './csv/read-csv-rows.ts';
export { readSeedFile } from './read-seed-file.ts';
export { SEED_ENCODINGS, SEED_FILE_FORMATS } from './seed-file-event.ts';
export type {
  DetectedEvent,
  ProgressEvent,
  RefusedEvent,
  SeedEncoding,
  SeedFileCharset,
  SeedFileDefaults,
  SeedFileDialect,
  SeedFileEvent,
  SeedFileFormat,
  SeedFileOptions,
  TokenEvent,
} from './seed-file-event.ts';
export { SeedFileError } from './seed-file-error.ts';
export type { SeedFileProblem } from './seed-file-error.ts';
