import {
  ERRORS,
  type ErrorCode,
  type PhraseParams,
  type ResultName,
  codeOf,
  errorMessage,
} from '@lingpai/contract';
import { ANSWERED_BEFORE_PASSWORD_CHANGE, PUBLIC_CALLS } from '../admin-auth.ts';
import { type Operation, callOf } from './operations.ts';
import { REFUSALS } from './refusals.ts';

type Route = Operation['route'];
/** Statuses after which the same call may be made again later: their answers say when. */
const RETRYABLE = new Set([429, 503]);

/** Values that stand for the parameters of phrases, in examples. */
const SAMPLES: PhraseParams = {
  action: 'enable',
  count: 2,
  detail: 'login (maxLength)',
  field: 'url',
  from: 'revoked',
  limit: '1 MiB',
  login: 'zhang.san',
  logins: 'zhang.san, li.si',
  max: 8,
  min: 8,
  name: 'Head office',
  reference: '6f1c2b52-1f0e-4b57-9d58-6b1c61b4e1a0',
  rule: 'guessable',
  seconds: 30,
  serial: '2700000000017',
  state: 'activated',
  suite: 'OCRA-1:HOTP-SHA256-8:QN08',
  value: '10.0.0.0/33',
  where: 'users',
};

/** What things are called there, by what the code is about. */
const NAMES: Readonly<Record<string, string>> = { agent: 'e-banking', backend: 'corp', 'event-sink': 'siem' };

/** May anybody make this call? */
export function isPublic({ kind, route }: Operation): boolean {
  return kind === 'management' && PUBLIC_CALLS.has(callOf(route));
}

/** Every error a call of the management interface can end in: by what kind of call it is, and by what its use case refuses. */
export function errorsOf(operation: Operation & { readonly kind: 'management' }): ErrorCode[] {
  const { route } = operation;
  const call = callOf(route);
  const needsSession = !isPublic(operation);
  const isChecked = isChanging(route) || route.params !== undefined || route.query !== undefined;
  const codes: ErrorCode[] = [
    ...only(isChecked, 'request.malformed'),
    ...only(takesBody(route), 'request.too-large'),
    ...only(isChanging(route), 'request.wrong-origin'),
    ...only(needsSession, 'session.none'),
    ...only(needsSession && !ANSWERED_BEFORE_PASSWORD_CHANGE.has(call), 'session.password-change-needed'),
    ...REFUSALS[operation.id],
    'server.failed',
    'server.store-unavailable',
  ];
  return [...new Set(codes)];
}

/** What the agent interface says instead of a verdict, by status. */
const AGENT_FAULTS: Readonly<Record<number, { readonly name: ResultName; readonly description: string }>> = {
  400: { name: 'OTPR_PARAM_INVALID', description: 'The request is malformed' },
  401: { name: 'OTPR_SECRET_INVALID', description: 'The bearer key is wrong, or the agent is disabled' },
  403: { name: 'OTPR_NOT_AGENTCONF', description: 'The agent may not be used from this address' },
  413: { name: 'OTPR_PARAM_INVALID', description: 'The body is too large' },
  500: { name: 'OTPR_ERR_UNKOWN', description: 'An internal error' },
  503: {
    name: 'OTPR_ERR',
    description:
      'The database is not available, or too many passwords are being checked at the same time: try again, or another server',
  },
};

/** The answers of a call that are no success, by status. */
export function faultAnswers(operation: Operation): Record<string, object> {
  return operation.kind === 'agent' ? agentFaults(operation.route) : managementFaults(operation);
}

function agentFaults(route: Route): Record<string, object> {
  return Object.fromEntries(
    Object.entries(AGENT_FAULTS)
      .filter(([status]) => status !== '413' || takesBody(route))
      .map(([status, { name, description }]) => [
        status,
        {
          description,
          ...(status === '401' && {
            headers: { 'WWW-Authenticate': { description: '`Bearer`', schema: { type: 'string' } } },
          }),
          content: json('Verdict', {
            [name]: { summary: description, value: { code: codeOf(name) } },
          }),
        },
      ]),
  );
}

function managementFaults(operation: Operation & { readonly kind: 'management' }): Record<string, object> {
  const byStatus = Map.groupBy(errorsOf(operation), (code) => ERRORS[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        ...(RETRYABLE.has(status) && {
          headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer', minimum: 1 } } },
        }),
        content: json('ErrorBody', Object.fromEntries(codes.map((code) => [code, exampleRef(code)]))),
      },
    ]),
  );
}

function exampleRef(code: ErrorCode): object {
  return { $ref: `#/components/examples/${code}` };
}

/** What an error looks like, for the components of the document. */
export function exampleOf(code: ErrorCode): object {
  const samples = { ...SAMPLES, name: NAMES[code.split('.')[0] ?? ''] ?? SAMPLES['name'] } as PhraseParams;
  const message = errorMessage(code, 'en', samples);
  // Also those that a term within the message holds.
  const params = Object.entries(samples).filter(
    ([name]) => errorMessage(code, 'en', { ...samples, [name]: '\0' }) !== message,
  );
  return { summary: message, value: { error: { code, message, params: Object.fromEntries(params) } } };
}

/** A JSON body that is one of the components. */
export function json(component: string, examples?: object): object {
  return {
    'application/json': {
      schema: { $ref: `#/components/schemas/${component}` },
      ...(examples && { examples }),
    },
  };
}

function isChanging({ method }: Route): boolean {
  return method !== 'GET';
}

function takesBody({ body, form }: Route): boolean {
  return body !== undefined || form !== undefined;
}

function only(applies: boolean, code: ErrorCode): ErrorCode[] {
  return applies ? [code] : [];
}
