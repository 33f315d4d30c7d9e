import type { AccessRule, User, UserDetail } from '@lingpai/contract';
import type { PageOf, PageRequest } from './page.ts';

export interface UserFilter {
  /** beginning of login, name, e-mail or phone */
  readonly q?: string | undefined;
  readonly organizationId?: number | undefined;
  /** organisations below it as well */
  readonly includeSub?: boolean | undefined;
  readonly status?: 'enabled' | 'disabled' | 'locked' | undefined;
}

type FactorRule = User['otpRule'];

/** What people can change of a user. */
export interface UserFields {
  readonly organizationId: number;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly status: 'enabled' | 'disabled';
  /** null: as the policy says; so for the other two */
  readonly otpRule: FactorRule;
  readonly staticPasswordRule: FactorRule;
  readonly thirdPartyRule: FactorRule;
  /** null: the default back-end */
  readonly backendId: number | null;
  /** epoch ms; null: since ever */
  readonly validFrom: number | null;
  /** epoch ms, exclusive; null: for ever */
  readonly validUntil: number | null;
  /** null: as the settings say */
  readonly accessRules: AccessRule[] | null;
}
/** A new static password as it is kept. */
export interface StaticPassword {
  readonly hash: string;
  /** in code points */
  readonly length: number;
  /** it counts once the user has changed it */
  readonly mustChange: boolean;
  /** so many former ones are remembered */
  readonly keepCount: number;
}
/** A user's static password and those before it. */
export interface StaticPasswordHistory {
  readonly userId: number;
  readonly login: string;
  /** undefined: none is set */
  readonly hash: string | undefined;
  /** the latest first */
  readonly formerHashes: readonly string[];
}
export interface UserRecord extends UserFields {
  readonly id: number;
  readonly organizationPath: string;
  readonly hasStaticPassword: boolean;
  readonly staticPasswordMustChange: boolean;
  /** also one that has expired */
  readonly hasEmergencyPassword: boolean;
  readonly tokenCount: number;
}

export interface UserStore {
  list(filter: UserFilter, page: PageRequest & { nowMs: number }): Promise<PageOf<User>>;
  read(id: number, nowMs: number): Promise<UserDetail | undefined>;
  /** for a change: the row is locked to the end of the transaction */
  lock(id: number): Promise<UserRecord | undefined>;
  lockByLogin(login: string): Promise<UserRecord | undefined>;
  /** @returns undefined when the login is taken */
  insert(
    fields: UserFields & { staticPassword: StaticPassword | undefined; at: number },
  ): Promise<number | undefined>;
  /** with no more than `formerCount` former ones */
  readStaticPasswords(
    who: { readonly id: number } | { readonly login: string },
    formerCount: number,
  ): Promise<StaticPasswordHistory | undefined>;
  /**
   * Replaces the static password; the former one goes into the history.
   *
   * @param change.expectedHash given: only while it is this one
   * @param change.isUnlocking wrong tries of it are forgotten, from everywhere
   * @returns false when it was another one
   */
  setStaticPassword(
    userId: number,
    change: StaticPassword & {
      readonly expectedHash?: string;
      readonly isUnlocking: boolean;
      readonly at: number;
    },
  ): Promise<boolean>;
  /** undefined: there is none from now on */
  setEmergencyPassword(
    userId: number,
    emergency:
      | {
          readonly digest: Uint8Array;
          /** in code points */
          readonly length: number;
          readonly expiresAt: number;
          /** null: as often as one likes */
          readonly maxUses: number | null;
        }
      | undefined,
    at: number,
  ): Promise<void>;
  /** how many digits the OTPs of this user's tokens have */
  listTokenDigits(userId: number): Promise<number[]>;
  /** @param before as `lock` gave it: counters of organisations follow the difference */
  update(
    before: UserRecord,
    change: Partial<Omit<UserFields, 'login'>> & { staticPasswordMustChange?: boolean; at: number },
  ): Promise<void>;
  /** whose own access rules name this agent, ordered by login */
  listNamingAgent(
    name: string,
  ): Promise<{ readonly id: number; readonly login: string; readonly accessRules: AccessRule[] }[]>;
  setAccessRules(id: number, rules: readonly AccessRule[], at: number): Promise<void>;
  /** lifts every lock and forgets failures */
  unlock(id: number, at: number): Promise<void>;
  /** the user must have no bindings any more */
  remove(user: UserRecord): Promise<void>;
}
