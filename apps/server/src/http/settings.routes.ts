import { settingsRoutes as routes } from '@lingpai/contract';
import { updateSettings } from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import type { AdminAuth } from './admin-auth.ts';
import { register } from './register.ts';

/** 策略 */
export function settingsRoutes(
  app: FastifyInstance,
  context: AppContext,
  { requesterOf }: Pick<AdminAuth, 'requesterOf'>,
): void {
  register(app, routes.readSettings, () => context.store.read.settings.read());
  register(app, routes.updateSettings, ({ body, request }) =>
    updateSettings({ settings: body, requester: requesterOf(request) }, context),
  );
}
