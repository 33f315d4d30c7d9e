import { changeAudit } from '../audit/change-audit.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import type { UserWorld } from './create-user.ts';

/**
 * Deletes a user; bindings go with it, tokens stay.
 *
 * @throws {Refusal} user.not-found
 */
export async function deleteUser(
  input: { readonly id: number; readonly requester: Requester },
  world: Omit<UserWorld, 'passwordHasher'>,
): Promise<void> {
  const { id, requester } = input;
  await world.store.transaction(async ({ users, tokens, bindings, imports, audit }) => {
    const at = world.clock.nowMs();
    const user = await users.lock(id);
    if (user === undefined) throw new Refusal('user.not-found', { login: `#${id}` });
    await imports.unbindUser(id);
    const unbound: string[] = [];
    for (const { serial } of await bindings.listOfUser(id)) {
      const token = await tokens.lock(serial);
      if (token === undefined) continue;
      await bindings.remove(user, token, at);
      unbound.push(serial);
    }
    await users.remove(user);
    const { login } = user;
    await audit.append([
      ...unbound.map((serial) =>
        changeAudit({ action: 'token.unbind', requester, at, userLogin: login, serial }),
      ),
      changeAudit({ action: 'user.delete', requester, at, userLogin: login }),
    ]);
  });
}
