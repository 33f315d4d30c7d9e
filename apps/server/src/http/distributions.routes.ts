import { tokenRoutes as routes } from '@lingpai/contract';
import { Refusal, type Requester, cancelDistribution, distributeToken } from '@lingpai/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppContext } from '../context.ts';
import { nodeArgon2id } from '../crypto/argon2id.ts';
import { toDistributionView } from './distribution-view.ts';
import { register } from './register.ts';

/** 分发, and its withdrawal. */
export function distributionRoutes(
  app: FastifyInstance,
  context: AppContext,
  { requesterOf }: { readonly requesterOf: (request: FastifyRequest) => Requester },
): void {
  const { store, clock } = context;
  register(app, routes.distributeToken, async ({ params, body, request, reply }) => {
    reply.header('cache-control', 'no-store');
    const { distribution, ...secrets } = await distributeToken(
      { ...params, ...body, requester: requesterOf(request) },
      { ...context, argon2id: nodeArgon2id },
    );
    return { ...secrets, distribution: toDistributionView(distribution, clock.nowMs()) };
  });
  register(app, routes.cancelDistribution, async ({ params, request }) => {
    const { serial, id } = params;
    await cancelDistribution({ serial, distributionId: id, requester: requesterOf(request) }, context);
    const token = await store.read.tokens.read(serial, clock.nowMs());
    if (token === undefined) throw new Refusal('token.not-found', { serial });
    return token;
  });
}
