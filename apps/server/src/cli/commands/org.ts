import type { LocalisedCommand } from '../help/localised-command.ts';
import { ensureOrganizationPath } from '@lingpai/domain';
import type { CommandOptions } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

const COLUMNS = ['path', 'userCount', 'tokenCount'];

export function orgCommands(program: LocalisedCommand, host: CommandHost): void {
  const org = program.command('org').description('org');
  org
    .command('add <path>')
    .description('org add')
    .action((path: string, options: CommandOptions) =>
      host.withData(async ({ context, terminal, requester }) => {
        const { organization, addedCount } = await ensureOrganizationPath({ path, requester }, context);
        terminal.print(
          terminal.say(addedCount > 0 ? 'org.added' : 'org.exists', { path: organization.path }),
        );
      })(options),
    );
  org
    .command('list')
    .description('org list')
    .option('--json', '--json')
    .action((options: CommandOptions & { json?: boolean }) =>
      host.withData<typeof options>(
        async ({ context, terminal }) => {
          const items = await context.store.read.organizations.list();
          if (options.json === true) return terminal.json(items);
          const table = terminal.table(...COLUMNS);
          for (const { path, userCount, tokenCount } of items) table.add(path, userCount, tokenCount);
          table.end();
        },
        { data: 'there' },
      )(options),
    );
}
