import type { Command } from 'commander';
import { Refusal, createAgent, loginKey, updateAgent } from '@lingpai/domain';
import { agentConfigFile } from '../../agent-config-file.ts';
import { UsageError } from '../../usage-error.ts';
import { writePrivateFile } from '../files.ts';
import { collect } from '../flags.ts';
import type { CommandOptions } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

interface AddFlags extends CommandOptions {
  readonly allow?: readonly string[];
  readonly server?: readonly string[];
  readonly out: string;
}
interface SetFlags extends CommandOptions {
  readonly maxSessions?: string;
  readonly sessionIdleSeconds?: string;
}

export function agentCommands(program: Command, host: CommandHost): void {
  const agent = program.command('agent').description('Agents: the applications that call auth()');
  setCommand(agent, host);
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

function setCommand(agent: Command, host: CommandHost): void {
  agent
    .command('set <name>')
    .description('Change what holds for the sessions of an agent')
    .option('--max-sessions <n>', 'live sessions it may have, 1 to 1,000,000; default: as the settings say')
    .option(
      '--session-idle-seconds <n>',
      'a session ends so long after its last use, 10 to 86,400; default: as the settings say',
    )
    .action((name: string, flags: SetFlags) =>
      host.withData<SetFlags>(
        async ({ context, terminal, requester }) => {
          const agents = await context.store.read.agents.list();
          const found = agents.find((one) => loginKey(one.name) === loginKey(name));
          if (found === undefined) throw new Refusal('agent.not-found');
          await updateAgent({ id: found.id, change: parseChange(flags), requester }, context);
          terminal.print(terminal.say('agent.changed', { name: found.name }));
        },
        { data: 'there', check: parseChange },
      )(flags),
    );
}

function parseChange({ maxSessions, sessionIdleSeconds }: SetFlags) {
  if (maxSessions === undefined && sessionIdleSeconds === undefined)
    throw new UsageError('agent set: --max-sessions, --session-idle-seconds');
  return {
    ...(maxSessions !== undefined && {
      maxSessions: numberOrDefault('--max-sessions', maxSessions, [1, 1_000_000]),
    }),
    ...(sessionIdleSeconds !== undefined && {
      sessionIdleSeconds: numberOrDefault('--session-idle-seconds', sessionIdleSeconds, [10, 86_400]),
    }),
  };
}

function numberOrDefault(flag: string, text: string, [min, max]: readonly [number, number]): number | null {
  if (text === 'default') return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new UsageError(`${flag}: default, ${min} … ${max}`);
  return value;
}

function checkServers({ server: servers = [] }: AddFlags): void {
  for (const server of servers)
    if (!/^https?:\/\/[^\s]+$/.test(server)) throw new UsageError('--server: http://… or https://…');
}
