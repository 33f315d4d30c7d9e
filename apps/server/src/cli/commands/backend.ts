import type { Command } from 'commander';
import { findSettingsFault } from '@lingpai/directory';
import { type BackendChange, createBackend, deleteBackend, updateBackend } from '@lingpai/domain';
import { describeReason, viewBackend } from '../../backends/backend-view.ts';
import { testBackend } from '../../backends/test-backend.ts';
import { readPasswordFile } from '../files.ts';
import { findBackend } from '../find-backend.ts';
import { type CommandOptions, type CommandWorld, EXIT, type JsonOptions } from '../run-command.ts';
import { printFields } from '../print-fields.ts';
import type { CommandHost } from '../program.ts';
import { type SettingsFlags, readBackendSettings, settingsOptions } from './backend-settings.ts';

interface AddFlags extends SettingsFlags, JsonOptions {
  readonly secretFile?: string;
  readonly default?: boolean;
  readonly disabled?: boolean;
}
interface TestFlags extends JsonOptions {
  readonly passwordFile: string;
}

/** 后端认证 */
export function backendCommands(program: Command, host: CommandHost): void {
  const backend = program
    .command('backend')
    .description('Back-ends that check third-party passwords: LDAP, RADIUS, HTTP');
  addCommand(backend, host);
  showCommands(backend, host);
  changeCommand(backend, host, {
    name: 'set-default <name>',
    description: 'Ask this back-end for users who name none',
    change: { isDefault: true },
  });
  changeCommand(backend, host, {
    name: 'enable <name>',
    description: 'Ask a back-end again',
    change: { isEnabled: true },
  });
  changeCommand(backend, host, {
    name: 'disable <name>',
    description: 'Ask a back-end no more',
    change: { isEnabled: false },
  });
  deleteCommand(backend, host);
  testCommand(backend, host);
}

function addCommand(backend: Command, host: CommandHost): void {
  const add = backend.command('add <name>').description('Add a back-end; the first one is the default');
  settingsOptions(add)
    .option(
      '--secret-file <file>',
      "file whose first line is the searching account's password, or the shared secret",
    )
    .option('--default', 'ask it for users who name no back-end')
    .option('--disabled', 'do not ask it yet')
    .option('--json', 'one JSON document')
    .action((name: string, flags: AddFlags) =>
      host.withData<AddFlags>((world, options) => runAdd(name, world, options), {
        check: readBackendSettings,
      })(flags),
    );
}

async function runAdd(
  name: string,
  { context, terminal, requester }: CommandWorld,
  flags: AddFlags,
): Promise<void> {
  const world = { ...context, findFault: findSettingsFault };
  const record = await createBackend(
    {
      name,
      ...readBackendSettings(flags),
      ...(flags.secretFile !== undefined && { secret: readPasswordFile(flags.secretFile) }),
      ...(flags.default === true && { isDefault: true }),
      isEnabled: flags.disabled !== true,
      requester,
    },
    world,
  );
  const view = viewBackend(record, context.backends);
  if (flags.json === true) terminal.json(view);
  else terminal.print(terminal.say('backend.added', { name: record.name }));
  if (view.problem !== null) terminal.note(describeReason(view.problem, terminal.language));
}

function showCommands(backend: Command, host: CommandHost): void {
  backend
    .command('list')
    .description('List all back-ends')
    .option('--json', 'one JSON document')
    .action((flags: JsonOptions) =>
      host.withData<JsonOptions>(
        async ({ context, terminal }, { json }) => {
          const items = (await context.store.read.backends.list()).map((record) =>
            viewBackend(record, context.backends),
          );
          if (json === true) terminal.json({ items });
          else
            for (const { name, kind, isDefault, isEnabled, problem } of items)
              terminal.print(
                [
                  name,
                  kind,
                  isEnabled ? 'enabled' : 'disabled',
                  isDefault ? 'default' : '',
                  problem ?? '',
                ].join('\t'),
              );
        },
        { data: 'there' },
      )(flags),
    );
  backend
    .command('show <name>')
    .description('Show a back-end; its secret is never shown')
    .option('--json', 'one JSON document')
    .action((name: string, flags: JsonOptions) =>
      host.withData<JsonOptions>(
        async ({ context, terminal }, { json }) => {
          const view = viewBackend(await findBackend(name, context), context.backends);
          if (json === true) terminal.json(view);
          else printFields(terminal, view);
        },
        { data: 'there' },
      )(flags),
    );
}

function changeCommand(
  backend: Command,
  host: CommandHost,
  command: { readonly name: string; readonly description: string; readonly change: BackendChange },
): void {
  backend
    .command(command.name)
    .description(command.description)
    .action((name: string, flags: CommandOptions) =>
      host.withData<CommandOptions>(
        async ({ context, terminal, requester }) => {
          const { id } = await findBackend(name, context);
          const world = { ...context, findFault: findSettingsFault };
          const changed = await updateBackend({ id, change: command.change, requester }, world);
          terminal.print(terminal.say('backend.changed', { name: changed.name }));
        },
        { data: 'there' },
      )(flags),
    );
}

function deleteCommand(backend: Command, host: CommandHost): void {
  backend
    .command('delete <name>')
    .description('Delete a back-end no user names')
    .action((name: string, flags: CommandOptions) =>
      host.withData<CommandOptions>(
        async ({ context, terminal, requester }) => {
          const found = await findBackend(name, context);
          await deleteBackend({ id: found.id, requester }, context);
          terminal.print(terminal.say('backend.deleted', { name: found.name }));
        },
        { data: 'there' },
      )(flags),
    );
}

function testCommand(backend: Command, host: CommandHost): void {
  backend
    .command('test <name> <login>')
    .description('Ask a back-end now whether a password is right; exit code 1 when it is not')
    .requiredOption('--password-file <file>', 'file whose first line is the password')
    .option('--json', 'one JSON document')
    .action((name: string, login: string, flags: TestFlags) =>
      host.withData<TestFlags>(
        async ({ context, terminal, requester }, options) => {
          const { id } = await findBackend(name, context);
          const password = readPasswordFile(options.passwordFile);
          const answer = await testBackend({ id, login, password, requester }, context);
          const message = describeReason(answer.reason, terminal.language);
          if (options.json === true) terminal.json({ ...answer, message });
          else terminal.print(terminal.say('backend.tested', { message, ms: answer.tookMs }));
          if (answer.verdict !== 'right') process.exitCode = EXIT.refused;
        },
        { data: 'there' },
      )(flags),
    );
}
