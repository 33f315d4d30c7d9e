import { organizationRoutes as routes } from '@lingpai/contract';
import { createOrganization, deleteOrganization, renameOrganization } from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import type { AdminAuth } from './admin-auth.ts';
import { register } from './register.ts';

/** 组织机构 */
export function organizationsRoutes(
  app: FastifyInstance,
  context: AppContext,
  { requesterOf }: Pick<AdminAuth, 'requesterOf'>,
): void {
  register(app, routes.listOrganizations, async () => ({
    items: await context.store.read.organizations.list(),
  }));
  register(app, routes.createOrganization, ({ body, request }) =>
    createOrganization({ ...body, requester: requesterOf(request) }, context),
  );
  register(app, routes.renameOrganization, ({ params, body, request }) =>
    renameOrganization({ ...params, ...body, requester: requesterOf(request) }, context),
  );
  register(app, routes.deleteOrganization, async ({ params, request }) => {
    await deleteOrganization({ ...params, requester: requesterOf(request) }, context);
    return undefined;
  });
}
