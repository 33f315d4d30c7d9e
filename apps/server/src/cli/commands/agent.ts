import type { Command } from 'commander';
import { createAgent } from '@lingpai/domain';
import { agentConfigFile } from '../../agent-config-file.ts';
import { UsageError } from '../../usage-error.ts';
import { writePrivateFile } from '../files.ts';
import type { CommandOptions } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

interface AddFlags extends CommandOptions {
  readonly allow?: readonly string[];
  readonly server?: readonly string[];
  readonly out: string;
}
const collect = (value: string, before: readonly string[] = []) => [...before, value];

export function agentCommands(program: Command, host: CommandHost): void {
  const agent = program.command('agent').description('Agents: the applications that call auth()');
  agent
    .command('add <name>')
    .description('Add an agent and write its configuration file')
    .option(
      '--allow <cidr>',
      'address or CIDR block it may call from; may be repeated; any when left out',
      collect,
    )
    .option(
      '--server <url>',
      'address at which the application reaches this server; may be repeated',
      collect,
    )
    .requiredOption('--out <file>', 'configuration file to write, e.g. agent.acf')
    .action((name: string, flags: AddFlags) =>
      host.withData<AddFlags>(
        async ({ context, terminal, requester }) => {
          const servers = flags.server ?? [context.internalUrl];
          // An agent whose key nobody has would be of no use: so the file comes first.
          await writePrivateFile(flags.out, async () => {
            const added = await createAgent({ name, allow: flags.allow ?? [], requester }, context);
            return `${JSON.stringify(agentConfigFile(added, servers), null, 2)}\n`;
          });
          terminal.print(terminal.say('agent.added', { name, file: flags.out }));
        },
        { check: checkServers },
      )(flags),
    );
}

function checkServers({ server: servers = [] }: AddFlags): void {
  for (const server of servers)
    if (!/^https?:\/\/[^\s]+$/.test(server)) throw new UsageError('--server: http://… or https://…');
}
