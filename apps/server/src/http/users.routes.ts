import { userRoutes as routes } from '@lingpai/contract';
import {
  Refusal,
  createUser,
  deleteUser,
  issueEmergencyPassword,
  unlockUser,
  updateUser,
  withdrawEmergencyPassword,
} from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import type { AdminAuth } from './admin-auth.ts';
import { toPageRequest } from './page-request.ts';
import { register } from './register.ts';

/** 用户 */
export function usersRoutes(
  app: FastifyInstance,
  context: AppContext,
  { requesterOf }: Pick<AdminAuth, 'requesterOf'>,
): void {
  const { store, clock } = context;
  register(app, routes.listUsers, ({ query }) =>
    store.read.users.list(query, { ...toPageRequest(query), nowMs: clock.nowMs() }),
  );
  register(app, routes.readUser, async ({ params }) => {
    const user = await store.read.users.read(params.id, clock.nowMs());
    if (user === undefined) throw new Refusal('user.not-found', { login: `#${params.id}` });
    return user;
  });
  register(app, routes.createUser, ({ body, request }) =>
    createUser({ ...body, requester: requesterOf(request) }, context),
  );
  register(app, routes.updateUser, ({ params, body, request }) =>
    updateUser({ id: params.id, change: body, requester: requesterOf(request) }, context),
  );
  register(app, routes.unlockUser, ({ params, request }) =>
    unlockUser({ id: params.id, requester: requesterOf(request) }, context),
  );
  register(app, routes.issueEmergencyPassword, ({ params, body, request }) =>
    issueEmergencyPassword({ id: params.id, ...body, requester: requesterOf(request) }, context),
  );
  register(app, routes.withdrawEmergencyPassword, ({ params, request }) =>
    withdrawEmergencyPassword({ id: params.id, requester: requesterOf(request) }, context),
  );
  register(app, routes.deleteUser, async ({ params, request }) => {
    await deleteUser({ id: params.id, requester: requesterOf(request) }, context);
    return undefined;
  });
}
