import type { LocalisedCommand } from '../help/localised-command.ts';
import { AccessRule, AccessRules } from '@lingpai/contract';
import {
  type GivenAccessRule,
  issueEmergencyPassword,
  updateUser,
  withdrawEmergencyPassword,
} from '@lingpai/domain';
import { Value } from 'typebox/value';
import { OperationRefusal } from '../../operation-refusal.ts';
import { UsageRefusal } from '../../usage-refusal.ts';
import { readPasswordFile, readSmallFile } from '../files.ts';
import { findUser } from '../find-user.ts';
import type { CommandHost } from '../program.ts';
import type { CommandOptions } from '../run-command.ts';
import { type LoginFlags, loginOptions, readLoginFlags } from '../user-flags.ts';

interface PasswordFlags extends CommandOptions {
  readonly passwordFile: string;
  readonly mustChange?: boolean;
}
interface EmergencyFlags extends CommandOptions {
  readonly hours?: string;
  readonly uses?: string;
  readonly withdraw?: boolean;
  readonly json?: boolean;
}
interface AccessFlags extends CommandOptions {
  readonly rulesFile?: string;
  readonly clear?: boolean;
}

/** What a user logs in with, when and from where. */
export function userLoginCommands(user: LocalisedCommand, host: CommandHost): void {
  setCommand(user, host);
  staticPasswordCommand(user, host);
  emergencyCommand(user, host);
  accessCommand(user, host);
}

function setCommand(user: LocalisedCommand, host: CommandHost): void {
  const set = user.command('set <login>').description('user set');
  loginOptions(set).action((login: string, flags: LoginFlags) =>
    host.withData<LoginFlags>(
      async ({ context, terminal, requester }, options) => {
        const { backend, ...fields } = readLoginFlags(options);
        const { id } = await findUser(login, context);
        const change = { ...fields, ...(await backend(context)) };
        await updateUser({ id, change, requester }, context);
        terminal.print(terminal.say('user.changed', { login }));
      },
      { data: 'there', check: readLoginFlags },
    )(flags),
  );
}

function staticPasswordCommand(user: LocalisedCommand, host: CommandHost): void {
  user
    .command('static-password <login>')
    .description('user static-password')
    .requiredOption('--password-file <file>', 'user static-password --password-file')
    .option('--must-change', 'user --must-change')
    .option('--no-must-change', 'user --no-must-change')
    .action((login: string, flags: PasswordFlags) =>
      host.withData<PasswordFlags>(
        async ({ context, terminal, requester }, { passwordFile, mustChange }) => {
          const staticPassword = readPasswordFile(passwordFile);
          const { id } = await findUser(login, context);
          const change = {
            staticPassword,
            ...(mustChange !== undefined && { staticPasswordMustChange: mustChange }),
          };
          await updateUser({ id, change, requester }, context);
          terminal.print(terminal.say('user.static-password-set', { login }));
        },
        { data: 'there' },
      )(flags),
    );
}

function emergencyCommand(user: LocalisedCommand, host: CommandHost): void {
  user
    .command('emergency <login>')
    .description('user emergency')
    .option('--hours <n>', 'user emergency --hours')
    .option('--uses <n>', 'user emergency --uses')
    .option('--withdraw', 'user emergency --withdraw')
    .option('--json', '--json')
    .action((login: string, flags: EmergencyFlags) =>
      host.withData<EmergencyFlags>(
        async ({ context, terminal, requester }, options) => {
          const { id } = await findUser(login, context);
          if (options.withdraw === true) {
            await withdrawEmergencyPassword({ id, requester }, context);
            terminal.print(terminal.say('user.emergency-withdrawn', { login }));
            return;
          }
          const issued = await issueEmergencyPassword(
            { id, ...readEmergencyFlags(options), requester },
            context,
          );
          const { password, maxUses } = issued;
          const expiresAt = new Date(issued.expiresAt).toISOString();
          if (options.json === true) terminal.json({ login, password, expiresAt, maxUses });
          else {
            terminal.print(password);
            terminal.note(terminal.say('user.emergency-issued', { login, expiresAt }));
          }
        },
        { data: 'there', check: readEmergencyFlags },
      )(flags),
    );
}

function readEmergencyFlags({ hours, uses, withdraw }: EmergencyFlags) {
  const isBoth = withdraw === true && (hours !== undefined || uses !== undefined);
  if (isBoth) throw new UsageRefusal('flag.not-with', { flag: '--withdraw', others: '--hours, --uses' });
  return {
    ...(hours !== undefined && { validHours: readCount('--hours', hours) }),
    ...(uses !== undefined && { maxUses: readCount('--uses', uses) }),
  };
}

function readCount(flag: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageRefusal('flag.range', { flag, min: 1, max: 9999 });
  return Number(text);
}

function accessCommand(user: LocalisedCommand, host: CommandHost): void {
  user
    .command('access <login>')
    .description('user access')
    .option('--rules-file <file>', 'user access --rules-file')
    .option('--clear', 'user access --clear')
    .action((login: string, flags: AccessFlags) =>
      host.withData<AccessFlags>(
        async ({ context, terminal, requester }, { rulesFile }) => {
          const accessRules = rulesFile === undefined ? null : readRules(rulesFile);
          const { id } = await findUser(login, context);
          await updateUser({ id, change: { accessRules }, requester }, context);
          terminal.print(terminal.say('user.changed', { login }));
        },
        { data: 'there', check: checkAccessFlags },
      )(flags),
    );
}

function checkAccessFlags({ rulesFile, clear }: AccessFlags): void {
  if ((rulesFile === undefined) === (clear !== true))
    throw new UsageRefusal('flag.one-of', { flags: '--rules-file, --clear' });
}

/** @throws {OperationRefusal} file.unreadable, access-rules.malformed, .unknown-field */
function readRules(file: string): GivenAccessRule[] {
  const rules = parseJson(readSmallFile(file));
  const whole = Array.isArray(rules) ? Value.Default(AccessRules, rules) : undefined;
  if (!Value.Check(AccessRules, whole)) {
    const [first] = Array.isArray(rules) ? Value.Errors(AccessRules, whole) : [];
    const place = first?.instancePath ?? '/';
    if (first?.keyword !== 'boolean') throw new OperationRefusal('access-rules.malformed', { file, place });
    const fields = Object.keys(AccessRule.properties).join(', ');
    throw new OperationRefusal('access-rules.unknown-field', { file, place, fields });
  }
  return whole;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
