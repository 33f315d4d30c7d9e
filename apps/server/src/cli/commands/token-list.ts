import type { LocalisedCommand } from '../help/localised-command.ts';
import type { Language, Token } from '@lingpai/contract';
import { fieldTerm } from '@lingpai/contract/phrases/cli-fields';
import { TOKEN_KINDS, TOKEN_STATUSES, TOKEN_TYPES } from '@lingpai/domain';
import { findOrganization } from '../find-organization.ts';
import { listPages, parseLimit } from '../list-all.ts';
import type { CommandOptions, CommandWorld } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

interface ListFlags extends CommandOptions {
  readonly org?: string;
  readonly status?: (typeof STATUSES)[number];
  readonly type?: (typeof TOKEN_TYPES)[number];
  readonly kind?: (typeof TOKEN_KINDS)[number];
  readonly bound?: boolean;
  readonly limit?: string;
  readonly json?: boolean;
}
const COLUMNS = ['serial', 'kind', 'type', 'status', 'organizationPath', 'boundUsers'];
const STATUSES = [...TOKEN_STATUSES, 'locked', 'expired'] as const;

export function listCommand(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('list [beginning]')
    .description('token list')
    .option('--org <path>', '--org-below')
    .choice('--status <status>', 'token list --status', { choices: STATUSES })
    .choice('--type <type>', 'token list --type', { choices: TOKEN_TYPES })
    .choice('--kind <kind>', 'token list --kind', { choices: TOKEN_KINDS })
    .option('--bound', 'token list --bound')
    .option('--no-bound', 'token list --no-bound')
    .option('--limit <n>', '--limit')
    .option('--json', '--json')
    .action((beginning: string | undefined, flags: ListFlags) =>
      host.withData<ListFlags>((world, options) => runList(beginning, world, options), { data: 'there' })(
        flags,
      ),
    );
}

async function runList(
  beginning: string | undefined,
  { context, terminal }: CommandWorld,
  flags: ListFlags,
): Promise<void> {
  const organization = flags.org === undefined ? undefined : await findOrganization(flags.org, context);
  const { limit, ...choices } = parseFilter(flags);
  const filter = {
    q: beginning,
    organizationId: organization?.id,
    includeSub: true,
    ...choices,
  };
  const nowMs = context.clock.nowMs();
  const items: Token[] = [];
  const table = terminal.table(...COLUMNS);
  const take = (item: Token) =>
    flags.json === true ? void items.push(item) : table.add(...cellsOf(item, terminal.language));
  const read = (page: { cursor: string | undefined; limit: number }) =>
    context.store.read.tokens.list(filter, { ...page, nowMs });
  const { isComplete } = await listPages(read, limit, take);
  if (flags.json === true) terminal.json({ items, isComplete });
  else table.end();
  if (!isComplete) terminal.note(terminal.say('list.more'));
}

function parseFilter(flags: ListFlags) {
  return {
    status: flags.status,
    type: flags.type,
    kind: flags.kind,
    bound: flags.bound,
    limit: parseLimit(flags.limit),
  };
}

function cellsOf(token: Token, language: Language): readonly string[] {
  const { serial, kind, type, status, organizationPath, boundUsers } = token;
  const said = Object.entries({ kind, type, status }).map(([name, value]) =>
    fieldTerm(name, value, language),
  );
  return [serial, ...said, organizationPath, boundUsers.map(({ login }) => login).join(' ')];
}
