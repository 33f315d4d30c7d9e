import { type HelpKey, helpFramePhrases } from '@lingpai/contract/phrases/cli-help';
import { PRODUCT_VERSION } from '../product-version.ts';
import { adminCommands } from './commands/admin.ts';
import { agentCommands } from './commands/agent.ts';
import { auditCommands } from './commands/audit.ts';
import { backendCommands } from './commands/backend.ts';
import { backupCommands } from './commands/backup.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eventsCommands } from './commands/events.ts';
import { keysCommands } from './commands/keys.ts';
import { orgCommands } from './commands/org.ts';
import { serveCommand } from './commands/serve.ts';
import { settingsCommands } from './commands/settings.ts';
import { tokenCommands } from './commands/token.ts';
import { userCommands } from './commands/user.ts';
import {
  type CommandNeeds,
  type CommandOptions,
  type CommandWorld,
  EXIT,
  withData,
  withTerminal,
} from './run-command.ts';
import { LocalisedCommand } from './help/localised-command.ts';
import { type Terminal, terminalLanguage } from './terminal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What commands are given to live in. */
export interface CommandHost {
  readonly env: Environment;
  withData<T extends CommandOptions>(
    run: (world: CommandWorld, options: T) => Promise<void>,
    needs?: CommandNeeds<T>,
  ): (options: T) => Promise<void>;
  withTerminal(run: (terminal: Terminal) => Promise<void>): Promise<void>;
}

/** The command line. Exit codes: 0 done, 1 refused (one line on stderr says why), 2 bad usage. */
export function createProgram(env: Environment): LocalisedCommand {
  const language = terminalLanguage(env);
  const program = new LocalisedCommand('lingpai', language)
    .description('lingpai')
    .version(PRODUCT_VERSION, '-V, --version', helpFramePhrases.version[language])
    .helpOption('-h, --help', helpFramePhrases['help-option'][language])
    .helpCommand('help [command]', 'help' satisfies HelpKey);
  const host: CommandHost = {
    env,
    withData: (run, needs) => withData(env, run, needs),
    withTerminal: (run) => withTerminal(env, run),
  };
  serveCommand(program, host);
  adminCommands(program, host);
  orgCommands(program, host);
  userCommands(program, host);
  tokenCommands(program, host);
  agentCommands(program, host);
  backendCommands(program, host);
  auditCommands(program, host);
  eventsCommands(program, host);
  settingsCommands(program, host);
  backupCommands(program, host);
  doctorCommand(program, host);
  keysCommands(program, host);
  for (const command of allCommands(program)) {
    if (command.commands.length === 0) command.option('--data <dir>', '--data');
    command.exitOverride((error) => {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
      throw error;
    });
  }
  return program;
}

function allCommands(command: LocalisedCommand): LocalisedCommand[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
