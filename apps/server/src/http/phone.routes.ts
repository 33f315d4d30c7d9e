import { phoneRoutes as routes } from '@lingpai/contract';
import { Refusal, claimActivation, confirmActivation } from '@lingpai/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppContext } from '../context.ts';
import { hpkeSealer } from '../crypto/activation-sealer.ts';
import { register } from './register.ts';
import { SourceThrottle } from './source-throttle.ts';

/** A whole office behind one address may activate its phones; whoever tries passwords is slowed to one call a second. */
const RATE = { burst: 60, refillMs: 1000 };

/** The clock, and activation. Nobody is signed in here: the ticket is all a phone has. */
export function phoneRoutes(app: FastifyInstance, context: AppContext): void {
  const throttle = new SourceThrottle(RATE);
  const { clock } = context;
  const admit = ({ ip }: FastifyRequest): void => {
    const seconds = throttle.take(ip, clock.nowMs());
    if (seconds > 0) throw new Refusal('request.too-many', { seconds });
  };
  register(app, routes.phoneTime, ({ reply }) => {
    reply.header('cache-control', 'no-store');
    return { nowMs: clock.nowMs() };
  });
  register(app, routes.claimActivation, ({ body, request, reply }) => {
    admit(request);
    reply.header('cache-control', 'no-store');
    return claimActivation({ ...body, source: request.ip }, { ...context, sealer: hpkeSealer });
  });
  register(app, routes.confirmActivation, ({ body, request }) => {
    admit(request);
    return confirmActivation({ ...body, source: request.ip }, context);
  });
}
