import type { Command } from 'commander';
import { CommandRefusal, type CommandOptions, interruptible } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

export function auditCommands(program: Command, host: CommandHost): void {
  const audit = program.command('audit').description('Audit log');
  audit
    .command('verify')
    .description('Check the hash chain: was an event altered or removed?')
    .option('--json', 'one JSON document')
    .action((options: CommandOptions & { json?: boolean }) =>
      host.withData<typeof options>(
        async ({ context, terminal }) => {
          const onProgress = (checked: number, total: number) => terminal.progress(`${checked} / ${total}`);
          const verdict = await interruptible((signal) =>
            context.store.read.auditLog.verifyChain({ signal, onProgress }),
          );
          terminal.progress('');
          if (options.json === true) terminal.json(verdict);
          if (verdict.brokenAt !== null)
            throw new CommandRefusal(terminal.say('audit.broken', { ...verdict.brokenAt }));
          if (options.json !== true)
            terminal.print(terminal.say('audit.intact', { checked: verdict.checked }));
        },
        { data: 'there' },
      )(options),
    );
}
