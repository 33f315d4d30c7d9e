import { sessionRoutes as routes } from '@lingpai/contract';
import { completeSetup, isSetupNeeded } from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import type { AdminAuth } from './admin-auth.ts';
import { register } from './register.ts';

/** The first administrator, by the one-time link of the console. */
export function setupRoutes(app: FastifyInstance, context: AppContext, auth: AdminAuth): void {
  register(app, routes.readSetup, async () => ({ needed: await isSetupNeeded(context) }));
  register(app, routes.completeSetup, async ({ body, request, reply }) => {
    const session = await completeSetup({ ...body, source: request.ip }, context);
    auth.cookie.set(request, reply, session.id);
    return session.admin;
  });
}
