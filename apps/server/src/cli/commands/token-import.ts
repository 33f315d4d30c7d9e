import { basename } from 'node:path';
import type { LocalisedCommand } from '../help/localised-command.ts';
import { type ImportProgress, Refusal } from '@lingpai/domain';
import { SEED_ENCODINGS, SEED_FILE_FORMATS } from '@lingpai/seed-files';
import { boundImportMemory } from '../../imports/bound-import-memory.ts';
import { importTokenFile, readerOptions } from '../../imports/import-token-file.ts';
import { openForReading, readPasswordFile } from '../files.ts';
import { findOrganization } from '../find-organization.ts';
import { ImportReport } from '../import-report.ts';
import { type CommandOptions, type CommandWorld, interruptible } from '../run-command.ts';
import type { CommandHost } from '../program.ts';
import type { Terminal } from '../terminal.ts';

/** `csv` and `xml` are what people say; a file of theirs is told from the others by its content. */
const FORMATS = ['auto', 'csv', 'xml', ...SEED_FILE_FORMATS] as const;
const ENCODINGS = ['auto', ...SEED_ENCODINGS] as const;

interface ImportFlags extends CommandOptions {
  readonly org: string;
  readonly format: (typeof FORMATS)[number];
  readonly encoding: (typeof ENCODINGS)[number];
  readonly key?: string;
  readonly passwordFile?: string;
  readonly enable?: boolean;
  readonly dryRun?: boolean;
  readonly allOrNothing?: boolean;
  readonly json?: boolean;
}

export function importCommand(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('import <file>')
    .description('token import')
    .requiredOption('--org <path>', '--org')
    .choice('--format <format>', 'token import --format', { choices: FORMATS, fallback: 'auto' })
    .choice('--encoding <encoding>', 'token import --encoding', { choices: ENCODINGS, fallback: 'auto' })
    .option('--key <hex>', 'token import --key')
    .option('--password-file <file>', 'token import --password-file')
    .option('--enable', 'token import --enable')
    .option('--dry-run', 'token import --dry-run')
    .option('--all-or-nothing', 'token import --all-or-nothing')
    .option('--json', '--json')
    .action((file: string, flags: ImportFlags) =>
      host.withData<ImportFlags>((world, options) => runImport(file, world, options), {
        data: 'there',
      })(flags),
    );
}

async function runImport(file: string, world: CommandWorld, flags: ImportFlags): Promise<void> {
  boundImportMemory();
  const { context, terminal, requester } = world;
  const organization = await findOrganization(flags.org, context);
  const reader = readerOptions({ ...readerFlags(flags), ...readPassword(flags.passwordFile) });
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
  { bytesRead, rowsNew, rowsDuplicate, rowsRefused, rowsBoundYet }: ImportProgress,
  terminal: Terminal,
): void {
  if (rowsBoundYet > 0) {
    terminal.progress(terminal.say('import.binding', { bound: rowsBoundYet }));
    return;
  }
  const mib = (bytesRead / 1_048_576).toFixed(1);
  terminal.progress(terminal.say('import.progress', { mib, rows: rowsNew + rowsDuplicate + rowsRefused }));
}

function readerFlags({ format, encoding, key }: ImportFlags) {
  return {
    format: format === 'csv' || format === 'xml' ? 'auto' : format,
    ...(encoding !== 'auto' && { encoding }),
    ...(key !== undefined && { key }),
  };
}

function readPassword(file: string | undefined): { password?: string } {
  return file === undefined ? {} : { password: readPasswordFile(file) };
}
