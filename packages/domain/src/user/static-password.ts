import type { PhraseParams } from '@lingpai/contract';
import type { UnitOfWork } from '../ports/stores.ts';
import type { StaticPassword } from '../ports/user-store.ts';
import type { PasswordHasher } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import { passwordLength } from './password-form.ts';
import {
  type StaticPasswordFault,
  type StaticPasswordPolicy,
  findStaticPasswordFault,
} from './static-password-policy.ts';

/** What an administrator gives a user. */
export interface GivenStaticPassword {
  readonly password: string;
  readonly login: string;
  /** left out: as the settings say */
  readonly mustChange?: boolean | undefined;
  /** hashes it must not be equal to */
  readonly usedHashes: readonly string[];
}

/**
 * A static password as it is kept, once the policy has nothing against it. Takes a hash for each one used before: not in a transaction.
 *
 * @throws {Refusal} user.static-password-refused
 */
export async function prepareStaticPassword(
  given: GivenStaticPassword,
  policy: StaticPasswordPolicy,
  hasher: PasswordHasher,
): Promise<StaticPassword> {
  const { password, login, usedHashes } = given;
  const fault =
    findStaticPasswordFault(password, login, policy) ??
    ((await isUsedBefore(password, usedHashes, hasher)) ? 'used-before' : undefined);
  if (fault !== undefined)
    throw new Refusal('user.static-password-refused', describeFault(fault, policy), 'staticPassword');
  const mustChange = given.mustChange ?? policy.isInitialChangeRequired;
  return { ...(await hashStaticPassword(password, hasher)), mustChange, keepCount: policy.historyCount };
}

/** Its length tells where the OTP begins behind it. */
export async function hashStaticPassword(
  password: string,
  hasher: PasswordHasher,
): Promise<{ hash: string; length: number }> {
  return { hash: await hasher.hash(password), length: passwordLength(password) };
}

/** Is this one of the passwords with these hashes? */
export async function isUsedBefore(
  password: string,
  hashes: readonly string[],
  hasher: PasswordHasher,
): Promise<boolean> {
  for (const hash of hashes) if (await hasher.verify(password, hash)) return true;
  return false;
}

/** The policy, where there is a password for it to be asked about. */
export async function readStaticPasswordPolicy({ read }: UnitOfWork): Promise<StaticPasswordPolicy> {
  return (await read.settings.read()).staticPassword;
}

function describeFault(rule: StaticPasswordFault, policy: StaticPasswordPolicy): PhraseParams {
  switch (rule) {
    case 'length':
      return { rule, min: policy.minLength, max: policy.maxLength };
    case 'character-classes':
      return { rule, min: policy.minCharacterClasses };
    default:
      return { rule };
  }
}
