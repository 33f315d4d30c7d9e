import { agentAdminRoutes as routes } from '@lingpai/contract';
import { type AgentWithKey, createAgent, deleteAgent, renewAgentKey, updateAgent } from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import { agentConfigFile } from '../agent-config-file.ts';
import type { AppContext } from '../context.ts';
import type { AdminAuth } from './admin-auth.ts';
import { register } from './register.ts';

/** 认证代理 */
export function agentsRoutes(
  app: FastifyInstance,
  context: AppContext,
  { requesterOf }: Pick<AdminAuth, 'requesterOf'>,
): void {
  const withFile = ({ agent, agentId, key }: AgentWithKey, servers = [context.internalUrl]) => ({
    agent,
    file: agentConfigFile({ agentId, key }, servers),
  });
  register(app, routes.listAgents, async () => ({ items: await context.store.read.agents.list() }));
  register(app, routes.createAgent, async ({ body, request }) => {
    const { servers, ...agent } = body;
    return withFile(await createAgent({ ...agent, requester: requesterOf(request) }, context), servers);
  });
  register(app, routes.updateAgent, ({ params, body, request }) =>
    updateAgent({ id: params.id, change: body, requester: requesterOf(request) }, context),
  );
  register(app, routes.renewAgentKey, async ({ params, body, request }) =>
    withFile(await renewAgentKey({ id: params.id, requester: requesterOf(request) }, context), body.servers),
  );
  register(app, routes.deleteAgent, async ({ params, request }) => {
    await deleteAgent({ id: params.id, requester: requesterOf(request) }, context);
    return undefined;
  });
}
