import type { LocalisedCommand } from '../help/localised-command.ts';
import { createUser, unlockUser } from '@lingpai/domain';
import { findOrganization } from '../find-organization.ts';
import { findUser } from '../find-user.ts';
import type { CommandOptions, CommandWorld } from '../run-command.ts';
import type { CommandHost } from '../program.ts';
import { type LoginFlags, loginOptions, readLoginFlags, readStaticPassword } from '../user-flags.ts';
import { listUserCommands } from './user-list.ts';
import { userLoginCommands } from './user-login.ts';

interface AddFlags extends LoginFlags {
  readonly org: string;
  readonly json?: boolean;
}

export function userCommands(program: LocalisedCommand, host: CommandHost): void {
  const user = program.command('user').description('user');
  addCommand(user, host);
  listUserCommands(user, host);
  userLoginCommands(user, host);
  unlockCommand(user, host);
}

function addCommand(user: LocalisedCommand, host: CommandHost): void {
  const add = user
    .command('add <login>')
    .description('user add')
    .requiredOption('--org <path>', '--org')
    .option('--password-file <file>', 'user add --password-file')
    .option('--json', '--json');
  loginOptions(add).action((login: string, flags: AddFlags) =>
    host.withData<AddFlags>((world, options) => runAdd(login, world, options), {
      data: 'there',
      check: readLoginFlags,
    })(flags),
  );
}

async function runAdd(
  login: string,
  { context, terminal, requester }: CommandWorld,
  flags: AddFlags,
): Promise<void> {
  const { backend, ...fields } = readLoginFlags(flags);
  const organization = await findOrganization(flags.org, context);
  const added = await createUser(
    {
      login,
      organizationId: organization.id,
      ...fields,
      ...(await backend(context)),
      ...readStaticPassword(flags.passwordFile),
      requester,
    },
    context,
  );
  if (flags.json === true) terminal.json(added);
  else terminal.print(terminal.say('user.added', { login: added.login }));
}

function unlockCommand(user: LocalisedCommand, host: CommandHost): void {
  user
    .command('unlock <login>')
    .description('user unlock')
    .action((login: string, options: CommandOptions) =>
      host.withData(
        async ({ context, terminal, requester }) => {
          const found = await findUser(login, context);
          await unlockUser({ id: found.id, requester }, context);
          terminal.print(terminal.say('user.unlocked', { login }));
        },
        { data: 'there' },
      )(options),
    );
}
