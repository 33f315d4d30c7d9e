import { DetectingReader } from './detecting-reader.ts';
import type { SeedFileEvent, SeedFileOptions } from './seed-file-event.ts';
import { readText } from './text/read-text.ts';

/**
 * Reads a token file of any known format, streaming: memory does not grow with the file, but for the serials seen.
 *
 * @param source the file's bytes, in chunks of any size
 * @returns first one `detected`, then `token` and `refused` in the order of the file, with `progress` between them. A row that is
 *   wrong is refused alone; what was yielded before a {@link SeedFileError} is void, so import nothing before the end is reached.
 * @throws {SeedFileError} when the file as a whole cannot be read
 * @throws the signal's reason when aborted
 * @see RFC 6030
 * Security: no DTD, no entities, every size bounded; MACs are checked before anything is decrypted; no message holds a secret.
 */
export async function* readSeedFile(
  source: AsyncIterable<Uint8Array>,
  options: SeedFileOptions = {},
): AsyncGenerator<SeedFileEvent> {
  const queue: SeedFileEvent[] = [];
  const emit = (event: SeedFileEvent): void => void queue.push(event);
  const reader = new DetectingReader(options);
  let isDetected = false;
  let bytesRead = 0;
  for await (const slice of readText(source, options.signal)) {
    bytesRead = slice.bytesRead;
    const failure = await failureOf(() => reader.write(slice, emit));
    isDetected ||= queue.length > 0;
    yield* queue.splice(0);
    if (failure !== undefined) throw failure.cause;
    options.signal?.throwIfAborted();
    if (isDetected) yield { kind: 'progress', bytesRead };
  }
  const failure = await failureOf(() => reader.end(emit));
  yield* queue;
  if (failure !== undefined) throw failure.cause;
  yield { kind: 'progress', bytesRead };
}

/** What a step threw: the events before it are handed out first. */
async function failureOf(step: () => void | Promise<void>): Promise<{ readonly cause: unknown } | undefined> {
  try {
    await step();
    return undefined;
  } catch (cause) {
    return { cause };
  }
}
