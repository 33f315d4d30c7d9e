import type { LocalisedCommand } from '../help/localised-command.ts';
import { OperationRefusal } from '../../operation-refusal.ts';
import { replaceMasterKey } from '../../operations/replace-master-key.ts';
import { rotateDataKey } from '../../operations/rotate-data-key.ts';
import { type CommandOptions, CommandRefusal, type CommandWorld, interruptible } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

interface RotateFlags extends CommandOptions {
  readonly masterKeyFile?: string;
  readonly json?: boolean;
}

export function keysCommands(program: LocalisedCommand, host: CommandHost): void {
  const keys = program.command('keys').description('keys');
  keys
    .command('rotate')
    .description('keys rotate')
    .option('--master-key-file <file>', 'keys rotate --master-key-file')
    .option('--json', '--json')
    .action((flags: RotateFlags) =>
      host.withData<RotateFlags>(
        (world) =>
          flags.masterKeyFile === undefined
            ? rotate(world, flags)
            : rotateMasterKey(world, flags, flags.masterKeyFile),
        { data: 'there' },
      )(flags),
    );
}

async function rotate(world: CommandWorld, flags: RotateFlags): Promise<void> {
  const { terminal, requester } = world;
  const run = (signal: AbortSignal) =>
    rotateDataKey(
      {
        requester,
        signal,
        onStage: (stage) => terminal.note(terminal.say(`keys.${stage}`)),
        onProgress: (done) => terminal.progress(terminal.say('keys.resealing', { done })),
      },
      world,
    );
  const report = await interruptible(run, new OperationRefusal('keys.interrupted')).finally(() =>
    terminal.progress(''),
  );
  if (flags.json === true) terminal.json(report);
  if (report.unreadable > 0)
    throw new CommandRefusal(terminal.say('keys.unreadable', { count: report.unreadable }));
  if (flags.json !== true)
    terminal.print(terminal.say('keys.rotated', { id: report.keyId, resealed: report.resealed }));
}

async function rotateMasterKey(world: CommandWorld, flags: RotateFlags, file: string): Promise<void> {
  const { terminal, requester, config } = world;
  const report = await replaceMasterKey({ file, requester }, world, config);
  if (flags.json === true) terminal.json(report);
  const said =
    report.kind === 'placed'
      ? terminal.say('keys.master-placed', { path: report.path, former: report.former })
      : terminal.say('keys.master-elsewhere', { file });
  if (flags.json === true) terminal.note(said);
  else terminal.print(said);
}
