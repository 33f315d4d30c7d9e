import type { LocalisedCommand } from '../help/localised-command.ts';
import { CommandRefusal, type CommandOptions, interruptible } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

export function auditCommands(program: LocalisedCommand, host: CommandHost): void {
  const audit = program.command('audit').description('audit');
  audit
    .command('verify')
    .description('audit verify')
    .option('--json', '--json')
    .action((options: CommandOptions & { json?: boolean }) =>
      host.withData<typeof options>(
        async ({ context, terminal }) => {
          const onProgress = (checked: number, total: number) => terminal.progress(`${checked} / ${total}`);
          const verdict = await interruptible((signal) =>
            context.store.read.auditLog.verifyChain({ signal, onProgress }),
          );
          terminal.progress('');
          if (options.json === true) terminal.json(verdict);
          const { brokenAt } = verdict;
          if (brokenAt !== null)
            throw new CommandRefusal(
              terminal.say(brokenAt.id === 0 ? 'audit.broken-node' : 'audit.broken', { ...brokenAt }),
            );
          if (options.json !== true)
            terminal.print(terminal.say('audit.intact', { checked: verdict.checked }));
        },
        { data: 'there' },
      )(options),
    );
}
