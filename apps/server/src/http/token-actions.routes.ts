import { errorMessage, tokenRoutes as routes } from '@lingpai/contract';
import {
  type Outcome,
  actOnToken,
  actOnTokens,
  codeOfReason,
  setSignatureSuite,
  setTokenPin,
} from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import type { AdminAuth } from './admin-auth.ts';
import { register } from './register.ts';
import { readToken } from './tokens.routes.ts';

/** 令牌: changes of state, synchronisation, test */
export function tokenActionsRoutes(
  app: FastifyInstance,
  context: AppContext,
  { requesterOf }: Pick<AdminAuth, 'requesterOf'>,
): void {
  register(app, routes.actOnToken, async ({ params, body, request }) => {
    await actOnToken({ ...params, ...body, requester: requesterOf(request) }, context);
    return readToken(context, params.serial);
  });
  register(app, routes.actOnTokens, async ({ body, request, language }) => {
    const results = await actOnTokens({ ...body, requester: requesterOf(request) }, context);
    return {
      results: results.map(({ serial, refusal }) => ({
        serial,
        errorCode: refusal?.code ?? null,
        message: refusal === undefined ? null : errorMessage(refusal.code, language, refusal.params),
      })),
    };
  });
  register(app, routes.setSignatureSuite, async ({ params, body, request }) => {
    await setSignatureSuite({ ...params, ...body, requester: requesterOf(request) }, context);
    return readToken(context, params.serial);
  });
  register(app, routes.setTokenPin, async ({ params, body, request }) => {
    await setTokenPin({ ...params, ...body, requester: requesterOf(request) }, context);
    return readToken(context, params.serial);
  });
  register(app, routes.clearTokenPin, async ({ params, request }) => {
    await setTokenPin({ ...params, pin: null, requester: requesterOf(request) }, context);
    return readToken(context, params.serial);
  });
  register(app, routes.syncTokenByAdmin, async ({ params, body, request }) => {
    await readToken(context, params.serial);
    const requester = requesterOf(request);
    return {
      code: codeOfOutcome(await context.verifier.verify({ kind: 'sync', requester, ...params, ...body })),
    };
  });
  register(app, routes.testTokenByAdmin, async ({ params, body, request }) => {
    await readToken(context, params.serial);
    const requester = requesterOf(request);
    return {
      code: codeOfOutcome(await context.verifier.verify({ kind: 'otp', requester, ...params, ...body })),
    };
  });
}

function codeOfOutcome(outcome: Outcome): number {
  if (outcome.kind === 'accepted') return codeOfReason(undefined);
  if (outcome.kind === 'refused') return codeOfReason(outcome.reason);
  throw new TypeError(
    `Cannot answer "${outcome.kind}": neither static password nor idempotency key was sent`,
  );
}
