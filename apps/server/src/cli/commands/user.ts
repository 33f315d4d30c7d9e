import type { Command } from 'commander';
import { Refusal, createUser, unlockUser } from '@lingpai/domain';
import { UsageError } from '../../usage-error.ts';
import { readPasswordFile } from '../files.ts';
import { findOrganization } from '../find-organization.ts';
import type { CommandOptions, CommandWorld } from '../run-command.ts';
import type { CommandHost } from '../program.ts';
import { listUserCommands } from './user-list.ts';

interface AddFlags extends CommandOptions {
  readonly org: string;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly passwordFile?: string;
  readonly static?: string;
  readonly json?: boolean;
}

export function userCommands(program: Command, host: CommandHost): void {
  const user = program.command('user').description('Users');
  addCommand(user, host);
  listUserCommands(user, host);
  unlockCommand(user, host);
}

function addCommand(user: Command, host: CommandHost): void {
  user
    .command('add <login>')
    .description('Add a user')
    .requiredOption('--org <path>', 'organisation, e.g. 总公司/研发')
    .option('--name <name>')
    .option('--email <address>')
    .option('--phone <number>')
    .option('--password-file <file>', 'file whose first line is the static password')
    .option(
      '--static <rule>',
      'does auth() ask for the static password: required, none; as the policy says when left out',
    )
    .option('--json', 'one JSON document')
    .action((login: string, flags: AddFlags) =>
      host.withData<AddFlags>((world, options) => runAdd(login, world, options), {
        data: 'there',
        check: (options) => parseRule(options.static),
      })(flags),
    );
}

async function runAdd(
  login: string,
  { context, terminal, requester }: CommandWorld,
  flags: AddFlags,
): Promise<void> {
  const staticPasswordRule = parseRule(flags.static);
  const organization = await findOrganization(flags.org, context);
  const added = await createUser(
    {
      login,
      organizationId: organization.id,
      staticPasswordRule,
      ...(flags.name !== undefined && { name: flags.name }),
      ...(flags.email !== undefined && { email: flags.email }),
      ...(flags.phone !== undefined && { phone: flags.phone }),
      ...readStaticPassword(flags.passwordFile),
      requester,
    },
    context,
  );
  if (flags.json === true) terminal.json(added);
  else terminal.print(terminal.say('user.added', { login: added.login }));
}

function unlockCommand(user: Command, host: CommandHost): void {
  user
    .command('unlock <login>')
    .description('Unlock a user')
    .action((login: string, options: CommandOptions) =>
      host.withData(
        async ({ context, terminal, requester }) => {
          const found = await context.store.read.users.lockByLogin(login);
          if (found === undefined) throw new Refusal('user.not-found', { login });
          await unlockUser({ id: found.id, requester }, context);
          terminal.print(terminal.say('user.unlocked', { login }));
        },
        { data: 'there' },
      )(options),
    );
}

function parseRule(rule: string | undefined): 'required' | 'none' | null {
  if (rule === undefined) return null;
  if (rule !== 'required' && rule !== 'none') throw new UsageError('--static: required, none');
  return rule;
}

function readStaticPassword(file: string | undefined): { staticPassword?: string } {
  return file === undefined ? {} : { staticPassword: readPasswordFile(file) };
}
