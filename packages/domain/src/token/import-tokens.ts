import type { SecretVault } from '../ports/secret-vault.ts';
import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock, Pause, ProcessIdentity } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { cleanUnfinishedImports } from './clean-unfinished-imports.ts';
import type { ImportEvent, ImportRefusedEvent, ImportTokenEvent, RowVerdict } from './import-event.ts';
import { ImportBinder } from './import-rows.ts';
import { type BatchJudge, DryRun, type ImportCounts, ImportRun } from './import-run.ts';

export interface ImportTokensInput {
  /** what a reader of `seed-files` tells; read once, to its end or until something stops it */
  readonly source: AsyncIterable<ImportEvent>;
  readonly organizationId: number;
  /** new tokens are enabled at once */
  readonly enable: boolean;
  /** as it is shown in the audit log */
  readonly fileName: string;
  /** writes nothing, and says what would be written */
  readonly isDryRun: boolean;
  /** import nothing when one row is a duplicate or refused */
  readonly allOrNothing?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** in the order of the file; what it says holds only once the import has ended well */
  readonly onVerdict?: (verdict: RowVerdict) => void;
  readonly requester: Requester;
}
export interface ImportTokensWorld {
  readonly store: UnitOfWork;
  readonly vault: SecretVault;
  readonly clock: Clock;
  readonly process: ProcessIdentity;
  /** between two transactions: long enough for others to get theirs in */
  readonly pause: Pause;
}
export interface ImportProgress extends ImportCounts {
  readonly bytesRead: number;
  /** of those that will be, how many rows are bound by now: when the whole file is written, the rest follows in pieces */
  readonly rowsBoundYet: number;
  /** undefined until the reader has found out */
  readonly format: string | undefined;
  /** how seeds are written; undefined until the reader has found out */
  readonly encoding: string | undefined;
}
export interface ImportTokensResult extends ImportProgress {
  /** false: a dry run, or `allOrNothing` and not all */
  readonly isWritten: boolean;
}

/** Rows per transaction: some 50 ms of the store's time. */
const BATCH_ROWS = 1000;
type Row = ImportTokenEvent | ImportRefusedEvent;

/**
 * Imports a token file, streaming. Nothing of it is visible until its last row is written and bound; then all is, at once. What exists already
 * (or is just being imported by somebody else) is left untouched.
 *
 * @throws {Refusal} organization.not-found, import.cancelled (the signal was given)
 * @throws whatever the source throws; nothing is imported then
 */
export async function importTokens(
  input: ImportTokensInput,
  world: ImportTokensWorld,
): Promise<ImportTokensResult> {
  const { organizationId } = input;
  const organization = await world.store.read.organizations.find(organizationId);
  if (organization === undefined)
    throw new Refusal('organization.not-found', { name: String(organizationId) }, 'organizationId');
  const { binding } = await world.store.read.settings.read();
  const binder = new ImportBinder(organization.path, binding.maxTokensPerUser);
  if (input.isDryRun) {
    const progress = await readRows(input, new DryRun(world.store, binder), world.pause);
    return { ...progress, isWritten: false };
  }
  await cleanUnfinishedImports(world);
  const run = new ImportRun(input, world, binder, binding.maxTokensPerUser);
  try {
    const progress = await readRows(input, run, world.pause);
    throwIfCancelled(input.signal);
    const isComplete = progress.rowsDuplicate + progress.rowsRefused === 0;
    if (input.allOrNothing === true && !isComplete) {
      await run.discard('incomplete');
      return { ...progress, isWritten: false };
    }
    const boundCount = await run.bind((rowsBoundYet) => {
      throwIfCancelled(input.signal);
      input.onProgress?.({ ...progress, rowsBoundYet });
    });
    const rowsBound = await run.publish(progress, boundCount);
    return { ...progress, rowsBound, rowsBoundYet: rowsBound, isWritten: true };
  } catch (error) {
    // The source may have noticed the signal first, and said so in its own way.
    const isCancelled = input.signal?.aborted === true || isCancellation(error);
    // What cannot be removed now is removed by `cleanUnfinishedImports`.
    await run.discard(isCancelled ? 'cancelled' : 'failed').catch(() => undefined);
    throw isCancelled ? new Refusal('import.cancelled') : error;
  }
}

/** Reads the source, and has its rows judged batch by batch. */
async function readRows(input: ImportTokensInput, judge: BatchJudge, pause: Pause): Promise<ImportProgress> {
  let progress: ImportProgress = {
    rowsNew: 0,
    rowsDuplicate: 0,
    rowsRefused: 0,
    rowsBound: 0,
    rowsBoundYet: 0,
    bytesRead: 0,
    format: undefined,
    encoding: undefined,
  };
  let rows: Row[] = [];
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    throwIfCancelled(input.signal);
    const verdicts = await judge.judge(rows);
    rows = [];
    for (const verdict of verdicts) input.onVerdict?.(verdict);
    progress = { ...progress, ...added(progress, verdicts) };
    input.onProgress?.(progress);
    await pause();
  };
  for await (const event of input.source) {
    if (event.kind === 'progress') {
      progress = { ...progress, bytesRead: event.bytesRead };
      throwIfCancelled(input.signal);
    } else if (event.kind === 'detected') {
      progress = { ...progress, format: event.format, encoding: event.encoding };
    } else {
      rows.push(event);
      if (rows.length >= BATCH_ROWS) await flush();
    }
  }
  await flush();
  return progress;
}

function added(counts: ImportCounts, verdicts: readonly RowVerdict[]): ImportCounts {
  const count = (verdict: RowVerdict['verdict']) => verdicts.filter((v) => v.verdict === verdict).length;
  return {
    rowsNew: counts.rowsNew + count('new'),
    rowsDuplicate: counts.rowsDuplicate + count('duplicate'),
    rowsRefused: counts.rowsRefused + count('refused'),
    rowsBound: counts.rowsBound + verdicts.filter((v) => v.binding === 'bound').length,
  };
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Refusal('import.cancelled');
}

function isCancellation(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'import.cancelled';
}
