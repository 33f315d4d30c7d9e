import { createCsvReader } from './csv/csv-reader.ts';
import type { FormatReader } from './format-reader.ts';
import { SeedFileError } from './seed-file-error.ts';
import type { SeedFileEvent, SeedFileFormat, SeedFileOptions } from './seed-file-event.ts';
import type { TextSlice } from './text/read-text.ts';
import { createXmlReader } from './xml/xml-reader.ts';

const MAX_BLANK_CHARACTERS = 1 << 20;
const XML_FORMATS: ReadonlySet<SeedFileFormat> = new Set(['pskc', 'feitian-xml', 'safenet-xml']);

type Emit = (event: SeedFileEvent) => void;

/** Opens the reader for XML or for CSV at the first character that is no blank, and hands everything to it. */
export class DetectingReader {
  readonly #options: SeedFileOptions;
  #reader: FormatReader | undefined;
  #charset = 'utf-8';
  /** blanks before the first text count for line numbers */
  #blank = '';

  constructor(options: SeedFileOptions) {
    this.#options = options;
  }

  /** @throws {SeedFileError} format-mismatch, unknown-format, and whatever the format's reader throws */
  write({ text, charset }: TextSlice, emit: Emit): void | Promise<void> {
    this.#charset = charset;
    if (this.#reader !== undefined) return this.#reader.write(text, emit);
    const whole = this.#blank + text;
    this.#blank = whole;
    const start = whole.trimStart();
    if (start === '') {
      if (whole.length > MAX_BLANK_CHARACTERS) throw new SeedFileError('unknown-format');
      return;
    }
    this.#blank = '';
    this.#reader = this.#open(start.startsWith('<'));
    return this.#reader.write(whole, emit);
  }

  /** @throws {SeedFileError} empty-file, and whatever the format's reader throws */
  end(emit: Emit): void | Promise<void> {
    if (this.#reader === undefined) throw new SeedFileError('empty-file');
    return this.#reader.end(emit);
  }

  #open(isXml: boolean): FormatReader {
    const { format } = this.#options;
    if (format !== undefined && XML_FORMATS.has(format) !== isXml) {
      throw new SeedFileError('format-mismatch', { format });
    }
    const charset = (): string => this.#charset;
    return isXml ? createXmlReader(this.#options, charset) : createCsvReader(this.#options, charset);
  }
}
