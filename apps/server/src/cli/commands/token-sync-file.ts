import type { LocalisedCommand } from '../help/localised-command.ts';
import { codeOfSyncVerdict, describeSyncVerdict } from '../../operations/describe-clock.ts';
import { SYNC_WINDOW_ROWS, type SyncVerdict, syncTokens } from '../../operations/sync-tokens.ts';
import { openForReading } from '../files.ts';
import { type CommandOptions, CommandRefusal, type CommandWorld, interruptible } from '../run-command.ts';
import type { CommandHost } from '../program.ts';
import { type FileRow, readSyncRows } from '../sync-file-rows.ts';
import type { Terminal } from '../terminal.ts';

interface SyncFileFlags extends CommandOptions {
  readonly wide?: boolean;
  readonly json?: boolean;
}

export function syncFileCommand(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('sync-file <file>')
    .description('token sync-file')
    .option('--wide', 'token sync-file --wide')
    .option('--json', '--json')
    .action((file: string, flags: SyncFileFlags) =>
      host.withData<SyncFileFlags>((world, options) => runSyncFile(file, world, options), { data: 'there' })(
        flags,
      ),
    );
}

async function runSyncFile(file: string, world: CommandWorld, flags: SyncFileFlags): Promise<void> {
  const bytes = openForReading(file);
  const report = new SyncReport(world.terminal, flags.json === true);
  const end = await interruptible((signal) => syncRows(bytes, { world, flags, report, signal })).finally(() =>
    world.terminal.progress(''),
  );
  report.end(end);
}

type FileEnd = 'whole' | 'stopped' | 'unavailable';

interface SyncRun {
  readonly world: CommandWorld;
  readonly flags: SyncFileFlags;
  readonly report: SyncReport;
  readonly signal: AbortSignal;
}

/** What was begun is finished before it stops, so that every line has its verdict or was not touched. */
async function syncRows(bytes: AsyncIterable<Uint8Array>, run: SyncRun): Promise<FileEnd> {
  // An inference takes seconds: whoever stops it does not want to wait for sixty.
  const windowRows = run.flags.wide === true ? 1 : SYNC_WINDOW_ROWS;
  let window: FileRow[] = [];
  for await (const row of readSyncRows(bytes)) {
    window.push(row);
    if (window.length < windowRows) continue;
    const end = await syncWindow(window, run);
    if (end !== 'whole') return end;
    window = [];
  }
  return syncWindow(window, run);
}

async function syncWindow(window: readonly FileRow[], run: SyncRun): Promise<FileEnd> {
  const { world, flags, report, signal } = run;
  if (window.length === 0) return 'whole';
  if (signal.aborted) return 'stopped';
  const { context, requester } = world;
  const isWide = flags.wide === true;
  const rows = window.flatMap(({ row }) => (row === undefined ? [] : [row]));
  const verdicts = await syncTokens(rows, { requester, isWide }, context);
  let next = 0;
  for (const { line, serial, row } of window)
    report.add({ line, serial }, row === undefined ? undefined : verdicts[next++]);
  return verdicts.some(({ kind }) => kind === 'undecided') ? 'unavailable' : 'whole';
}

interface ReportedRow {
  readonly line: number;
  readonly serial: string;
  readonly code: number | null;
  readonly isSynchronised: boolean;
  readonly message: string;
}

/** Says what became of each line, and at the end of all. */
class SyncReport {
  readonly #terminal: Terminal;
  readonly #isJson: boolean;
  readonly #rows: ReportedRow[] = [];
  #firstFailed: ReportedRow | undefined;
  #counts = { synchronised: 0, adopted: 0, failed: 0 };
  #lastLine = 0;

  constructor(terminal: Terminal, isJson: boolean) {
    this.#terminal = terminal;
    this.#isJson = isJson;
  }

  /** @param verdict undefined: the line is no row */
  add({ line, serial }: { line: number; serial: string }, verdict: SyncVerdict | undefined): void {
    const { language } = this.#terminal;
    const message =
      verdict === undefined ? this.#terminal.say('sync.malformed') : describeSyncVerdict(verdict, language);
    const code = verdict === undefined ? null : codeOfSyncVerdict(verdict);
    const row = { line, serial, code, isSynchronised: code === 0, message };
    this.#count(row, verdict?.kind === 'adopted');
    this.#terminal.progress('');
    if (this.#isJson) this.#rows.push(row);
    else this.#terminal.print(this.#terminal.say('sync-file.row', { line, serial, verdict: message }));
    const { synchronised, failed } = this.#counts;
    this.#terminal.progress(
      this.#terminal.say('sync-file.progress', { rows: synchronised + failed, failed }),
    );
  }

  /** @throws {CommandRefusal} when a row failed, or not all were reached */
  end(end: FileEnd): void {
    const counts = this.#counts;
    if (this.#isJson) this.#terminal.json({ ...counts, isWhole: end === 'whole', rows: this.#rows });
    else this.#terminal.print(this.#terminal.say('sync-file.result', counts));
    const reached = { ...counts, rows: counts.synchronised + counts.failed, line: this.#lastLine };
    if (end === 'stopped') throw new CommandRefusal(this.#terminal.say('sync-file.stopped', reached));
    if (end === 'unavailable') throw new CommandRefusal(this.#terminal.say('sync-file.unavailable', reached));
    if (reached.rows === 0) throw new CommandRefusal(this.#terminal.say('sync-file.empty'));
    const first = this.#firstFailed;
    if (first !== undefined)
      throw new CommandRefusal(
        this.#terminal.say('sync-file.some-failed', {
          failed: counts.failed,
          line: first.line,
          verdict: first.message,
        }),
      );
  }

  #count(row: ReportedRow, isAdopted: boolean): void {
    this.#lastLine = row.line;
    if (row.isSynchronised) this.#counts.synchronised += 1;
    else this.#counts.failed += 1;
    if (isAdopted) this.#counts.adopted += 1;
    if (!row.isSynchronised) this.#firstFailed ??= row;
  }
}
