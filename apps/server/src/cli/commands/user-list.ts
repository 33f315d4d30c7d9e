import type { LocalisedCommand } from '../help/localised-command.ts';
import type { Language, User } from '@lingpai/contract';
import { fieldTerm } from '@lingpai/contract/phrases/cli-fields';
import { Refusal } from '@lingpai/domain';
import { findOrganization } from '../find-organization.ts';
import { listPages, parseLimit } from '../list-all.ts';
import { printFields } from '../print-fields.ts';
import type { CommandOptions, CommandWorld, JsonOptions } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

interface ListFlags extends CommandOptions {
  readonly org?: string;
  readonly status?: (typeof STATUSES)[number];
  readonly limit?: string;
  readonly json?: boolean;
}
const COLUMNS = ['login', 'name', 'status', 'organizationPath', 'tokenCount'];
const STATUSES = ['enabled', 'disabled', 'locked'] as const;

export function listUserCommands(user: LocalisedCommand, host: CommandHost): void {
  user
    .command('list [beginning]')
    .description('user list')
    .option('--org <path>', '--org-below')
    .choice('--status <status>', 'user list --status', { choices: STATUSES })
    .option('--limit <n>', '--limit')
    .option('--json', '--json')
    .action((beginning: string | undefined, flags: ListFlags) =>
      host.withData<ListFlags>((world, options) => runList(beginning, world, options), { data: 'there' })(
        flags,
      ),
    );
  user
    .command('show <login>')
    .description('user show')
    .option('--json', '--json')
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
  const table = terminal.table(...COLUMNS);
  const take = (item: User) =>
    flags.json === true ? void items.push(item) : table.add(...cellsOf(item, terminal.language));
  const read = (page: { cursor: string | undefined; limit: number }) =>
    context.store.read.users.list(filter, { ...page, nowMs });
  const { isComplete } = await listPages(read, limit, take);
  if (flags.json === true) terminal.json({ items, isComplete });
  else table.end();
  if (!isComplete) terminal.note(terminal.say('list.more'));
}

function parseFilter(flags: ListFlags) {
  return { status: flags.status, limit: parseLimit(flags.limit) };
}

function cellsOf(user: User, language: Language): readonly (string | number)[] {
  const { login, name, status, organizationPath, tokenCount } = user;
  return [login, name, fieldTerm('status', status, language), organizationPath, tokenCount];
}
