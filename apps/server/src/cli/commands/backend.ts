import type { LocalisedCommand } from '../help/localised-command.ts';
import type { Backend } from '@lingpai/contract';
import { fieldTerm } from '@lingpai/contract/phrases/cli-fields';
import type { HelpKey } from '@lingpai/contract/phrases/cli-help';
import { findSettingsFault } from '@lingpai/directory';
import { type BackendChange, createBackend, deleteBackend, updateBackend } from '@lingpai/domain';
import { describeReason, viewBackend } from '../../backends/backend-view.ts';
import { testBackend } from '../../backends/test-backend.ts';
import { readPasswordFile } from '../files.ts';
import { findBackend } from '../find-backend.ts';
import { type CommandOptions, type CommandWorld, EXIT, type JsonOptions } from '../run-command.ts';
import { printFields } from '../print-fields.ts';
import type { CommandHost } from '../program.ts';
import type { Terminal } from '../terminal.ts';
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
export function backendCommands(program: LocalisedCommand, host: CommandHost): void {
  const backend = program.command('backend').description('backend');
  addCommand(backend, host);
  showCommands(backend, host);
  changeCommand(backend, host, {
    name: 'set-default <name>',
    description: 'backend set-default',
    change: { isDefault: true },
  });
  changeCommand(backend, host, {
    name: 'enable <name>',
    description: 'backend enable',
    change: { isEnabled: true },
  });
  changeCommand(backend, host, {
    name: 'disable <name>',
    description: 'backend disable',
    change: { isEnabled: false },
  });
  deleteCommand(backend, host);
  testCommand(backend, host);
}

function addCommand(backend: LocalisedCommand, host: CommandHost): void {
  const add = backend.command('add <name>').description('backend add');
  settingsOptions(add)
    .option('--secret-file <file>', 'backend add --secret-file')
    .option('--default', 'backend add --default')
    .option('--disabled', 'backend add --disabled')
    .option('--json', '--json')
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

function showCommands(backend: LocalisedCommand, host: CommandHost): void {
  backend
    .command('list')
    .description('backend list')
    .option('--json', '--json')
    .action((flags: JsonOptions) =>
      host.withData<JsonOptions>(
        async ({ context, terminal }, { json }) => {
          const items = (await context.store.read.backends.list()).map((record) =>
            viewBackend(record, context.backends),
          );
          if (json === true) terminal.json({ items });
          else printList(items, terminal);
        },
        { data: 'there' },
      )(flags),
    );
  backend
    .command('show <name>')
    .description('backend show')
    .option('--json', '--json')
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

function printList(items: readonly Backend[], terminal: Terminal): void {
  const { language } = terminal;
  const table = terminal.table('name', 'kind', 'status', 'isDefault', 'problem');
  for (const { name, kind, isDefault, isEnabled, problem } of items)
    table.add(
      name,
      fieldTerm('kind', kind, language),
      fieldTerm('status', isEnabled ? 'enabled' : 'disabled', language),
      isDefault ? terminal.say('backend.default') : '',
      problem === null ? '' : fieldTerm('problem', problem, language),
    );
  table.end();
}

function changeCommand(
  backend: LocalisedCommand,
  host: CommandHost,
  command: { readonly name: string; readonly description: HelpKey; readonly change: BackendChange },
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

function deleteCommand(backend: LocalisedCommand, host: CommandHost): void {
  backend
    .command('delete <name>')
    .description('backend delete')
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

function testCommand(backend: LocalisedCommand, host: CommandHost): void {
  backend
    .command('test <name> <login>')
    .description('backend test')
    .requiredOption('--password-file <file>', 'backend test --password-file')
    .option('--json', '--json')
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
