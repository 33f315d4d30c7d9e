import type { TokenHandle } from './token-store.ts';
import type { UserRecord } from './user-store.ts';

export interface Binding {
  readonly userId: number;
  readonly login: string;
  readonly serial: string;
  readonly tokenOrganizationPath: string;
}

/** Who has which token. Both rows are locked before a change: the user first, then the token. */
export interface BindingStore {
  exists(userId: number, tokenId: number): Promise<boolean>;
  /** of one user, in the order of token ids (the order tokens are locked in) */
  listOfUser(userId: number): Promise<Binding[]>;
  /** the login of one bound user */
  findUser(serial: string, userId: number): Promise<Binding | undefined>;
  /** counters of both sides and of the organisation follow */
  add(user: UserRecord, token: TokenHandle, at: number): Promise<void>;
  remove(user: UserRecord, token: TokenHandle, at: number): Promise<void>;
}
