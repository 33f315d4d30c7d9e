import type { LocalisedCommand } from './help/localised-command.ts';
import type { GivenLoginRules } from '@lingpai/domain';
import type { AppContext } from '../context.ts';
import { UsageRefusal } from '../usage-refusal.ts';
import { readPasswordFile } from './files.ts';
import { findBackend } from './find-backend.ts';
import type { CommandOptions } from './run-command.ts';

const RULES = ['required', 'none', 'policy'] as const;
type Rule = (typeof RULES)[number];

/** What `user add` and `user set` say of a user. */
export interface LoginFlags extends CommandOptions {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly otp?: Rule;
  readonly static?: Rule;
  readonly thirdParty?: Rule;
  readonly backend?: string;
  readonly mustChange?: boolean;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly passwordFile?: string;
}

/** as an organisation or person has no such name */
const NO_VALUE = 'none';
const DEFAULT_BACKEND = 'default';

export function loginOptions(command: LocalisedCommand): LocalisedCommand {
  return command
    .option('--name <name>', 'user --name')
    .option('--email <address>', 'user --email')
    .option('--phone <number>', 'user --phone')
    .choice('--otp <rule>', 'user --otp', { choices: RULES })
    .choice('--static <rule>', 'user --static', { choices: RULES })
    .choice('--third-party <rule>', 'user --third-party', { choices: RULES })
    .option('--backend <name>', 'user --backend')
    .option('--must-change', 'user --must-change')
    .option('--no-must-change', 'user --no-must-change')
    .option('--valid-from <date>', 'user --valid-from')
    .option('--valid-until <date>', 'user --valid-until');
}

interface ReadFlags extends Omit<GivenLoginRules, 'backendId' | 'accessRules'> {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly staticPasswordMustChange?: boolean;
  /** looks the back-end up; nothing where none was named */
  readonly backend: (context: Pick<AppContext, 'store'>) => Promise<{ backendId?: number | null }>;
}

/** @throws {UsageRefusal} */
export function readLoginFlags(flags: LoginFlags): ReadFlags {
  const { name, email, phone, mustChange, validFrom, validUntil } = flags;
  const { otp, static: staticRule, thirdParty } = flags;
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(otp !== undefined && { otpRule: readRule(otp) }),
    ...(staticRule !== undefined && { staticPasswordRule: readRule(staticRule) }),
    ...(thirdParty !== undefined && { thirdPartyRule: readRule(thirdParty) }),
    ...(mustChange !== undefined && { staticPasswordMustChange: mustChange }),
    ...(validFrom !== undefined && { validFrom: readInstant('--valid-from', validFrom, 0) }),
    ...(validUntil !== undefined && { validUntil: readInstant('--valid-until', validUntil, 1) }),
    backend: (context) => readBackend(flags.backend, context),
  };
}

export function readStaticPassword(file: string | undefined): { staticPassword?: string } {
  return file === undefined ? {} : { staticPassword: readPasswordFile(file) };
}

function readRule(rule: Rule): 'required' | 'none' | null {
  return rule === 'policy' ? null : rule;
}

/** A day is one of this machine's time zone. @throws {UsageRefusal} flag.not-a-date @param daysLater where in it the instant lies: 0 its beginning, 1 its end */
function readInstant(flag: string, text: string, daysLater: 0 | 1): number | null {
  if (text === NO_VALUE) return null;
  const [, year, month, day, time] = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}.*)?$/.exec(text) ?? [];
  const date =
    time === undefined ? new Date(Number(year), Number(month) - 1, Number(day) + daysLater) : new Date(text);
  // JavaScript takes 2026-02-30 for the second of March.
  const isThere = isCalendarDay(Number(year), Number(month), Number(day));
  if (Number.isNaN(date.getTime()) || !isThere)
    throw new UsageRefusal('flag.not-a-date', { flag, value: text });
  return date.getTime();
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

async function readBackend(
  name: string | undefined,
  context: Pick<AppContext, 'store'>,
): Promise<{ backendId?: number | null }> {
  if (name === undefined) return {};
  if (name === DEFAULT_BACKEND) return { backendId: null };
  return { backendId: (await findBackend(name, context)).id };
}
