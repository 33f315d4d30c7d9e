import type { Command } from 'commander';
import encodeQR from 'qr';
import { distributeToken } from '@lingpai/domain';
import { nodeArgon2id } from '../../crypto/argon2id.ts';
import { UsageError } from '../../usage-error.ts';
import type { CommandOptions } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

interface DistributeFlags extends CommandOptions {
  readonly mode: string;
  readonly password: string;
  readonly device?: string;
  readonly json?: boolean;
}
const MODES = ['online', 'offline'] as const;
const PASSWORDS = ['default', 'random', 'none'] as const;

export function distributeCommand(token: Command, host: CommandHost): void {
  token
    .command('distribute <serial>')
    .description('Distribute a mobile token: QR code, or code to type. Its secrets are shown this once')
    .requiredOption('--mode <mode>', MODES.join(', '))
    .option('--password <kind>', `activation password: ${PASSWORDS.join(', ')}`, 'random')
    .option('--device <code>', 'phone identifier: only that phone may activate')
    .option('--json', 'one JSON document')
    .action((serial: string, flags: DistributeFlags) =>
      host.withData<DistributeFlags>(
        async ({ context, terminal, requester }) => {
          const { mode, password } = parseKinds(flags);
          const made = await distributeToken(
            { serial, mode, password, deviceCode: flags.device, requester },
            { ...context, argon2id: nodeArgon2id },
          );
          const { distribution, qr, activationCode, activationPassword } = made;
          if (flags.json === true) {
            terminal.json({
              serial,
              mode,
              qr,
              url: mode === 'online' ? qr : null,
              activationCode,
              activationPassword,
              expiresAt: distribution.expiresAt,
            });
            return;
          }
          terminal.print(encodeQR(qr, 'term'));
          terminal.print(qr);
          if (activationCode !== null)
            terminal.print(`${terminal.say('token.activation-code')}: ${activationCode}`);
          if (activationPassword !== null)
            terminal.print(`${terminal.say('token.activation-password')}: ${activationPassword}`);
          if (password === 'default') terminal.note(terminal.say('token.default-password-warning'));
          terminal.print(
            terminal.say('token.distributed', {
              serial,
              expiresAt: new Date(distribution.expiresAt).toLocaleString(terminal.language),
            }),
          );
        },
        { data: 'there', check: parseKinds },
      )(flags),
    );
}

function parseKinds(flags: DistributeFlags) {
  const mode = MODES.find((one) => one === flags.mode);
  const password = PASSWORDS.find((one) => one === flags.password);
  if (mode === undefined) throw new UsageError(`--mode: ${MODES.join(', ')}`);
  if (password === undefined) throw new UsageError(`--password: ${PASSWORDS.join(', ')}`);
  return { mode, password };
}
