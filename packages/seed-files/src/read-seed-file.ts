import { createCsvReader } from './csv/csv-reader.ts';
import type { FormatReader } from './format-reader.ts';
import { SeedFileError } from './seed-file-error.ts';
import type { SeedFileEvent, SeedFileFormat, SeedFileOptions } from './seed-file-event.ts';
import { readText } from './text/read-text.ts';
import { createXmlReader } from './xml/xml-reader.ts';

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
  let charset = 'utf-8';
  let reader: FormatReader | undefined;
  let queue: SeedFileEvent[] = [];
  const emit = (event: SeedFileEvent): void => void queue.push(event);
  const open = (text: string): FormatReader | undefined => {
    if (text.trim() === '') return undefined;
    const isXml = text.trimStart().startsWith('<');
    checkFormat(options.format, isXml);
    return isXml ? createXmlReader(options, () => charset) : createCsvReader(options, () => charset);
  };
  let blank = '';
  for await (const slice of readText(source, options.signal)) {
    charset = slice.charset;
    reader ??= open(slice.text);
    if (reader === undefined) {
      // Blanks before the first text count for line numbers
      blank = keepBlank(blank, slice.text);
      continue;
    }
    const text = blank + slice.text;
    blank = '';
    try {
      const pending = reader.write(text, emit);
      if (pending !== undefined) await pending;
    } catch (cause) {
      yield* queue;
      throw cause;
    }
    yield* queue;
    queue = [];
    options.signal?.throwIfAborted();
    yield { kind: 'progress', bytesRead: slice.bytesRead };
  }
  if (reader === undefined) throw new SeedFileError('empty-file');
  try {
    await reader.end(emit);
  } catch (cause) {
    yield* queue;
    throw cause;
  }
  yield* queue;
}

const MAX_BLANK_CHARACTERS = 1 << 20;

function keepBlank(blank: string, text: string): string {
  if (blank.length + text.length > MAX_BLANK_CHARACTERS) throw new SeedFileError('unknown-format');
  return blank + text;
}

const XML_FORMATS: ReadonlySet<SeedFileFormat> = new Set(['pskc', 'feitian-xml', 'safenet-xml']);

function checkFormat(format: SeedFileFormat | undefined, isXml: boolean): void {
  if (format !== undefined && XML_FORMATS.has(format) !== isXml) {
    throw new SeedFileError('format-mismatch', { format });
  }
}
