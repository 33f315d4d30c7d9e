import type { LocalisedCommand } from '../help/localised-command.ts';
import encodeQR from 'qr';
import { distributeToken } from '@lingpai/domain';
import { nodeArgon2id } from '../../crypto/argon2id.ts';
import type { CommandOptions } from '../run-command.ts';
import type { CommandHost } from '../program.ts';

interface DistributeFlags extends CommandOptions {
  readonly mode: (typeof MODES)[number];
  readonly password: (typeof PASSWORDS)[number];
  readonly device?: string;
  readonly json?: boolean;
}
const MODES = ['online', 'offline'] as const;
const PASSWORDS = ['default', 'random', 'none'] as const;

export function distributeCommand(token: LocalisedCommand, host: CommandHost): void {
  token
    .command('distribute <serial>')
    .description('token distribute')
    .choice('--mode <mode>', 'token distribute --mode', { choices: MODES, isRequired: true })
    .choice('--password <kind>', 'token distribute --password', { choices: PASSWORDS, fallback: 'random' })
    .option('--device <code>', 'token distribute --device')
    .option('--json', '--json')
    .action((serial: string, flags: DistributeFlags) =>
      host.withData<DistributeFlags>(
        async ({ context, terminal, requester }) => {
          const { mode, password } = flags;
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
            terminal.print(terminal.say('token.activation-code', { value: activationCode }));
          if (activationPassword !== null)
            terminal.print(terminal.say('token.activation-password', { value: activationPassword }));
          if (password === 'default') terminal.note(terminal.say('token.default-password-warning'));
          terminal.print(
            terminal.say('token.distributed', {
              serial,
              expiresAt: new Date(distribution.expiresAt).toLocaleString(terminal.language),
            }),
          );
        },
        { data: 'there' },
      )(flags),
    );
}
