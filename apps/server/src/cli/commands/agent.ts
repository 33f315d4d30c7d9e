import type { Agent } from '@lingpai/contract';
import type { LocalisedCommand } from '../help/localised-command.ts';
import { Refusal, createAgent, deleteAgent, loginKey, updateAgent } from '@lingpai/domain';
import type { AppContext } from '../../context.ts';
import { agentConfigFile } from '../../agent-config-file.ts';
import { UsageRefusal } from '../../usage-refusal.ts';
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
  readonly name?: string;
  readonly maxSessions?: string;
  readonly sessionIdleSeconds?: string;
}

export function agentCommands(program: LocalisedCommand, host: CommandHost): void {
  const agent = program.command('agent').description('agent');
  setCommand(agent, host);
  removeCommand(agent, host);
  agent
    .command('add <name>')
    .description('agent add')
    .option('--allow <cidr>', 'agent add --allow', collect)
    .option('--server <url>', 'agent add --server', collect)
    .requiredOption('--out <file>', 'agent add --out')
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

function setCommand(agent: LocalisedCommand, host: CommandHost): void {
  agent
    .command('set <name>')
    .description('agent set')
    .option('--name <name>', 'agent set --name')
    .option('--max-sessions <n>', 'agent set --max-sessions')
    .option('--session-idle-seconds <n>', 'agent set --session-idle-seconds')
    .action((name: string, flags: SetFlags) =>
      host.withData<SetFlags>(
        async ({ context, terminal, requester }) => {
          const { id } = await findAgent(context, name);
          const changed = await updateAgent({ id, change: parseChange(flags), requester }, context);
          terminal.print(terminal.say('agent.changed', { name: changed.name }));
        },
        { data: 'there', check: parseChange },
      )(flags),
    );
}

function removeCommand(agent: LocalisedCommand, host: CommandHost): void {
  agent
    .command('remove <name>')
    .description('agent remove')
    .action((name: string, flags: CommandOptions) =>
      host.withData(
        async ({ context, terminal, requester }) => {
          const found = await findAgent(context, name);
          await deleteAgent({ id: found.id, requester }, context);
          terminal.print(terminal.say('agent.removed', { name: found.name }));
        },
        { data: 'there' },
      )(flags),
    );
}

async function findAgent({ store }: Pick<AppContext, 'store'>, name: string): Promise<Agent> {
  const agents = await store.read.agents.list();
  const found = agents.find((one) => loginKey(one.name) === loginKey(name));
  if (found === undefined) throw new Refusal('agent.not-found');
  return found;
}

function parseChange({ name, maxSessions, sessionIdleSeconds }: SetFlags) {
  if (name === undefined && maxSessions === undefined && sessionIdleSeconds === undefined)
    throw new UsageRefusal('flag.some-of', { flags: '--name, --max-sessions, --session-idle-seconds' });
  return {
    ...(name !== undefined && { name }),
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
    throw new UsageRefusal('flag.range-or-default', { flag, min, max });
  return value;
}

function checkServers({ server: servers = [] }: AddFlags): void {
  for (const server of servers)
    if (!/^https?:\/\/[^\s]+$/.test(server)) throw new UsageRefusal('flag.url', { flag: '--server' });
}
