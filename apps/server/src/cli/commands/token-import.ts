import { basename } from 'node:path';
import type { Command } from 'commander';
import { fillPhrase, seedFilePhrases } from '@lingpai/contract';
import { cliPhrases } from '@lingpai/contract/phrases/cli';
import type { ImportTokensResult, RowVerdict } from '@lingpai/domain';
import { SEED_ENCODINGS, SEED_FILE_FORMATS } from '@lingpai/seed-files';
import { readFileSync } from 'node:fs';
import { importTokenFile, readerOptions } from '../../imports/import-token-file.ts';
import { UsageError } from '../../usage-error.ts';
import { findOrganization } from '../find-organization.ts';
import {
  type CommandOptions,
  CommandRefusal,
  type CommandWorld,
  EXIT,
  openForReading,
} from '../run-command.ts';
import type { CommandHost } from '../program.ts';

interface ImportFlags extends CommandOptions {
  readonly org: string;
  readonly format: string;
  readonly encoding?: string;
  readonly key?: string;
  readonly passwordFile?: string;
  readonly enable?: boolean;
  readonly dryRun?: boolean;
  readonly allOrNothing?: boolean;
  readonly json?: boolean;
}
/** Rows listed one by one; the rest is in the counts. */
const MAX_LISTED_ROWS = 200;

export function importCommand(token: Command, host: CommandHost): void {
  token
    .command('import <file>')
    .description('Import a token file')
    .requiredOption('--org <path>', 'organisation, e.g. 总公司/研发')
    .option('--format <format>', `auto, ${SEED_FILE_FORMATS.join(', ')}`, 'auto')
    .option(
      '--encoding <encoding>',
      `of the seeds in a CSV file: ${SEED_ENCODINGS.join(', ')}; found by itself when left out`,
    )
    .option('--key <hex>', 'pre-shared key of an encrypted file, hexadecimal')
    .option('--password-file <file>', 'file whose first line is the password of an encrypted file')
    .option('--enable', 'enable the tokens')
    .option('--dry-run', 'check only, write nothing')
    .option('--all-or-nothing', 'import nothing when one row is refused or a duplicate')
    .option('--json', 'one JSON document')
    .action((file: string, flags: ImportFlags) =>
      host.withData<ImportFlags>((world, options) => runImport(file, world, options))(flags),
    );
}

async function runImport(file: string, world: CommandWorld, flags: ImportFlags): Promise<void> {
  const { context, terminal, requester } = world;
  const organization = await findOrganization(flags.org, context);
  const reader = readerOptions({
    format: parseFormat(flags.format),
    ...parseEncoding(flags.encoding),
    ...(flags.key !== undefined && { key: flags.key }),
    ...readPassword(flags.passwordFile),
  });
  const listed: RowVerdict[] = [];
  const cancel = new AbortController();
  const onSignal = () => cancel.abort();
  process.once('SIGINT', onSignal);
  try {
    const result = await importTokenFile(
      {
        bytes: openForReading(file, terminal),
        reader,
        organizationId: organization.id,
        enable: flags.enable === true,
        fileName: basename(file),
        isDryRun: flags.dryRun === true,
        allOrNothing: flags.allOrNothing === true,
        signal: cancel.signal,
        requester,
        onVerdict: (row) => {
          if (row.verdict !== 'new' && listed.length < MAX_LISTED_ROWS) listed.push(row);
        },
        onProgress: ({ bytesRead, rowsNew, rowsDuplicate, rowsRefused }) =>
          terminal.progress(
            terminal.say('import.progress', {
              mib: (bytesRead / 1_048_576).toFixed(1),
              rows: rowsNew + rowsDuplicate + rowsRefused,
            }),
          ),
      },
      context,
    );
    report(result, listed, world, flags);
  } finally {
    process.removeListener('SIGINT', onSignal);
    terminal.progress('');
  }
}

// oxlint-disable-next-line max-params -- what came out, of which rows, where to say it, and how
function report(
  result: ImportTokensResult,
  listed: readonly RowVerdict[],
  { terminal }: CommandWorld,
  flags: ImportFlags,
): void {
  const counts = {
    new: result.rowsNew,
    duplicate: result.rowsDuplicate,
    refused: result.rowsRefused,
    bound: result.rowsBound,
  };
  const rows = listed.map((row) => ({
    line: row.line,
    serial: row.serial ?? null,
    verdict: row.verdict,
    message: describeRow(row, terminal.language),
  }));
  if (flags.json === true)
    terminal.json({
      ...counts,
      format: result.format ?? null,
      encoding: result.encoding ?? null,
      written: result.isWritten,
      rows,
    });
  else {
    terminal.print(
      terminal.say(
        flags.dryRun === true ? 'import.dry-run' : 'import.result',
        result.isWritten || flags.dryRun === true ? counts : { ...counts, new: 0, bound: 0 },
      ),
    );
    for (const row of rows) terminal.print(`  ${row.message}`);
  }
  if (!result.isWritten && flags.dryRun !== true)
    throw new CommandRefusal(
      terminal.say('import.nothing-written', { refused: counts.refused, duplicate: counts.duplicate }),
    );
  const first = listed.find((row) => row.verdict === 'refused');
  if (first === undefined) return;
  process.exitCode = EXIT.refused;
  const problem =
    first.problem === undefined
      ? ''
      : fillPhrase(
          seedFilePhrases[`seed-file.${first.problem.code}`],
          terminal.language,
          first.problem.params,
        );
  terminal.note(
    `lingpai: ${terminal.say('import.some-refused', { refused: counts.refused, line: first.line, problem })}`,
  );
}

function describeRow(row: RowVerdict, language: Parameters<typeof fillPhrase>[1]): string {
  const serial = row.serial ?? '?';
  if (row.problem === undefined)
    return fillPhrase(cliPhrases['import.row-duplicate'], language, { line: row.line, serial });
  return fillPhrase(cliPhrases['import.row-refused'], language, {
    line: row.line,
    serial,
    problem: fillPhrase(seedFilePhrases[`seed-file.${row.problem.code}`], language, row.problem.params),
  });
}

/** `csv` is what people say for the most usual of the CSV dialects; each is told from the others by its content. */
function parseFormat(format: string): string {
  if (format === 'csv' || format === 'xml') return 'auto';
  if (format !== 'auto' && !(SEED_FILE_FORMATS as readonly string[]).includes(format))
    throw new UsageError(`--format: auto, ${SEED_FILE_FORMATS.join(', ')}`);
  return format;
}

function parseEncoding(encoding: string | undefined): { encoding?: (typeof SEED_ENCODINGS)[number] } {
  if (encoding === undefined || encoding === 'auto') return {};
  const found = SEED_ENCODINGS.find((known) => known === encoding);
  if (found === undefined) throw new UsageError(`--encoding: auto, ${SEED_ENCODINGS.join(', ')}`);
  return { encoding: found };
}

function readPassword(file: string | undefined): { password?: string } {
  if (file === undefined) return {};
  try {
    return { password: readFileSync(file, 'utf8').split(/\r?\n/, 1)[0] ?? '' };
  } catch {
    throw new UsageError(`--password-file: cannot read ${file}`);
  }
}
