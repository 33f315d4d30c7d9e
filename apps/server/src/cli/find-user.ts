import { Refusal, type UserRecord } from '@lingpai/domain';
import type { AppContext } from '../context.ts';

/** @throws {Refusal} user.not-found */
export async function findUser(login: string, { store }: Pick<AppContext, 'store'>): Promise<UserRecord> {
  const user = await store.read.users.lockByLogin(login);
  if (user === undefined) throw new Refusal('user.not-found', { login });
  return user;
}
