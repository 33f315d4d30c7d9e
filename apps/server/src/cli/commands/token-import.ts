import { basename } from 'node:path';
import type { Command } from 'commander';
import { type ImportProgress, Refusal } from '@lingpai/domain';
import { SEED_ENCODINGS, SEED_FILE_FORMATS } from '@lingpai/seed-files';
import { boundImportMemory } from '../../imports/bound-import-memory.ts';
import { importTokenFile, readerOptions } from '../../imports/import-token-file.ts';
import { UsageError } from '../../usage-error.ts';
import { openForReading, readPasswordFile } from '../files.ts';
import { findOrganization } from '../find-organization.ts';
import { ImportReport } from '../import-report.ts';
import { type CommandOptions, type CommandWorld, interruptible } from '../run-command.ts';
import type { CommandHost } from '../program.ts';
import type { Terminal } from '../terminal.ts';

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
      host.withData<ImportFlags>((world, options) => runImport(file, world, options), {
        data: 'there',
        check: parseReader,
      })(flags),
    );
}

async function runImport(file: string, world: CommandWorld, flags: ImportFlags): Promise<void> {
  boundImportMemory();
  const { context, terminal, requester } = world;
  const organization = await findOrganization(flags.org, context);
  const reader = readerOptions({ ...parseReader(flags), ...readPassword(flags.passwordFile) });
  const report = new ImportReport(terminal);
  const isDryRun = flags.dryRun === true;
  const result = await interruptible(
    (signal) =>
      importTokenFile(
        {
          bytes: openForReading(file),
          reader,
          organizationId: organization.id,
          enable: flags.enable === true,
          fileName: basename(file),
          isDryRun,
          allOrNothing: flags.allOrNothing === true,
          signal,
          requester,
          onVerdict: (row) => report.add(row),
          onProgress: (progress) => sayProgress(progress, terminal),
        },
        context,
      ),
    new Refusal('import.cancelled'),
  ).finally(() => terminal.progress(''));
  report.say(result, { isJson: flags.json === true, isDryRun });
}

function sayProgress(
  { bytesRead, rowsNew, rowsDuplicate, rowsRefused }: ImportProgress,
  terminal: Terminal,
): void {
  const mib = (bytesRead / 1_048_576).toFixed(1);
  terminal.progress(terminal.say('import.progress', { mib, rows: rowsNew + rowsDuplicate + rowsRefused }));
}

function parseReader(flags: ImportFlags) {
  return {
    format: parseFormat(flags.format),
    ...parseEncoding(flags.encoding),
    ...(flags.key !== undefined && { key: flags.key }),
  };
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
  return file === undefined ? {} : { password: readPasswordFile(file) };
}
