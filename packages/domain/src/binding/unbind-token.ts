import { changeAudit } from '../audit/change-audit.ts';
import type { Stores } from '../ports/stores.ts';
import type { UserRecord } from '../ports/user-store.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import type { BindingWorld } from './bind-token.ts';

/** Which user: by number, or by login. */
export type UserNamed = { readonly userId: number } | { readonly login: string };

/**
 * Takes a token from a user.
 *
 * @throws {Refusal} token.not-found, binding.not-found
 */
export async function unbindToken(
  input: { readonly serial: string; readonly user: UserNamed; readonly requester: Requester },
  world: BindingWorld,
): Promise<void> {
  const { serial, requester } = input;
  await world.store.transaction(async (stores) => {
    const at = world.clock.nowMs();
    // Users before tokens, as verification locks them.
    const user = await lockUser(stores, input.user);
    const token = await stores.tokens.lock(serial);
    if (token === undefined) throw new Refusal('token.not-found', { serial }, 'serial');
    if (user === undefined || !(await stores.bindings.exists(user.id, token.id)))
      throw new Refusal('binding.not-found', { serial });
    await stores.bindings.remove(user, token, at);
    const { login } = user;
    await stores.audit.append([
      changeAudit({ action: 'token.unbind', requester, at, userLogin: login, serial }),
    ]);
  });
}

function lockUser({ users }: Stores, named: UserNamed): Promise<UserRecord | undefined> {
  return 'userId' in named ? users.lock(named.userId) : users.lockByLogin(named.login);
}
