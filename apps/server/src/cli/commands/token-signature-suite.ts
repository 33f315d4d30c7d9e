import type { LocalisedCommand } from '../help/localised-command.ts';
import { setSignatureSuite } from '@lingpai/domain';
import type { CommandHost } from '../program.ts';
import type { CommandOptions } from '../run-command.ts';

export function signatureSuiteCommand(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('signature-suite <serial> <suite>')
    .description('token signature-suite')
    .action((serial: string, suite: string, options: CommandOptions) =>
      host.withData(
        async ({ context, terminal, requester }) => {
          await setSignatureSuite({ serial, suite: suite === 'default' ? null : suite, requester }, context);
          terminal.print(terminal.say('token.signature-suite', { serial, suite }));
        },
        { data: 'there' },
      )(options),
    );
}
