import { SeedFileError } from '../seed-file-error.ts';

/** No token row comes near; a file without line ends must not be gathered in memory. */
export const MAX_LINE_CHARACTERS = 1 << 16;

/** Cuts text that comes in slices into lines: LF, CRLF, or CR alone when the first slice knows no LF. */
export class LineSplitter {
  #rest = '';
  #break: '\n' | '\r' | undefined;
  /** number of the last line handed out, 1-based */
  line = 0;

  /**
   * @param onLine called for each whole line, without its end
   * @throws {SeedFileError} line-too-long
   */
  write(text: string, onLine: (line: string) => void): void {
    this.#break ??= !text.includes('\n') && text.includes('\r') ? '\r' : '\n';
    const whole = this.#rest + text;
    let start = 0;
    for (let end = whole.indexOf(this.#break); end >= 0; end = whole.indexOf(this.#break, start)) {
      this.#hand(whole.slice(start, end), onLine);
      start = end + 1;
    }
    this.#rest = whole.slice(start);
    this.#checkLength(this.#rest, this.line + 1);
  }

  /** The last line, when it has no end. */
  end(onLine: (line: string) => void): void {
    if (this.#rest !== '') this.#hand(this.#rest, onLine);
    this.#rest = '';
  }

  #hand(line: string, onLine: (line: string) => void): void {
    this.line += 1;
    this.#checkLength(line, this.line);
    onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  #checkLength(text: string, line: number): void {
    if (text.length > MAX_LINE_CHARACTERS) {
      throw new SeedFileError('line-too-long', { line, maxCharacters: MAX_LINE_CHARACTERS });
    }
  }
}
