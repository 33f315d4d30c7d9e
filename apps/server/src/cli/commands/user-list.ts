import type { Command } from 'commander';
import type { User } from '@lingpai/contract';
import { Refusal } from '@lingpai/domain';
import { UsageError } from '../../usage-error.ts';
import { findOrganization } from '../find-organization.ts';
import { listPages, parseLimit } from '../list-all.ts';
import { printFields } from '../print-fields.ts';
import type { CommandOptions, CommandWorld, JsonOptions } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

interface ListFlags extends CommandOptions {
  readonly org?: string;
  readonly status?: string;
  readonly limit?: string;
  readonly json?: boolean;
}
const STATUSES = ['enabled', 'disabled', 'locked'] as const;

export function listUserCommands(user: Command, host: CommandHost): void {
  user
    .command('list [beginning]')
    .description('List users whose login, name, e-mail or phone begins so, in the order of logins')
    .option('--org <path>', 'of this organisation and those below it')
    .option('--status <status>', STATUSES.join(', '))
    .option('--limit <n>', 'how many; all for all (100)')
    .option('--json', 'one JSON document')
    .action((beginning: string | undefined, flags: ListFlags) =>
      host.withData<ListFlags>((world, options) => runList(beginning, world, options), { data: 'there' })(
        flags,
      ),
    );
  user
    .command('show <login>')
    .description('Show a user with tokens')
    .option('--json', 'one JSON document')
    .action((login: string, options: JsonOptions) =>
      host.withData<JsonOptions>(
        async ({ context, terminal }) => {
          const { users } = context.store.read;
          const handle = await users.lockByLogin(login);
          const found = handle && (await users.read(handle.id, context.clock.nowMs()));
          if (found === undefined) throw new Refusal('user.not-found', { login });
          if (options.json === true) terminal.json(found);
          else printFields(terminal, found);
        },
        { data: 'there' },
      )(options),
    );
}

async function runList(
  beginning: string | undefined,
  { context, terminal }: CommandWorld,
  flags: ListFlags,
): Promise<void> {
  const organization = flags.org === undefined ? undefined : await findOrganization(flags.org, context);
  const { status, limit } = parseFilter(flags);
  const filter = { q: beginning, organizationId: organization?.id, includeSub: true, status };
  const nowMs = context.clock.nowMs();
  const items: User[] = [];
  const take = (item: User) => (flags.json === true ? void items.push(item) : terminal.print(lineOf(item)));
  const read = (page: { cursor: string | undefined; limit: number }) =>
    context.store.read.users.list(filter, { ...page, nowMs });
  const { isComplete } = await listPages(read, limit, take);
  if (flags.json === true) terminal.json({ items, isComplete });
  if (!isComplete) terminal.note(terminal.say('list.more'));
}

function parseFilter(flags: ListFlags) {
  const status = STATUSES.find((one) => one === flags.status);
  if (flags.status !== undefined && status === undefined)
    throw new UsageError(`--status: ${STATUSES.join(', ')}`);
  return { status, limit: parseLimit(flags.limit) };
}

function lineOf({ login, name, status, organizationPath, tokenCount }: User): string {
  return [login, name, status, organizationPath, tokenCount].join('\t');
}
