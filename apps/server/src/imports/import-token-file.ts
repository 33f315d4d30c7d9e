import { decodeHex } from '@lingpai/algorithms';
import type { ImportOptions } from '@lingpai/contract';
import {
  type ImportTokensInput,
  type ImportTokensResult,
  type ImportTokensWorld,
  Refusal,
  importTokens,
} from '@lingpai/domain';
import {
  SEED_FILE_FORMATS,
  type SeedFileFormat,
  type SeedFileOptions,
  readSeedFile,
} from '@lingpai/seed-files';
import type { AppContext } from '../context.ts';
import { processIdentity } from '../process-identity.ts';

/** Longer than a writer who waits for the store sleeps between two tries: so each gets its turn between two of our transactions. */
const PAUSE_MS = 6;

/** What imports work with, in the server and on the command line; `cleanUnfinishedImports` takes the same. */
export function importWorld(context: Pick<AppContext, 'store' | 'vault' | 'clock'>): ImportTokensWorld {
  const { store, vault, clock } = context;
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, PAUSE_MS));
  return { store, vault, clock, process: processIdentity, pause };
}

export interface ImportTokenFileInput extends Omit<ImportTokensInput, 'source'> {
  /** the file's bytes, in chunks of any size */
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly reader: SeedFileOptions;
}

/**
 * Imports (or, as a dry run, checks) a token file of any known format.
 *
 * @throws {SeedFileError} when the file as a whole cannot be read; its phrase is `seed-file.<code>`
 * @throws {Refusal} as `importTokens`
 */
export function importTokenFile(
  { bytes, reader, ...input }: ImportTokenFileInput,
  context: Pick<AppContext, 'store' | 'vault' | 'clock'>,
): Promise<ImportTokensResult> {
  const source = readSeedFile(bytes, { ...reader, signal: input.signal });
  return importTokens({ ...input, source }, importWorld(context));
}

const KEY_BYTES: readonly number[] = [16, 24, 32];

/**
 * What the reader takes, of what people type.
 *
 * @throws {Refusal} import.key-invalid, request.malformed (unknown format)
 */
export function readerOptions(
  options: Pick<ImportOptions, 'format' | 'encoding' | 'key' | 'password'>,
): SeedFileOptions {
  return {
    format: options.format === undefined ? undefined : readFormat(options.format),
    encoding: options.encoding,
    preSharedKey: options.key === undefined ? undefined : readPreSharedKey(options.key),
    password: options.password,
  };
}

function readFormat(name: string): SeedFileFormat | undefined {
  if (name === 'auto') return undefined;
  const format = SEED_FILE_FORMATS.find((known) => known === name);
  if (format === undefined) throw new Refusal('request.malformed', { detail: 'format' }, 'format');
  return format;
}

function readPreSharedKey(hex: string): Uint8Array {
  try {
    const key = decodeHex(hex.replace(/[\s:-]/g, ''));
    if (KEY_BYTES.includes(key.length)) return key;
  } catch {
    // Not hexadecimal: as a wrong length. What was typed is not repeated.
  }
  throw new Refusal('import.key-invalid', {}, 'key');
}
