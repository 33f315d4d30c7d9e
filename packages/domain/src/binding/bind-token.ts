import { changeAudit } from '../audit/change-audit.ts';
import { areOnOneBranch } from '../organization/organization-name.ts';
import type { Stores, UnitOfWork } from '../ports/stores.ts';
import type { TokenHandle } from '../ports/token-store.ts';
import type { UserRecord } from '../ports/user-store.ts';
import type { Clock } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';

export interface BindingWorld {
  readonly store: UnitOfWork;
  readonly clock: Clock;
}

/**
 * Binds a token to a user. Their organisations must lie on one branch of the tree.
 *
 * @throws {Refusal} token.not-found, user.not-found, token.revoked, binding.exists, binding.other-organization, binding.user-full,
 * binding.token-full
 */
export async function bindToken(
  input: { readonly serial: string; readonly login: string; readonly requester: Requester },
  world: BindingWorld,
): Promise<void> {
  const { requester } = input;
  await world.store.transaction(async (stores) => {
    const at = world.clock.nowMs();
    // Users before tokens, as verification locks them.
    const user = await stores.users.lockByLogin(input.login);
    if (user === undefined) throw new Refusal('user.not-found', { login: input.login }, 'login');
    const token = await stores.tokens.lock(input.serial);
    if (token === undefined) throw new Refusal('token.not-found', { serial: input.serial }, 'serial');
    await checkBinding(stores, user, token);
    await stores.bindings.add(user, token, at);
    const { login } = user;
    const { serial } = token;
    await stores.audit.append([
      changeAudit({ action: 'token.bind', requester, at, userLogin: login, serial }),
    ]);
  });
}

async function checkBinding(stores: Stores, user: UserRecord, token: TokenHandle): Promise<void> {
  const { login } = user;
  const { serial } = token;
  if (token.status === 'revoked') throw new Refusal('token.revoked', { serial });
  if (await stores.bindings.exists(user.id, token.id)) throw new Refusal('binding.exists', { login, serial });
  if (!areOnOneBranch(user.organizationPath, token.organizationPath))
    throw new Refusal('binding.other-organization', { login, serial });
  const { maxTokensPerUser, maxUsersPerToken } = (await stores.settings.read()).binding;
  if (user.tokenCount >= maxTokensPerUser)
    throw new Refusal('binding.user-full', { login, max: maxTokensPerUser });
  if (token.bindingCount >= maxUsersPerToken)
    throw new Refusal('binding.token-full', { serial, max: maxUsersPerToken });
}
