import { agentRoutes as routes, codeOf } from '@lingpai/contract';
import { BusyError, StoreUnavailableError, sourceOf, tokenTriesLeft } from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { AppContext } from '../context.ts';
import { type Door, admit, clientOf, requesterOf, verdict } from './agent-door.ts';
import { AgentGate } from './agent-gate.ts';
import { agentSessionRoutes } from './agent-session.routes.ts';
import { AgentSessions } from './agent-sessions.ts';
import { agentSignatureRoutes } from './agent-signature.routes.ts';
import { agentStaticPasswordRoutes } from './agent-static-password.routes.ts';
import type { FailureLog } from './error-mapper.ts';

/** The agent interface: guide 2.4.2 over HTTP. A verdict is always 200 with `{code}`. */
export function agentRoutes(app: FastifyInstance, context: AppContext, logFailure: FailureLog): AgentGate {
  const gate = new AgentGate(context);
  void app.register(async (scope) => {
    answerInCodes(scope, logFailure);
    validateStrictly(scope);
    // Before the body is read: who has no key learns nothing of what a body should look like.
    scope.decorateRequest('agent', undefined);
    scope.addHook('onRequest', async (request, reply) => {
      request.agent = await gate.admit(request, reply);
    });
    const door: Door = { scope, context };
    directRoutes(door);
    const sessions = new AgentSessions(context);
    agentSessionRoutes(door, sessions);
    agentStaticPasswordRoutes(door, sessions);
    agentSignatureRoutes(door);
  });
  return gate;
}

function directRoutes(door: Door): void {
  admit(door, routes.agentAuth, ({ body, request }, agent) => {
    const { userId: login, password } = body;
    return verdict(door, { agent, request }, { kind: 'auth', login, password, ...clientOf(body) });
  });
  admit(door, routes.agentAuthToken, ({ body, request }, agent) => {
    const { serial, otp } = body;
    return verdict(door, { agent, request }, { kind: 'otp', serial, otp, ...clientOf(body) });
  });
  admit(door, routes.agentSync, ({ body, request }, agent) => {
    const { userId: login, otp, nextOtp } = body;
    return verdict(door, { agent, request }, { kind: 'sync', login, otp, nextOtp, ...clientOf(body) });
  });
  admit(door, routes.agentSyncToken, ({ body, request }, agent) => {
    const { serial, otp, nextOtp } = body;
    return verdict(door, { agent, request }, { kind: 'sync', serial, otp, nextOtp, ...clientOf(body) });
  });
  admit(door, routes.agentRetryToken, async ({ body, request }, agent) => {
    const { store, clock } = door.context;
    const source = sourceOf({ requester: requesterOf({ agent, request }), ...clientOf(body) });
    const failures = await store.read.agentAccess.findTokenFailures(body.serial, source);
    if (failures === undefined) return { code: codeOf('OTPR_TOKEN_INVALID') };
    const { lockout } = await store.read.settings.read();
    return { code: 0, remaining: tokenTriesLeft(failures, clock.nowMs(), lockout) };
  });
}

/**
 * Programs call here, not browsers: nothing is converted. A number where digits belong has lost its leading zeros; texts no store can
 * hold (NUL, lone surrogates) name nobody.
 */
function validateStrictly(scope: FastifyInstance): void {
  scope.setValidatorCompiler(({ schema }) => {
    const validator = Compile(schema as TSchema);
    return (value: unknown) =>
      validator.Check(value) && holdsOnlyText(value) ? { value } : { error: new Error('malformed') };
  });
}

function holdsOnlyText(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  return typeof value !== 'object' || value === null || Object.values(value).every(holdsOnlyText);
}

/** Callers of this interface read numbers: what goes wrong below is a number too. */
function answerInCodes(scope: FastifyInstance, logFailure: FailureLog): void {
  scope.setErrorHandler((error, request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status < 500)
      return reply.code(status === 413 ? 413 : 400).send({ code: codeOf('OTPR_PARAM_INVALID') });
    // No line in the log: whoever makes the server busy would fill it.
    if (error instanceof BusyError)
      return reply
        .code(503)
        .header('retry-after', '1')
        .send({ code: codeOf('OTPR_ERR') });
    logFailure({
      reference: request.id,
      route: `${request.method} ${request.routeOptions.url ?? ''}`,
      error,
    });
    const isUnavailable = error instanceof StoreUnavailableError;
    return reply
      .code(isUnavailable ? 503 : 500)
      .send({ code: codeOf(isUnavailable ? 'OTPR_ERR' : 'OTPR_ERR_UNKOWN') });
  });
}
