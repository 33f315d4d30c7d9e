import type { Command } from 'commander';
import { ensureOrganizationPath } from '@lingpai/domain';
import type { CommandOptions } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

export function orgCommands(program: Command, host: CommandHost): void {
  const org = program.command('org').description('Organisations');
  org
    .command('add <path>')
    .description('Add an organisation, and those above it, e.g. 总公司/研发')
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
    .description('List organisations')
    .option('--json', 'one JSON document')
    .action((options: CommandOptions & { json?: boolean }) =>
      host.withData<typeof options>(
        async ({ context, terminal }) => {
          const items = await context.store.read.organizations.list();
          if (options.json === true) terminal.json(items);
          else
            for (const item of items) terminal.print(`${item.path}\t${item.userCount}\t${item.tokenCount}`);
        },
        { data: 'there' },
      )(options),
    );
}
