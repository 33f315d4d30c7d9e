import { type RouteDefinition, agentRoutes as routes, codeOf } from '@lingpai/contract';
import {
  type AgentAccess,
  type Idempotency,
  StoreUnavailableError,
  type VerifyJob,
  codeOfReason,
  triesLeft,
} from '@lingpai/domain';
import { encodeBase64Url, encodeUtf8 } from '@lingpai/algorithms';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { AppContext } from '../context.ts';
import { verifyWithChecks } from '../verification/verify-with-checks.ts';
import type { FailureLog } from './error-mapper.ts';
import { AgentGate } from './agent-gate.ts';
import { AgentSessions } from './agent-sessions.ts';
import { agentStaticPasswordRoutes } from './agent-static-password.routes.ts';
import { type RouteInput, register } from './register.ts';

const MAX_IDEMPOTENCY_KEY_LENGTH = 128;
type JobBody = VerifyJob extends infer J
  ? J extends VerifyJob
    ? Omit<J, 'requester' | 'idempotency'>
    : never
  : never;
type Handler<D extends RouteDefinition> = Parameters<typeof register<D>>[2];

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
    sessionRoutes(door);
  });
  return gate;
}

interface Door {
  readonly scope: FastifyInstance;
  readonly context: AppContext;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** on the agent interface: who calls */
    agent: AgentAccess | undefined;
  }
}

/** Registers a route; only an admitted agent gets as far as its handler. */
function admit<D extends RouteDefinition>(
  { scope }: Door,
  definition: D,
  handle: (input: RouteInput<D>, agent: AgentAccess) => ReturnType<Handler<D>>,
): void {
  register(scope, definition, (input) => handle(input, input.request.agent!));
}

function directRoutes(door: Door): void {
  admit(door, routes.agentAuth, ({ body, request }, agent) =>
    verdict(door, { agent, request }, { kind: 'auth', login: body.userId, password: body.password }),
  );
  admit(door, routes.agentAuthToken, ({ body, request }, agent) =>
    verdict(door, { agent, request }, { kind: 'otp', serial: body.serial, otp: body.otp }),
  );
  admit(door, routes.agentSync, ({ body, request }, agent) =>
    verdict(
      door,
      { agent, request },
      { kind: 'sync', login: body.userId, otp: body.otp, nextOtp: body.nextOtp },
    ),
  );
  admit(door, routes.agentSyncToken, ({ body, request }, agent) =>
    verdict(
      door,
      { agent, request },
      { kind: 'sync', serial: body.serial, otp: body.otp, nextOtp: body.nextOtp },
    ),
  );
  admit(door, routes.agentRetryToken, async ({ body }) => {
    const { store, clock } = door.context;
    const token = await store.read.agentAccess.findTokenFailures(body.serial);
    if (token === undefined) return { code: codeOf('OTPR_TOKEN_INVALID') };
    const { lockout } = await store.read.settings.read();
    return { code: 0, remaining: triesLeft(token, clock.nowMs(), lockout) };
  });
}

function sessionRoutes(door: Door): void {
  const sessions = new AgentSessions(door.context);
  agentStaticPasswordRoutes(door.scope, door.context, sessions);
  admit(door, routes.openAgentSession, (_, agent) => sessions.open(agent));
  admit(door, routes.setAgentSessionUser, ({ params, body }, agent) =>
    sessions.update(agent, params.sessionId, { login: body.userId }),
  );
  admit(door, routes.setAgentSessionToken, ({ params, body }, agent) =>
    sessions.update(agent, params.sessionId, { serial: body.serial }),
  );
  admit(door, routes.verifyAgentSessionOtp, ({ params, body, request }, agent) =>
    sessions.within(agent, params.sessionId, (who) =>
      verdict(door, { agent, request }, { kind: 'otp', ...who, otp: body.otp }),
    ),
  );
  admit(door, routes.syncAgentSessionOtp, ({ params, body, request }, agent) =>
    sessions.within(agent, params.sessionId, (who) =>
      verdict(door, { agent, request }, { kind: 'sync', ...who, otp: body.otp, nextOtp: body.nextOtp }),
    ),
  );
  admit(door, routes.closeAgentSession, ({ params }, agent) => sessions.close(agent, params.sessionId));
}

async function verdict(
  { context }: Door,
  from: { agent: AgentAccess; request: FastifyRequest },
  body: JobBody,
): Promise<{ code: number }> {
  const idempotency = idempotencyOf(context, from, body);
  if (idempotency === 'malformed') return { code: codeOf('OTPR_PARAM_INVALID') };
  const job: VerifyJob = {
    ...body,
    requester: { kind: 'agent', name: from.agent.name, source: from.request.ip },
    ...(idempotency && { idempotency }),
  };
  const outcome = await verifyWithChecks(job, context);
  switch (outcome.kind) {
    case 'accepted':
      return { code: 0 };
    case 'refused':
      return { code: codeOfReason(outcome.reason) };
    case 'answered-before':
      return { code: outcome.code ?? codeOf('OTPR_REQ_INVALID') };
  }
}

/** Keyed digests, because a plain hash of six digits can be searched through. */
function idempotencyOf(
  context: AppContext,
  { agent, request }: { agent: AgentAccess; request: FastifyRequest },
  body: JobBody,
): Idempotency | 'malformed' | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || key.length === 0 || key.length > MAX_IDEMPOTENCY_KEY_LENGTH)
    return 'malformed';
  const digest = (text: string) => encodeBase64Url(context.vault.digest('idempotency', encodeUtf8(text)));
  return {
    scope: digest(`scope\0${agent.id}\0${key}`),
    requestHash: digest(`request\0${request.url}\0${JSON.stringify(body)}`),
  };
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
  return Object.values(value as object).every(
    (field) => typeof field !== 'string' || (field.isWellFormed() && !field.includes('\0')),
  );
}

/** Callers of this interface read numbers: what goes wrong below is a number too. */
function answerInCodes(scope: FastifyInstance, logFailure: FailureLog): void {
  scope.setErrorHandler((error, request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status < 500)
      return reply.code(status === 413 ? 413 : 400).send({ code: codeOf('OTPR_PARAM_INVALID') });
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
