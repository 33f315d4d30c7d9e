import type { Language } from '@lingpai/contract';
import type { EncryptedSpool } from './encrypted-spool.ts';
import { type RowFacts, reportHeader, reportLine } from './import-row.ts';

const CHUNK_CHARACTERS = 65_536;

/** The verdict on every row, in a file: as facts, which are put into the reader's language when they are read. */
export class ImportReport {
  readonly #spool: EncryptedSpool;
  #buffer: string[] = [];
  #bufferCharacters = 0;

  constructor(spool: EncryptedSpool) {
    this.#spool = spool;
  }

  add(facts: RowFacts): void {
    const line = `${JSON.stringify(facts)}\n`;
    this.#buffer.push(line);
    this.#bufferCharacters += line.length;
    if (this.#bufferCharacters >= CHUNK_CHARACTERS) this.#flush();
  }

  end(): void {
    this.#flush();
    this.#spool.end();
  }

  remove(): void {
    this.#spool.remove();
  }

  /** CSV of all rows. */
  async *csv(language: Language): AsyncGenerator<string> {
    yield reportHeader(language);
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of this.#spool.read()) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield lines.map((line) => reportLine(JSON.parse(line) as RowFacts, language)).join('');
    }
  }

  #flush(): void {
    this.#spool.append(Buffer.from(this.#buffer.join('')));
    this.#buffer = [];
    this.#bufferCharacters = 0;
  }
}
