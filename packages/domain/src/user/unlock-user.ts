import type { UserDetail } from '@lingpai/contract';
import { changeAudit } from '../audit/change-audit.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { type UserWorld, readUser } from './create-user.ts';

/**
 * Lifts the locks of a user (OTP and static password) and forgets failures.
 *
 * @throws {Refusal} user.not-found
 */
export async function unlockUser(
  input: { readonly id: number; readonly requester: Requester },
  world: Omit<UserWorld, 'passwordHasher'>,
): Promise<UserDetail> {
  await world.store.transaction(async ({ users, audit }) => {
    const at = world.clock.nowMs();
    const user = await users.lock(input.id);
    if (user === undefined) throw new Refusal('user.not-found', { login: `#${input.id}` });
    await users.unlock(user.id, at);
    const { requester } = input;
    await audit.append([changeAudit({ action: 'user.unlock', requester, at, userLogin: user.login })]);
  });
  return readUser(input.id, world);
}
