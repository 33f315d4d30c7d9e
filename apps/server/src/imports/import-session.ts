import { randomUUID } from 'node:crypto';
import {
  type ErrorCode,
  type Import,
  type ImportOptions,
  type Language,
  type PhraseParams,
  errorPhrases,
  fillPhrase,
  seedFilePhrases,
} from '@lingpai/contract';
import {
  type ImportProgress,
  Refusal,
  type Requester,
  type RowVerdict,
  StoreUnavailableError,
} from '@lingpai/domain';
import { SeedFileError } from '@lingpai/seed-files';
import type { AppContext } from '../context.ts';
import type { EncryptedSpool } from './encrypted-spool.ts';
import { ImportReport } from './import-report.ts';
import { type RowFacts, describeRow, rowFacts } from './import-row.ts';
import { importTokenFile, readerOptions } from './import-token-file.ts';

/** Rows of each list on screen. */
const SAMPLE_ROWS = 200;

export interface ImportSessionInput {
  readonly fileName: string;
  readonly options: ImportOptions;
  /** the file, ended */
  readonly file: EncryptedSpool;
  readonly requester: Requester;
  readonly expiresAt: number;
  readonly context: Pick<AppContext, 'store' | 'vault' | 'clock'>;
  /** makes an empty file for the report */
  readonly createReport: () => EncryptedSpool;
  readonly logFailure: (error: unknown, reference: string) => void;
}

const NO_PROGRESS: ImportProgress = {
  rowsNew: 0,
  rowsDuplicate: 0,
  rowsRefused: 0,
  rowsBound: 0,
  rowsBoundYet: 0,
  bytesRead: 0,
  format: undefined,
  encoding: undefined,
};

type Problem = { code: string; params: PhraseParams; line: number | undefined; column: number | undefined };

/** One upload, from its check to its end. Runs in the background: whoever asks finds out how far it is. */
export class ImportSession {
  readonly id = randomUUID();
  readonly #input: ImportSessionInput;
  readonly #abort = new AbortController();
  #state: Import['state'] = 'checking';
  #progress: ImportProgress = NO_PROGRESS;
  #sample: RowFacts[] = [];
  #problems: RowFacts[] = [];
  #problem: Problem | undefined;
  #report: ImportReport | undefined;
  #running: Promise<void>;

  /** Starts the check. */
  constructor(input: ImportSessionInput) {
    this.#input = input;
    this.#running = this.#run('checked');
  }

  get owner(): string {
    return this.#input.requester.name;
  }
  get expiresAt(): number {
    return this.#input.expiresAt;
  }
  get state(): Import['state'] {
    return this.#state;
  }

  /**
   * Starts writing.
   *
   * @throws {Refusal} import.not-checked, import.cancelled
   */
  commit(): void {
    if (this.#state === 'cancelled') throw new Refusal('import.cancelled');
    if (this.#state !== 'checked') throw new Refusal('import.not-checked');
    this.#state = 'writing';
    this.#running = this.#run('done');
  }

  /** Stops whatever goes on, and waits until nothing is left of it. What is done stays done. */
  async cancel(): Promise<void> {
    this.#abort.abort(new Refusal('import.cancelled'));
    await this.#running;
    if (this.#state === 'checked') this.#state = 'cancelled';
    if (this.#state !== 'done') this.#report?.remove();
    this.#input.file.remove();
  }

  /** Cancels, and removes everything. */
  async remove(): Promise<void> {
    await this.cancel();
    this.#report?.remove();
  }

  /** The verdict on each row, once there is one; undefined before. */
  get report(): ImportReport | undefined {
    return this.#state === 'checked' || this.#state === 'done' ? this.#report : undefined;
  }

  view(language: Language): Import {
    const { fileName, options, file, expiresAt } = this.#input;
    const progress = this.#progress;
    return {
      id: this.id,
      fileName,
      organizationId: options.organizationId,
      state: this.#state,
      format: progress.format ?? null,
      encoding: progress.encoding ?? null,
      bytesTotal: file.sizeBytes,
      bytesDone: progress.bytesRead,
      rowsNew: progress.rowsNew,
      rowsDuplicate: progress.rowsDuplicate,
      rowsRefused: progress.rowsRefused,
      rowsBound: progress.rowsBound,
      rowsBoundYet: progress.rowsBoundYet,
      problem: this.#problem ? describeProblem(this.#problem, language) : null,
      sample: this.#sample.map((facts) => describeRow(facts, language)),
      problems: this.#problems.map((facts) => describeRow(facts, language)),
      expiresAt,
    };
  }

  async #run(goal: 'checked' | 'done'): Promise<void> {
    const { options, context, file, fileName, requester, createReport } = this.#input;
    this.#report?.remove();
    this.#sample = [];
    this.#problems = [];
    this.#progress = NO_PROGRESS;
    const report = (this.#report = new ImportReport(createReport()));
    try {
      this.#progress = await importTokenFile(
        {
          bytes: file.read(),
          reader: readerOptions(options),
          organizationId: options.organizationId,
          enable: options.enable ?? false,
          fileName,
          isDryRun: goal === 'checked',
          signal: this.#abort.signal,
          onProgress: (progress) => (this.#progress = progress),
          onVerdict: (verdict) => this.#note(verdict, report),
          requester,
        },
        context,
      );
      report.end();
      this.#state = goal;
    } catch (error) {
      this.#fail(error);
    }
    if (this.#state !== 'checked') file.remove();
  }

  #note(verdict: RowVerdict, report: ImportReport): void {
    const facts = rowFacts(verdict);
    report.add(facts);
    if (this.#sample.length < SAMPLE_ROWS) this.#sample.push(facts);
    if (facts.verdict !== 'new' && this.#problems.length < SAMPLE_ROWS) this.#problems.push(facts);
  }

  #fail(error: unknown): void {
    const isCancelled = this.#abort.signal.aborted;
    this.#state = isCancelled ? 'cancelled' : 'failed';
    if (!isCancelled) this.#problem = this.#toProblem(error);
  }

  #toProblem(error: unknown): Problem {
    if (error instanceof SeedFileError) {
      const { code, params, line, column } = error;
      return { code: `seed-file.${code}`, params, line, column };
    }
    const nowhere = { line: undefined, column: undefined };
    if (error instanceof Refusal) return { code: error.code, params: error.params, ...nowhere };
    this.#input.logFailure(error, this.id);
    return error instanceof StoreUnavailableError
      ? { code: 'server.store-unavailable', params: {}, ...nowhere }
      : { code: 'server.failed', params: { reference: this.id }, ...nowhere };
  }
}

function describeProblem(
  { code, params, line, column }: Problem,
  language: Language,
): NonNullable<Import['problem']> {
  const phrase = { ...seedFilePhrases, ...errorPhrases }[code as keyof typeof seedFilePhrases & ErrorCode];
  return {
    code,
    message: fillPhrase(phrase, language, params),
    line: line ?? null,
    column: column ?? null,
  };
}
