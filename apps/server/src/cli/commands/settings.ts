import type { Command } from 'commander';
import { Refusal } from '@lingpai/domain';
import {
  changeSetting,
  flattenSettings,
  formatSetting,
  pickSetting,
} from '../../operations/change-setting.ts';
import { type JsonOptions, describeFailure } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

export function settingsCommands(program: Command, host: CommandHost): void {
  const settings = program.command('settings').description('Policy settings');
  showCommand(settings, host);
  getCommand(settings, host);
  setCommand(settings, host);
}

function showCommand(settings: Command, host: CommandHost): void {
  settings
    .command('show')
    .description('Show all settings')
    .option('--json', 'one JSON document')
    .action((options: JsonOptions) =>
      host.withData<JsonOptions>(
        async ({ context, terminal }) => {
          const found = await context.store.read.settings.read();
          if (options.json === true) terminal.json(found);
          else
            for (const [name, value] of flattenSettings(found))
              terminal.print(`${name}\t${formatSetting(value)}`);
        },
        { data: 'there' },
      )(options),
    );
}

function getCommand(settings: Command, host: CommandHost): void {
  settings
    .command('get <name>')
    .description('Show one setting, e.g. access.rules')
    .option('--json', 'one JSON document')
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

function setCommand(settings: Command, host: CommandHost): void {
  settings
    .command('set <name> <value>')
    .description('Change a setting, e.g. lockout.temporaryAfterFailures 5; lists are JSON')
    .option('--json', 'one JSON document')
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
