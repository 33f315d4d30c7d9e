import { type TokenDetail, tokenRoutes as routes } from '@lingpai/contract';
import { Refusal, bindToken, createTokens, unbindToken } from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import type { AdminAuth } from './admin-auth.ts';
import { toPageRequest } from './page-request.ts';
import { register } from './register.ts';

/** Most serials an answer lists. */
const SERIALS_SHOWN = 1000;

/** 令牌: lists, creation, bindings */
export function tokensRoutes(
  app: FastifyInstance,
  context: AppContext,
  { requesterOf }: Pick<AdminAuth, 'requesterOf'>,
): void {
  const { store, clock } = context;
  register(app, routes.listTokens, ({ query }) =>
    store.read.tokens.list(query, { ...toPageRequest(query), nowMs: clock.nowMs() }),
  );
  register(app, routes.readToken, ({ params }) => readToken(context, params.serial));
  register(app, routes.createTokens, async ({ body, request }) => {
    const serials = await createTokens({ ...body, requester: requesterOf(request) }, context);
    return { serials: serials.slice(0, SERIALS_SHOWN), count: serials.length };
  });
  register(app, routes.bindToken, async ({ params, body, request }) => {
    await bindToken({ ...params, ...body, requester: requesterOf(request) }, context);
    return readToken(context, params.serial);
  });
  register(app, routes.unbindToken, async ({ params, request }) => {
    const { serial, userId } = params;
    await unbindToken({ serial, user: { userId }, requester: requesterOf(request) }, context);
    return readToken(context, serial);
  });
}

/** @throws {Refusal} token.not-found */
export async function readToken({ store, clock }: AppContext, serial: string): Promise<TokenDetail> {
  const token = await store.read.tokens.read(serial, clock.nowMs());
  if (token === undefined) throw new Refusal('token.not-found', { serial });
  return token;
}
