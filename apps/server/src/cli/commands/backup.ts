import type { LocalisedCommand } from '../help/localised-command.ts';
import type { TrustedCounters } from '@lingpai/storage';
import { readDataConfig } from '../../config.ts';
import { OperationRefusal } from '../../operation-refusal.ts';
import { backUpData } from '../../operations/back-up-data.ts';
import { MIN_BACKUP_PASSWORD_LENGTH } from '../../operations/master-key-envelope.ts';
import { type RestoreReport, restoreData } from '../../operations/restore-data.ts';
import { readPasswordFile } from '../files.ts';
import { type CommandOptions, consoleRequester, interruptible } from '../run-command.ts';
import type { CommandHost } from '../program.ts';
import type { Terminal } from '../terminal.ts';

interface BackupFlags extends CommandOptions {
  readonly withKey?: string;
  readonly json?: boolean;
}
interface RestoreFlags extends BackupFlags {
  readonly trustEventCounters?: boolean;
  readonly trustAllCounters?: boolean;
}
const MIB = 1_048_576;

export function backupCommands(program: LocalisedCommand, host: CommandHost): void {
  program
    .command('backup <file>')
    .description('backup')
    .option('--with-key <password-file>', 'backup --with-key')
    .option('--json', '--json')
    .action((file: string, flags: BackupFlags) => runBackup(file, flags, host));
  program
    .command('restore <file>')
    .description('restore')
    .option('--with-key <password-file>', 'restore --with-key')
    .option('--trust-event-counters', 'restore --trust-event-counters')
    .option('--trust-all-counters', 'restore --trust-all-counters')
    .option('--json', '--json')
    .action((file: string, flags: RestoreFlags) =>
      host.withTerminal((terminal) => runRestore({ file, flags, host, terminal })),
    );
}

function runBackup(file: string, flags: BackupFlags, host: CommandHost): Promise<void> {
  return host.withData<BackupFlags>(
    async (world) => {
      const { terminal, config, requester } = world;
      const password = flags.withKey === undefined ? undefined : readBackupPassword(flags.withKey);
      const made = await interruptible((signal) =>
        backUpData(
          {
            file,
            password,
            requester,
            signal,
            onProgress: ({ rowsDone, rowsTotal }) =>
              terminal.progress(terminal.say('backup.progress', { done: rowsDone, total: rowsTotal })),
          },
          world,
          config,
        ),
      ).finally(() => terminal.progress(''));
      const { rowCount, sizeBytes, madeAt } = made;
      if (flags.json === true)
        terminal.json({ file, rows: rowCount, sizeBytes, madeAt, withKey: password !== undefined });
      else
        terminal.print(
          terminal.say('backup.done', { file, rows: rowCount, mib: (sizeBytes / MIB).toFixed(1) }),
        );
      terminal.note(keyAdvice(password !== undefined, config.masterKeyPath, terminal));
    },
    { data: 'there' },
  )(flags);
}

function keyAdvice(isKeyInside: boolean, path: string | undefined, terminal: Terminal): string {
  if (isKeyInside) return terminal.say('backup.key-inside');
  return path === undefined
    ? terminal.say('backup.key-apart-elsewhere')
    : terminal.say('backup.key-apart', { path });
}

function readBackupPassword(file: string): string {
  const password = readPasswordFile(file);
  if (password.length < MIN_BACKUP_PASSWORD_LENGTH)
    throw new OperationRefusal('password-file.short', { min: MIN_BACKUP_PASSWORD_LENGTH });
  return password;
}

async function runRestore({
  file,
  flags,
  host,
  terminal,
}: {
  file: string;
  flags: RestoreFlags;
  host: CommandHost;
  terminal: Terminal;
}): Promise<void> {
  const config = readDataConfig(host.env, flags);
  const trust = trustOf(flags);
  const password = flags.withKey === undefined ? undefined : readPasswordFile(flags.withKey);
  terminal.progress(terminal.say('restore.checking'));
  const report = await interruptible((signal) =>
    restoreData(
      {
        file,
        password,
        trust,
        nowMs: Date.now(),
        requester: consoleRequester(),
        signal,
        onProgress: ({ rowsDone, rowsTotal }) =>
          terminal.progress(terminal.say('restore.progress', { done: rowsDone, total: rowsTotal })),
      },
      config,
    ),
  ).finally(() => terminal.progress(''));
  sayRestored(report, { flags, trust, terminal });
}

function sayRestored(
  report: RestoreReport,
  { flags, trust, terminal }: { flags: RestoreFlags; trust: TrustedCounters; terminal: Terminal },
): void {
  const { madeAt, userCount, tokenCount, timeTokensMoved, eventTokensLocked, distributionsEnded } = report;
  if (flags.json === true) terminal.json({ ...report, trust });
  else
    terminal.print(
      terminal.say('restore.done', {
        madeAt: new Date(madeAt).toLocaleString(terminal.language),
        users: userCount,
        tokens: tokenCount,
      }),
    );
  if (trust === 'all') terminal.note(terminal.say('restore.trusted-all'));
  else
    terminal.note(
      terminal.say('restore.guard', {
        time: timeTokensMoved,
        event: eventTokensLocked,
        distributions: distributionsEnded,
      }),
    );
  if (trust === 'event') terminal.note(terminal.say('restore.trusted-events'));
  if (eventTokensLocked > 0) terminal.note(terminal.say('restore.guard-events'));
  if (report.ocraCountersDoubted > 0)
    terminal.note(terminal.say('restore.guard-ocra', { count: report.ocraCountersDoubted }));
  if (report.emergencyPasswordsEnded > 0)
    terminal.note(terminal.say('restore.guard-emergency', { count: report.emergencyPasswordsEnded }));
  terminal.note(terminal.say('restore.old-server'));
}

function trustOf({ trustAllCounters, trustEventCounters }: RestoreFlags): TrustedCounters {
  if (trustAllCounters === true) return 'all';
  return trustEventCounters === true ? 'event' : 'none';
}
