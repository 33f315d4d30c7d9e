import { type Language, fillPhrase, seedFilePhrases } from '@lingpai/contract';
import { cliPhrases } from '@lingpai/contract/phrases/cli';
import type { ImportTokensResult, RowVerdict } from '@lingpai/domain';
import { CommandRefusal } from './run-command.ts';
import type { Terminal } from './terminal.ts';

/** Rows listed one by one; the rest is in the counts. */
const MAX_LISTED_ROWS = 200;

/** Keeps the first rows that did not become a token, and says at the end what became of all. */
export class ImportReport {
  readonly #listed: RowVerdict[] = [];
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  add(row: RowVerdict): void {
    if (row.verdict !== 'new' && this.#listed.length < MAX_LISTED_ROWS) this.#listed.push(row);
  }

  /** @throws {CommandRefusal} when rows were refused, or nothing was written because not all could be */
  say(result: ImportTokensResult, how: { readonly isJson: boolean; readonly isDryRun: boolean }): void {
    if (how.isJson) this.#sayJson(result);
    else this.#sayLines(result, how.isDryRun);
    const { rowsRefused: refused, rowsDuplicate: duplicate } = result;
    if (!result.isWritten && !how.isDryRun)
      throw new CommandRefusal(this.#terminal.say('import.nothing-written', { refused, duplicate }));
    const first = this.#listed.find((row) => row.verdict === 'refused');
    if (first === undefined) return;
    const problem = describeProblem(first, this.#terminal.language);
    throw new CommandRefusal(
      this.#terminal.say('import.some-refused', { refused, line: first.line, problem }),
    );
  }

  #sayJson(result: ImportTokensResult): void {
    this.#terminal.json({
      ...countsOf(result),
      format: result.format ?? null,
      encoding: result.encoding ?? null,
      written: result.isWritten,
      rows: this.#listed.map((row) => ({
        line: row.line,
        serial: row.serial ?? null,
        verdict: row.verdict,
        message: describeRow(row, this.#terminal.language),
      })),
    });
  }

  #sayLines(result: ImportTokensResult, isDryRun: boolean): void {
    const counts = countsOf(result);
    const shown = result.isWritten || isDryRun ? counts : { ...counts, new: 0, bound: 0 };
    this.#terminal.print(this.#terminal.say(isDryRun ? 'import.dry-run' : 'import.result', shown));
    for (const row of this.#listed) this.#terminal.print(`  ${describeRow(row, this.#terminal.language)}`);
  }
}

function countsOf({ rowsNew, rowsDuplicate, rowsRefused, rowsBound }: ImportTokensResult) {
  return { new: rowsNew, duplicate: rowsDuplicate, refused: rowsRefused, bound: rowsBound };
}

function describeRow(row: RowVerdict, language: Language): string {
  const serial = row.serial ?? '?';
  const phrase = cliPhrases[row.problem === undefined ? 'import.row-duplicate' : 'import.row-refused'];
  return fillPhrase(phrase, language, { line: row.line, serial, problem: describeProblem(row, language) });
}

function describeProblem({ problem }: RowVerdict, language: Language): string {
  return problem === undefined
    ? ''
    : fillPhrase(seedFilePhrases[`seed-file.${problem.code}`], language, problem.params);
}
