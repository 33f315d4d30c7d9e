import type { Command } from 'commander';
import { setSignatureSuite } from '@lingpai/domain';
import type { CommandHost } from '../program.ts';
import type { CommandOptions } from '../run-command.ts';

export function signatureSuiteCommand(token: Command, host: CommandHost): void {
  token
    .command('signature-suite <serial> <suite>')
    .description(
      'OCRA suite a token signs in, e.g. OCRA-1:HOTP-SHA256-8:QN08; default: the one of its challenges',
    )
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
