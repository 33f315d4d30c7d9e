import type { Command } from 'commander';
import type { Token } from '@lingpai/contract';
import { TOKEN_KINDS, TOKEN_STATUSES, TOKEN_TYPES } from '@lingpai/domain';
import { UsageError } from '../../usage-error.ts';
import { findOrganization } from '../find-organization.ts';
import { listPages, parseLimit } from '../list-all.ts';
import type { CommandOptions, CommandWorld } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

interface ListFlags extends CommandOptions {
  readonly org?: string;
  readonly status?: string;
  readonly type?: string;
  readonly kind?: string;
  readonly bound?: boolean;
  readonly limit?: string;
  readonly json?: boolean;
}
const STATUSES = [...TOKEN_STATUSES, 'locked', 'expired'] as const;

export function listCommand(token: Command, host: CommandHost): void {
  token
    .command('list [beginning]')
    .description('List tokens whose serial, or whose user, begins so, in the order of serials')
    .option('--org <path>', 'of this organisation and those below it')
    .option('--status <status>', STATUSES.join(', '))
    .option('--type <type>', TOKEN_TYPES.join(', '))
    .option('--kind <kind>', TOKEN_KINDS.join(', '))
    .option('--bound', 'bound to a user')
    .option('--no-bound', 'bound to nobody')
    .option('--limit <n>', 'how many; all for all (100)')
    .option('--json', 'one JSON document')
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
  const take = (item: Token) => (flags.json === true ? void items.push(item) : terminal.print(lineOf(item)));
  const read = (page: { cursor: string | undefined; limit: number }) =>
    context.store.read.tokens.list(filter, { ...page, nowMs });
  const { isComplete } = await listPages(read, limit, take);
  if (flags.json === true) terminal.json({ items, isComplete });
  if (!isComplete) terminal.note(terminal.say('list.more'));
}

function parseFilter(flags: ListFlags) {
  return {
    status: choice('--status', flags.status, STATUSES),
    type: choice('--type', flags.type, TOKEN_TYPES),
    kind: choice('--kind', flags.kind, TOKEN_KINDS),
    bound: flags.bound,
    limit: parseLimit(flags.limit),
  };
}

function lineOf({ serial, kind, type, status, organizationPath, boundUsers }: Token): string {
  return [serial, kind, type, status, organizationPath, boundUsers.map(({ login }) => login).join(' ')].join(
    '\t',
  );
}

function choice<const T extends string>(
  name: string,
  value: string | undefined,
  allowed: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`${name}: ${allowed.join(', ')}`);
  return found;
}
