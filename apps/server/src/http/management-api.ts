import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import { AdminAuth } from './admin-auth.ts';
import { agentsRoutes } from './agents.routes.ts';
import { auditRoutes } from './audit.routes.ts';
import { backendsRoutes } from './backends.routes.ts';
import { distributionRoutes } from './distributions.routes.ts';
import type { FailureLog } from './error-mapper.ts';
import { eventSinksRoutes } from './event-sinks.routes.ts';
import { importRoutes } from './imports.routes.ts';
import { organizationsRoutes } from './organizations.routes.ts';
import { overviewRoutes } from './overview.routes.ts';
import { sessionRoutes } from './session.routes.ts';
import { settingsRoutes } from './settings.routes.ts';
import { setupRoutes } from './setup.routes.ts';
import { tokenActionsRoutes } from './token-actions.routes.ts';
import { tokenClockRoutes } from './token-clock.routes.ts';
import { tokensRoutes } from './tokens.routes.ts';
import { usersRoutes } from './users.routes.ts';

export interface ManagementApiOptions {
  /** this listener speaks TLS itself: the session's cookie is for TLS alone then */
  readonly isSecure: boolean;
  readonly logFailure: FailureLog;
}

/** Everything under /api/v1, behind the session check. Needs @fastify/cookie on `app`. */
export async function registerManagementApi(
  app: FastifyInstance,
  context: AppContext,
  options: ManagementApiOptions,
): Promise<void> {
  const auth = new AdminAuth(context, options.isSecure);
  await app.register(async (scope) => {
    auth.guard(scope);
    setupRoutes(scope, context, auth);
    sessionRoutes(scope, context, auth);
    overviewRoutes(scope, context);
    organizationsRoutes(scope, context, auth);
    usersRoutes(scope, context, auth);
    tokensRoutes(scope, context, auth);
    tokenActionsRoutes(scope, context, auth);
    tokenClockRoutes(scope, context, auth);
    agentsRoutes(scope, context, auth);
    backendsRoutes(scope, context, auth);
    auditRoutes(scope, context);
    eventSinksRoutes(scope, context, auth);
    settingsRoutes(scope, context, auth);
    // Imports and distributions.
    distributionRoutes(scope, context, auth);
    const logImportFailure = (error: unknown, reference: string) =>
      options.logFailure({ reference, route: 'import', error });
    await importRoutes(scope, context, { requesterOf: auth.requesterOf, logFailure: logImportFailure });
  });
}
