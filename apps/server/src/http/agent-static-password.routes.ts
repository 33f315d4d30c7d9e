import { agentRoutes as routes, codeOf } from '@lingpai/contract';
import { type AgentAccess, changeOwnStaticPassword, isAddress } from '@lingpai/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppContext } from '../context.ts';
import { verifyWithChecks } from '../verification/verify-with-checks.ts';
import type { AgentSessions } from './agent-sessions.ts';
import { register } from './register.ts';

interface ChangeBody {
  readonly oldPassword: string;
  readonly newPassword: string;
  readonly clientAddress?: string | undefined;
}

/**
 * A user changes the static password through an application. Nothing of it is kept for retries (`Idempotency-Key`): not even a digest
 * of a password people choose. In a scope that has admitted the agent.
 */
export function agentStaticPasswordRoutes(
  scope: FastifyInstance,
  context: AppContext,
  sessions: AgentSessions,
): void {
  const change = async (request: FastifyRequest, login: string | undefined, body: ChangeBody) => ({
    code: await changePassword(context, { request, agent: request.agent!, login, body }),
  });
  register(scope, routes.changeAgentStaticPassword, ({ body, request }) =>
    change(request, body.userId, body),
  );
  register(scope, routes.changeAgentSessionStaticPassword, ({ params, body, request }) =>
    sessions.within(request.agent!, params.sessionId, (who) => change(request, who.login, { ...who, ...body })),
  );
}

async function changePassword(
  context: AppContext,
  input: {
    readonly request: FastifyRequest;
    readonly agent: AgentAccess;
    readonly login: string | undefined;
    readonly body: ChangeBody;
  },
): Promise<number> {
  const { request, agent, login, body } = input;
  const { oldPassword, newPassword, clientAddress } = body;
  // A session that was set to a token alone does not say whose password it is.
  if (login === undefined) return codeOf('OTPR_UIDTKSN_UNSET');
  if (clientAddress !== undefined && !isAddress(clientAddress)) return codeOf('OTPR_PARAM_INVALID');
  return changeOwnStaticPassword(
    {
      login,
      oldPassword,
      newPassword,
      requester: { kind: 'agent', name: agent.name, source: request.ip },
      ...(clientAddress !== undefined && { clientAddress }),
    },
    { ...context, prove: (job) => verifyWithChecks(job, context) },
  );
}
