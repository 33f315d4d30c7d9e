import type { Command } from 'commander';
import type { GivenLoginRules } from '@lingpai/domain';
import type { AppContext } from '../context.ts';
import { UsageError, UsageRefusal } from '../usage-error.ts';
import { readPasswordFile } from './files.ts';
import { findBackend } from './find-backend.ts';
import type { CommandOptions } from './run-command.ts';

/** What `user add` and `user set` say of a user. */
export interface LoginFlags extends CommandOptions {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly otp?: string;
  readonly static?: string;
  readonly thirdParty?: string;
  readonly backend?: string;
  readonly mustChange?: boolean;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly passwordFile?: string;
}

const RULES = 'required, none, policy (as the policy says)';
/** as an organisation or person has no such name */
const NO_VALUE = 'none';
const DEFAULT_BACKEND = 'default';

export function loginOptions(command: Command): Command {
  return command
    .option('--name <name>')
    .option('--email <address>')
    .option('--phone <number>')
    .option('--otp <rule>', `does auth() ask for the OTP: ${RULES}`)
    .option('--static <rule>', `does auth() ask for the static password: ${RULES}`)
    .option('--third-party <rule>', `does auth() ask for the third-party password: ${RULES}`)
    .option(
      '--backend <name>',
      `which back-end checks the third-party password; ${DEFAULT_BACKEND}: the default one`,
    )
    .option('--must-change', 'the static password counts once the user has changed it')
    .option('--no-must-change', 'the static password counts as it is')
    .option('--valid-from <date>', `first day, or an ISO instant; ${NO_VALUE}: since ever`)
    .option('--valid-until <date>', `last day, or an ISO instant (exclusive); ${NO_VALUE}: for ever`);
}

interface ReadFlags extends Omit<GivenLoginRules, 'backendId' | 'accessRules'> {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly staticPasswordMustChange?: boolean;
  /** looks the back-end up; nothing where none was named */
  readonly backend: (context: Pick<AppContext, 'store'>) => Promise<{ backendId?: number | null }>;
}

/** @throws {UsageError} */
export function readLoginFlags(flags: LoginFlags): ReadFlags {
  const { name, email, phone, mustChange, validFrom, validUntil } = flags;
  const { otp, static: staticRule, thirdParty } = flags;
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(otp !== undefined && { otpRule: readRule('--otp', otp) }),
    ...(staticRule !== undefined && { staticPasswordRule: readRule('--static', staticRule) }),
    ...(thirdParty !== undefined && { thirdPartyRule: readRule('--third-party', thirdParty) }),
    ...(mustChange !== undefined && { staticPasswordMustChange: mustChange }),
    ...(validFrom !== undefined && { validFrom: readInstant('--valid-from', validFrom, 0) }),
    ...(validUntil !== undefined && { validUntil: readInstant('--valid-until', validUntil, 1) }),
    backend: (context) => readBackend(flags.backend, context),
  };
}

export function readStaticPassword(file: string | undefined): { staticPassword?: string } {
  return file === undefined ? {} : { staticPassword: readPasswordFile(file) };
}

function readRule(flag: string, rule: string): 'required' | 'none' | null {
  if (rule === 'policy') return null;
  if (rule === 'required' || rule === 'none') return rule;
  throw new UsageError(`${flag}: ${RULES}`);
}

/** A day is one of this machine's time zone. @throws {UsageRefusal} flag.not-a-date @param daysLater where in it the instant lies: 0 its beginning, 1 its end */
function readInstant(flag: string, text: string, daysLater: 0 | 1): number | null {
  if (text === NO_VALUE) return null;
  const [year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).slice(1).map(Number);
  const date =
    year === undefined || month === undefined || day === undefined
      ? isoInstant(text)
      : new Date(year, month - 1, day + daysLater);
  // JavaScript takes 2026-02-30 for the second of March.
  const isThere = day === undefined || new Date(Date.UTC(year!, month! - 1, day)).getUTCDate() === day;
  if (Number.isNaN(date.getTime()) || !isThere)
    throw new UsageRefusal('flag.not-a-date', { flag, value: text });
  return date.getTime();
}

function isoInstant(text: string): Date {
  return new Date(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? text : Number.NaN);
}

async function readBackend(
  name: string | undefined,
  context: Pick<AppContext, 'store'>,
): Promise<{ backendId?: number | null }> {
  if (name === undefined) return {};
  if (name === DEFAULT_BACKEND) return { backendId: null };
  return { backendId: (await findBackend(name, context)).id };
}
