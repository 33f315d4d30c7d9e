import type { LocalisedCommand } from '../help/localised-command.ts';
import { readDataConfig } from '../../config.ts';
import type { CheckResult } from '../../operations/doctor/check.ts';
import { examine } from '../../operations/doctor/examine.ts';
import {
  type CommandOptions,
  EXIT,
  consoleRequester,
  describeFailure,
  interruptible,
} from '../run-command.ts';
import type { CommandHost } from '../program.ts';
import type { Terminal } from '../terminal.ts';

interface DoctorFlags extends CommandOptions {
  readonly json?: boolean;
  readonly fix?: boolean;
}

export function doctorCommand(program: LocalisedCommand, host: CommandHost): void {
  program
    .command('doctor')
    .description('doctor')
    .option('--fix', 'doctor --fix')
    .option('--json', '--json')
    .action((flags: DoctorFlags) => host.withTerminal((terminal) => runDoctor(flags, host, terminal)));
}

async function runDoctor(flags: DoctorFlags, host: CommandHost, terminal: Terminal): Promise<void> {
  const isJson = flags.json === true;
  const results = await interruptible((signal) =>
    examine({
      config: readDataConfig(host.env, flags),
      isFixing: flags.fix === true,
      clock: { nowMs: () => Date.now() },
      requester: consoleRequester(),
      signal,
      onResult: (result) => {
        terminal.progress('');
        if (!isJson) terminal.print(describe(result, terminal));
      },
      onProgress: (name, done, total) =>
        terminal.progress(
          terminal.say('doctor.progress', {
            name: terminal.say(`doctor.check.${name}`),
            done: `${done} / ${total}`,
          }),
        ),
      describe: (error) => describeFailure(error, terminal.language),
    }),
  ).finally(() => terminal.progress(''));
  const open = results.filter(({ isFixed }) => isFixed !== true);
  const problems = open.filter(({ state }) => state === 'problem').length;
  const warnings = open.filter(({ state }) => state === 'warning').length;
  if (isJson)
    terminal.json({ problems, warnings, checks: results.map((result) => toJson(result, terminal)) });
  else terminal.print(summary(problems, warnings, terminal));
  if (problems > 0) process.exitCode = EXIT.refused;
}

function describe(result: CheckResult, terminal: Terminal): string {
  const { name, state, isFixed } = result;
  const fixed = isFixed === true ? ` [${terminal.say('doctor.fixed')}]` : '';
  const words = terminal.say(result.phrase, result.params);
  return terminal.say('doctor.line', {
    state: terminal.say(`doctor.state.${state}`),
    check: terminal.say(`doctor.check.${name}`),
    words,
    fixed,
  });
}

function summary(problems: number, warnings: number, terminal: Terminal): string {
  if (problems > 0) return terminal.say('doctor.sick', { problems, warnings });
  return warnings > 0 ? terminal.say('doctor.warnings', { warnings }) : terminal.say('doctor.healthy');
}

function toJson({ name, state, phrase, params, items, isFixed }: CheckResult, terminal: Terminal) {
  return { name, state, message: terminal.say(phrase, params), items: items ?? [], fixed: isFixed === true };
}
