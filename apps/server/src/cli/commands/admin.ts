import type { Command } from 'commander';
import { resetAdmin } from '@lingpai/domain';
import type { CommandOptions } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

export function adminCommands(program: Command, host: CommandHost): void {
  const admin = program.command('admin').description('Administrators of the management centre');
  admin
    .command('reset <login>')
    .description('Print a new one-time password; on an empty system this creates the first administrator')
    .option('--json', 'one JSON document')
    .action((login: string, options: CommandOptions & { json?: boolean }) =>
      host.withData<typeof options>(async ({ context, terminal, requester }) => {
        const password = await resetAdmin({ login, requester }, context);
        if (options.json === true) terminal.json({ login, password });
        else terminal.print(terminal.say('admin.password', { login, password }));
      })(options),
    );
}
