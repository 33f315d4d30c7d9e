import type { LocalisedCommand } from '../help/localised-command.ts';
import { Refusal } from '@lingpai/domain';
import {
  changeSetting,
  flattenSettings,
  formatSetting,
  pickSetting,
} from '../../operations/change-setting.ts';
import { type JsonOptions, describeFailure } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

export function settingsCommands(program: LocalisedCommand, host: CommandHost): void {
  const settings = program.command('settings').description('settings');
  showCommand(settings, host);
  getCommand(settings, host);
  setCommand(settings, host);
}

function showCommand(settings: LocalisedCommand, host: CommandHost): void {
  settings
    .command('show')
    .description('settings show')
    .option('--json', '--json')
    .action((options: JsonOptions) =>
      host.withData<JsonOptions>(
        async ({ context, terminal }) => {
          const found = await context.store.read.settings.read();
          if (options.json === true) return terminal.json(found);
          const table = terminal.table();
          for (const [name, value] of flattenSettings(found)) table.add(name, formatSetting(value));
          table.end();
        },
        { data: 'there' },
      )(options),
    );
}

function getCommand(settings: LocalisedCommand, host: CommandHost): void {
  settings
    .command('get <name>')
    .description('settings get')
    .option('--json', '--json')
    .action((name: string, options: JsonOptions) =>
      host.withData<JsonOptions>(
        async ({ context, terminal }) => {
          const value = pickSetting(await context.store.read.settings.read(), name);
          if (options.json === true) terminal.json({ name, value });
          else terminal.print(formatSetting(value));
        },
        { data: 'there' },
      )(options),
    );
}

function setCommand(settings: LocalisedCommand, host: CommandHost): void {
  settings
    .command('set <name> <value>')
    .description('settings set')
    .option('--json', '--json')
    .action((name: string, text: string, options: JsonOptions) =>
      host.withData<JsonOptions>(async ({ context, terminal, requester }) => {
        const { store, clock } = context;
        const invalid = (why: Error) =>
          new Refusal('settings.invalid', { name, detail: describeFailure(why, terminal.language) }, name);
        const { before, after } = await changeSetting({ name, text, requester }, { store, clock, invalid });
        if (options.json === true) terminal.json({ name, before, after });
        else
          terminal.print(
            terminal.say('settings.changed', {
              name,
              before: formatSetting(before),
              after: formatSetting(after),
            }),
          );
      })(options),
    );
}
