import type { User, UserDetail } from '@lingpai/contract';
import type { PageOf, PageRequest } from './page.ts';

export interface UserFilter {
  /** beginning of login, name, e-mail or phone */
  readonly q?: string | undefined;
  readonly organizationId?: number | undefined;
  /** organisations below it as well */
  readonly includeSub?: boolean | undefined;
  readonly status?: 'enabled' | 'disabled' | 'locked' | undefined;
}

/** What people can change of a user. */
export interface UserFields {
  readonly organizationId: number;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly status: 'enabled' | 'disabled';
  /** null: as the policy says */
  readonly staticPasswordRule: 'required' | 'none' | null;
}
/** A static password as it is kept. */
export interface StaticPassword {
  readonly hash: string;
  /** in code points */
  readonly length: number;
}
export interface UserRecord extends UserFields {
  readonly id: number;
  readonly organizationPath: string;
  readonly hasStaticPassword: boolean;
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
  /** @param before as `lock` gave it: counters of organisations follow the difference */
  update(
    before: UserRecord,
    change: Partial<Omit<UserFields, 'login'>> & { staticPassword?: StaticPassword; at: number },
  ): Promise<void>;
  /** lifts every lock and forgets failures */
  unlock(id: number, at: number): Promise<void>;
  /** the user must have no bindings any more */
  remove(user: UserRecord): Promise<void>;
}
