import { decodeHex, encodeBase64Url, encodeUtf8 } from '@lingpai/algorithms';
import { type RouteDefinition, codeOf } from '@lingpai/contract';
import {
  type AgentAccess,
  type Idempotency,
  type Requester,
  type VerifyJob,
  codeOfReason,
  isAddress,
} from '@lingpai/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppContext } from '../context.ts';
import { verifyWithChecks } from '../verification/verify-with-checks.ts';
import { isGone } from './caller-gone.ts';
import { type RouteInput, register } from './register.ts';

/** As link-local addresses come from the application's own socket: `fe80::1%eth0` (RFC 4007 §11). It says nothing outside of that machine. */
const ZONE = /%[\w.~-]+$/;
const MAX_IDEMPOTENCY_KEY_LENGTH = 128;
type Handler<D extends RouteDefinition> = Parameters<typeof register<D>>[2];
/** What a route asks to be verified; who asks is known here. */
export type JobBody = VerifyJob extends infer J
  ? J extends VerifyJob
    ? Omit<J, 'requester' | 'idempotency'>
    : never
  : never;

/** Where the routes of the agent interface are hung up. */
export interface Door {
  readonly scope: FastifyInstance;
  readonly context: AppContext;
}

/** Who calls, and how. */
export interface Caller {
  readonly agent: AgentAccess;
  readonly request: FastifyRequest;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** on the agent interface: who calls */
    agent: AgentAccess | undefined;
  }
}

/** Something in the request is malformed that no schema can tell: HTTP 400 with code 2. */
class MalformedParameter extends Error {
  readonly statusCode = 400;
}

/** Registers a route; only an admitted agent gets as far as its handler. */
export function admit<D extends RouteDefinition>(
  { scope }: Door,
  definition: D,
  handle: (input: RouteInput<D>, agent: AgentAccess) => ReturnType<Handler<D>>,
): void {
  register(scope, definition, (input) => handle(input, input.request.agent!));
}

export function requesterOf({ agent, request }: Caller): Requester {
  return { kind: 'agent', name: agent.name, source: request.ip };
}

/** The address a person calls from, as the agent says. */
export function clientOf({ clientAddress }: { clientAddress?: string }): { clientAddress?: string } {
  if (clientAddress === undefined) return {};
  const address = clientAddress.replace(ZONE, '');
  if (!isAddress(address)) throw new MalformedParameter('clientAddress');
  return { clientAddress: address };
}

/** What the application says of its session. */
export function sessionInfoOf({ sessionInfo }: { sessionInfo?: string }): { sessionInfo?: Uint8Array } {
  return sessionInfo === undefined ? {} : { sessionInfo: decodeHex(sessionInfo) };
}

/** Verifies, and says it in the numbers of the agent interface. */
export async function verdict({ context }: Door, from: Caller, body: JobBody): Promise<{ code: number }> {
  const idempotency = idempotencyOf(context, from, body);
  if (idempotency === 'malformed') return { code: codeOf('OTPR_PARAM_INVALID') };
  const job: VerifyJob = { ...body, requester: requesterOf(from), ...(idempotency && { idempotency }) };
  const outcome = await verifyWithChecks(job, { ...context, isGone: () => isGone(from.request) });
  switch (outcome.kind) {
    case 'accepted':
      return { code: 0 };
    case 'refused':
      return { code: codeOfReason(outcome.reason) };
    case 'answered-before':
      return { code: outcome.code ?? codeOf('OTPR_REQ_INVALID') };
  }
}

/**
 * Bytes to make the id of something new of. A retry (the same `Idempotency-Key`) has to find what is there already, so they are drawn
 * from the key then; by a keyed digest, so that whoever knows the key can still not foresee them.
 *
 * @param wanted.length at most 32
 */
export function drawBytes(
  { context }: Door,
  from: Caller,
  wanted: { readonly purpose: 'session' | 'signature'; readonly body: object; readonly length: number },
): Uint8Array | 'malformed' {
  const { purpose, body, length } = wanted;
  const idempotency = idempotencyOf(context, from, body);
  if (idempotency === 'malformed') return idempotency;
  if (idempotency === undefined) return context.random.bytes(length);
  const { scope, requestHash } = idempotency;
  const text = encodeUtf8(`${purpose}\0${scope}\0${requestHash}`);
  return context.vault.digest('idempotency', text).slice(0, length);
}

/** Keyed digests, because a plain hash of six digits can be searched through. */
export function idempotencyOf(
  context: AppContext,
  { agent, request }: Caller,
  body: object,
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
