import { setTokenPin } from '@lingpai/domain';
import { UsageRefusal } from '../../usage-refusal.ts';
import { readPasswordFile } from '../files.ts';
import type { LocalisedCommand } from '../help/localised-command.ts';
import type { CommandHost } from '../program.ts';
import type { CommandOptions } from '../run-command.ts';

interface PinFlags extends CommandOptions {
  readonly pinFile?: string;
  readonly clear?: boolean;
}

export function pinCommand(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('pin <serial>')
    .description('token pin')
    .option('--pin-file <file>', 'token pin --pin-file')
    .option('--clear', 'token pin --clear')
    .action((serial: string, flags: PinFlags) =>
      host.withData<PinFlags>(
        async ({ context, terminal, requester }, { pinFile }) => {
          const pin = pinFile === undefined ? null : readPasswordFile(pinFile);
          await setTokenPin({ serial, pin, requester }, context);
          terminal.print(terminal.say(pin === null ? 'token.pin-cleared' : 'token.pin-set', { serial }));
        },
        { data: 'there', check: checkPinFlags },
      )(flags),
    );
}

function checkPinFlags({ pinFile, clear }: PinFlags): void {
  if ((pinFile === undefined) === (clear !== true))
    throw new UsageRefusal('flag.one-of', { flags: '--pin-file, --clear' });
}
