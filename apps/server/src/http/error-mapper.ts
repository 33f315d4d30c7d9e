import { randomUUID } from 'node:crypto';
import {
  ERRORS,
  type ErrorBody,
  type ErrorCode,
  type Language,
  type PhraseParams,
  errorMessage,
} from '@lingpai/contract';
import { BusyError, Refusal, StoreUnavailableError } from '@lingpai/domain';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { languageOf } from './register.ts';

/** Writes what went wrong inside, for the operator: never what a caller sent. */
export type FailureLog = (entry: { reference: string; route: string; error: unknown }) => void;

/** The one place where errors become HTTP answers. No stack, no cause, no value a caller sent leaves here. */
export function mapErrors(app: FastifyInstance, logFailure: FailureLog): void {
  app.setNotFoundHandler((request, reply) => sendError(reply, languageOf(request), 'request.not-found'));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const language = languageOf(request);
    if (error instanceof Refusal) {
      const { seconds } = error.params;
      if (ERRORS[error.code] === 429 && seconds !== undefined) reply.header('retry-after', String(seconds));
      return sendError(reply, language, error.code, error.params, error.field);
    }
    // No line in the log: whoever makes the server busy would fill it.
    if (error instanceof BusyError)
      return sendError(reply.header('retry-after', '1'), language, 'server.busy');
    if (error instanceof StoreUnavailableError) {
      logFailure({ reference: '', route: routeOf(request), error });
      return sendError(reply.header('retry-after', '1'), language, 'server.store-unavailable');
    }
    if (error.statusCode === 413) return sendError(reply, language, 'request.too-large', { limit: '1 MiB' });
    if (error.validation !== undefined || (error.statusCode !== undefined && error.statusCode < 500)) {
      return sendError(
        reply,
        language,
        'request.malformed',
        { detail: describeFault(error) },
        faultyField(error),
      );
    }
    const reference = randomUUID();
    logFailure({ reference, route: routeOf(request), error });
    return sendError(reply, language, 'server.failed', { reference });
  });
}

/** Sends an error of the contract. */
// oxlint-disable-next-line max-params -- reads as a sentence: to whom, in which language, what, with what
export function sendError(
  reply: FastifyReply,
  language: Language,
  code: ErrorCode,
  params: PhraseParams = {},
  field?: string,
): FastifyReply {
  const body: ErrorBody = {
    error: {
      code,
      message: errorMessage(code, language, params),
      ...(field !== undefined && { field }),
      params: { ...params },
    },
  };
  return reply.code(ERRORS[code]).type('application/json; charset=utf-8').send(body);
}

function routeOf(request: { method: string; routeOptions: { url?: string | undefined } }): string {
  return `${request.method} ${request.routeOptions.url ?? '(none)'}`;
}

/** Faults that no schema finds, by the error's code. */
const FAULTS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content-type',
  NOT_UTF8: 'UTF-8',
};

/** Names the field and the rule, never the value. */
function describeFault(error: FastifyError): string {
  const first = error.validation?.[0];
  if (first === undefined) return FAULTS[error.code] ?? 'JSON';
  const field = faultyField(error) ?? error.validationContext ?? 'body';
  return `${field} (${first.keyword})`;
}

function faultyField(error: FastifyError): string | undefined {
  const first = error.validation?.[0];
  const named = first?.params['missingProperty'] ?? first?.params['additionalProperty'];
  const path = first?.instancePath.slice(1).replaceAll('/', '.') ?? '';
  const field = [path, typeof named === 'string' ? named : ''].filter((part) => part !== '').join('.');
  return field === '' ? undefined : field;
}
