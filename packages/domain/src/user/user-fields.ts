import type { UserDetail } from '@lingpai/contract';
import type { Stores } from '../ports/stores.ts';
import type { UserFields } from '../ports/user-store.ts';
import { Refusal } from '../refusal.ts';
import { type GivenAccessRule, checkAccessRules, completeAccessRule } from './access-rules.ts';

type FactorRule = UserDetail['otpRule'];

/** What of a user's login policy can be given. What is left out stays as it is. */
export interface GivenLoginRules {
  /** null: as the policy says; so for the other two */
  readonly otpRule?: FactorRule;
  readonly staticPasswordRule?: FactorRule;
  readonly thirdPartyRule?: FactorRule;
  /** null: the default back-end */
  readonly backendId?: number | null;
  /** epoch ms; null: since ever */
  readonly validFrom?: number | null;
  /** epoch ms, exclusive; null: for ever */
  readonly validUntil?: number | null;
  /** null: as the settings say */
  readonly accessRules?: readonly GivenAccessRule[] | null;
}
type LoginRules = Pick<
  UserFields,
  | 'otpRule'
  | 'staticPasswordRule'
  | 'thirdPartyRule'
  | 'backendId'
  | 'validFrom'
  | 'validUntil'
  | 'accessRules'
>;

/** A user of whom nothing is said. */
export const NO_LOGIN_RULES: LoginRules = {
  otpRule: null,
  staticPasswordRule: null,
  thirdPartyRule: null,
  backendId: null,
  validFrom: null,
  validUntil: null,
  accessRules: null,
};

/** What people type of a user, as it is kept: without control characters, and without blanks at either end. */
export function cleanFields(fields: {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}): { name?: string; email?: string; phone?: string } {
  const { name, email, phone } = fields;
  return {
    ...(name !== undefined && { name: clean(name) }),
    ...(email !== undefined && { email: clean(email) }),
    ...(phone !== undefined && { phone: clean(phone) }),
  };
}

/** The rules among other fields. */
export function readLoginRules(given: GivenLoginRules): Partial<LoginRules> {
  const { otpRule, staticPasswordRule, thirdPartyRule, backendId, validFrom, validUntil } = given;
  return {
    ...(otpRule !== undefined && { otpRule }),
    ...(staticPasswordRule !== undefined && { staticPasswordRule }),
    ...(thirdPartyRule !== undefined && { thirdPartyRule }),
    ...(backendId !== undefined && { backendId }),
    ...(validFrom !== undefined && { validFrom }),
    ...(validUntil !== undefined && { validUntil }),
    ...(given.accessRules !== undefined && {
      accessRules: given.accessRules?.map(completeAccessRule) ?? null,
    }),
  };
}

/**
 * Do the rules a user ends up with hold together, and is what they name there?
 *
 * @param rules.accessRules those that are new: others were looked at when they came
 * @throws {Refusal} user.validity-invalid, .access-rule-invalid, .access-rule-agent-unknown, backend.not-found
 */
export async function checkLoginRules(
  rules: Pick<LoginRules, 'backendId' | 'validFrom' | 'validUntil' | 'accessRules'>,
  { backends, agents }: Pick<Stores, 'backends' | 'agents'>,
): Promise<void> {
  const { backendId, validFrom, validUntil, accessRules } = rules;
  if ((validFrom ?? -Infinity) >= (validUntil ?? Infinity))
    throw new Refusal('user.validity-invalid', {}, 'validUntil');
  if (backendId !== null && (await backends.find(backendId)) === undefined)
    throw new Refusal('backend.not-found', {}, 'backendId');
  await checkAccessRules(accessRules ?? [], 'accessRules', { agents });
}

function clean(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim();
}
