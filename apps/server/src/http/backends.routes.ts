import { backendRoutes as routes } from '@lingpai/contract';
import { findSettingsFault } from '@lingpai/directory';
import { type BackendRecord, createBackend, deleteBackend, getBackend, updateBackend } from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import { describeReason, viewBackend } from '../backends/backend-view.ts';
import { testBackend } from '../backends/test-backend.ts';
import type { AppContext } from '../context.ts';
import type { AdminAuth } from './admin-auth.ts';
import { register } from './register.ts';

/** 后端认证 */
export function backendsRoutes(
  app: FastifyInstance,
  context: AppContext,
  { requesterOf }: Pick<AdminAuth, 'requesterOf'>,
): void {
  const { backends: pool } = context;
  const { backends } = context.store.read;
  const world = { ...context, findFault: findSettingsFault };
  const view = (record: BackendRecord) => viewBackend(record, pool);
  register(app, routes.listBackends, async () => ({ items: (await backends.list()).map(view) }));
  register(app, routes.createBackend, async ({ body, request }) =>
    view(await createBackend({ ...body, requester: requesterOf(request) }, world)),
  );
  register(app, routes.readBackend, async ({ params }) =>
    view(await getBackend(context.store.read, params.id)),
  );
  register(app, routes.updateBackend, async ({ params, body, request }) =>
    view(await updateBackend({ id: params.id, change: body, requester: requesterOf(request) }, world)),
  );
  register(app, routes.deleteBackend, async ({ params, request }) => {
    await deleteBackend({ id: params.id, requester: requesterOf(request) }, context);
    return undefined;
  });
  register(app, routes.testBackend, async ({ params, body, request, language }) => {
    const answer = await testBackend({ id: params.id, ...body, requester: requesterOf(request) }, context);
    return { ...answer, message: describeReason(answer.reason, language) };
  });
}
