import { isAscii } from 'node:buffer';
import { SeedFileError } from '../seed-file-error.ts';
import type { SeedFileCharset } from '../seed-file-event.ts';

export interface FileTextDecoder {
  readonly charset: SeedFileCharset;
  /** @throws {SeedFileError} text-malformed */
  decode(bytes: Buffer): string;
  /** what an unfinished character at the end of the file becomes: nothing, or an error */
  end(): string;
}

/**
 * Opens the decoder the first bytes ask for: a byte order mark, the pattern of UTF-16 without one, the XML declaration; otherwise
 * UTF-8. A CSV that is not UTF-8 is read as GB18030 (GBK, GB2312), which Chinese spreadsheets save.
 *
 * @throws {SeedFileError} charset-unsupported, binary-file
 */
export function openTextDecoder(head: Buffer): FileTextDecoder {
  const marked = findByteOrder(head);
  if (marked !== undefined) return new StrictDecoder(marked);
  const opening = head.toString('latin1', 0, 1024).trimStart();
  if (!opening.startsWith('<')) return new AutomaticDecoder();
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(opening)?.[1] ?? 'utf-8';
  // Programs that write XML into a string first claim UTF-16 for a file that is not: its declaration could not be read else
  return new StrictDecoder(/^utf-?16/i.test(declared) ? 'utf-8' : declared);
}

const MARKS: readonly (readonly [hex: string, charset: string])[] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];

/**
 * The byte order mark; without one, UTF-16 shows by the zero bytes of its ASCII characters, which all stand on one side.
 *
 * @throws {SeedFileError} binary-file when they stand on both
 */
function findByteOrder(head: Buffer): string | undefined {
  const start = head.toString('hex', 0, 3);
  const marked = MARKS.find(([mark]) => start.startsWith(mark));
  if (marked !== undefined) return marked[1];
  const zeros = { even: 0, odd: 0 };
  for (const [index, byte] of head.subarray(0, 4096).entries()) {
    if (byte === 0) zeros[index % 2 === 0 ? 'even' : 'odd'] += 1;
  }
  if (zeros.even > 0 && zeros.odd > 0) throw new SeedFileError('binary-file');
  if (zeros.odd > 0) return 'utf-16le';
  return zeros.even > 0 ? 'utf-16be' : undefined;
}

class StrictDecoder implements FileTextDecoder {
  readonly charset: SeedFileCharset;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  #linesBefore = 0;

  constructor(label: string) {
    try {
      this.#decoder = new TextDecoder(label, { fatal: true });
    } catch (cause) {
      if (cause instanceof RangeError) throw new SeedFileError('charset-unsupported', { charset: label });
      throw cause;
    }
    this.charset = this.#decoder.encoding;
  }

  decode(bytes: Buffer): string {
    return this.#run(() => this.#decoder.decode(bytes, { stream: true }), bytes);
  }

  end(): string {
    return this.#run(() => this.#decoder.decode(), Buffer.alloc(0));
  }

  #run(decode: () => string, bytes: Buffer): string {
    let text: string;
    try {
      text = decode();
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause;
      throw new SeedFileError('text-malformed', {
        line: this.#linesBefore + lineOfFault(bytes, this.charset),
      });
    }
    this.#linesBefore += countLineFeeds(text);
    return text;
  }
}

/** ASCII as long as it is ASCII; at the first other byte UTF-8 if that fits, else GB18030. */
class AutomaticDecoder implements FileTextDecoder {
  #inner: FileTextDecoder | undefined;
  #linesBefore = 0;

  get charset(): SeedFileCharset {
    return this.#inner?.charset ?? 'utf-8';
  }

  decode(bytes: Buffer): string {
    if (this.#inner !== undefined) return this.#restate(() => this.#inner?.decode(bytes) ?? '');
    if (isAscii(bytes)) {
      const text = bytes.toString('latin1');
      this.#linesBefore += countLineFeeds(text);
      return text;
    }
    this.#inner = new StrictDecoder(fitsUtf8(bytes) ? 'utf-8' : 'gb18030');
    return this.decode(bytes);
  }

  end(): string {
    return this.#restate(() => this.#inner?.end() ?? '');
  }

  /** The inner decoder began later than the file: its lines are counted from where it began. */
  #restate(decode: () => string): string {
    try {
      return decode();
    } catch (cause) {
      if (!(cause instanceof SeedFileError)) throw cause;
      throw new SeedFileError(cause.code, { ...cause.params, line: (cause.line ?? 1) + this.#linesBefore });
    }
  }
}

function fitsUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function lineOfFault(bytes: Buffer, charset: string): number {
  const text = new TextDecoder(charset).decode(bytes);
  const fault = text.indexOf('�');
  return 1 + countLineFeeds(fault < 0 ? text : text.slice(0, fault));
}

function countLineFeeds(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
