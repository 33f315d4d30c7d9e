import type { LocalisedCommand } from '../help/localised-command.ts';
import { resetAdmin } from '@lingpai/domain';
import type { CommandOptions } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

export function adminCommands(program: LocalisedCommand, host: CommandHost): void {
  const admin = program.command('admin').description('admin');
  admin
    .command('reset <login>')
    .description('admin reset')
    .option('--json', '--json')
    .action((login: string, options: CommandOptions & { json?: boolean }) =>
      host.withData<typeof options>(async ({ context, terminal, requester }) => {
        const password = await resetAdmin({ login, requester }, context);
        if (options.json === true) terminal.json({ login, password });
        else terminal.print(terminal.say('admin.password', { login, password }));
      })(options),
    );
}
