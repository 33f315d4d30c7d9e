import { readSeedFile } from '../src/index.ts';
import type {
  DetectedEvent,
  RefusedEvent,
  SeedFileError,
  SeedFileOptions,
  TokenEvent,
} from '../src/index.ts';
import { SeedFileError as SeedFileErrorClass } from '../src/seed-file-error.ts';

export interface Collected {
  readonly detected: DetectedEvent | undefined;
  readonly tokens: TokenEvent[];
  readonly refused: RefusedEvent[];
  /** what ended the reading early */
  readonly error: SeedFileError | undefined;
}

/** A file's bytes in chunks of the given size: 0 = all at once. */
export async function* chunksOf(content: string | Uint8Array, chunkBytes = 0): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
  const size = chunkBytes === 0 ? Math.max(bytes.length, 1) : chunkBytes;
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** Reads a whole file; a {@link SeedFileError} becomes part of the result. */
export async function collectEvents(
  content: string | Uint8Array,
  options: SeedFileOptions = {},
  chunkBytes = 0,
): Promise<Collected> {
  let detected: DetectedEvent | undefined;
  const tokens: TokenEvent[] = [];
  const refused: RefusedEvent[] = [];
  try {
    for await (const event of readSeedFile(chunksOf(content, chunkBytes), options)) {
      if (event.kind === 'detected') detected = event;
      if (event.kind === 'token') tokens.push(event);
      if (event.kind === 'refused') refused.push(event);
    }
  } catch (cause) {
    if (!(cause instanceof SeedFileErrorClass)) throw cause;
    return { detected, tokens, refused, error: cause };
  }
  return { detected, tokens, refused, error: undefined };
}

/** `line: code` of each refusal, in order. */
export function problemsOf(collected: Collected): string[] {
  return collected.refused.map(({ line, problem }) => `${line}: ${problem.code}`);
}
