import type { FastifyInstance } from 'fastify';
import { makeOpenApiDocument } from '../src/http/openapi/document.ts';

/** An operation as the document of the server has it. */
export interface DocumentedOperation {
  /** `METHOD /path/:parameter` */
  readonly call: string;
  readonly operationId: string;
  readonly security: readonly object[];
  /** by status */
  readonly responses: Readonly<Record<string, { readonly codes: readonly string[] }>>;
}

interface Document {
  readonly paths: Record<string, Record<string, OperationObject>>;
}
interface OperationObject {
  readonly operationId: string;
  readonly security: object[];
  readonly responses: Record<string, { content?: Record<string, { examples?: object }> }>;
}

export function operationsIn({ paths }: Document): DocumentedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, security, responses }]) => ({
      call: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      operationId,
      security,
      responses: Object.fromEntries(
        Object.entries(responses).map(([status, { content }]) => [
          status,
          { codes: Number(status) < 300 ? [] : Object.keys(content?.['application/json']?.examples ?? {}) },
        ]),
      ),
    })),
  );
}

const documented = new Map(
  operationsIn(makeOpenApiDocument() as Document).map((operation) => [operation.call, operation]),
);

/** @param code of an error of the management interface @returns what the document lacks; undefined: nothing */
export function undeclared(call: string, status: number, code?: string): string | undefined {
  const answer = documented.get(call)?.responses[String(status)];
  if (answer === undefined) return `${call}: ${status} ${code ?? ''}`;
  return code === undefined || answer.codes.includes(code) ? undefined : `${call}: ${status} ${code}`;
}

/** Looks at every answer of a management interface from now on. @returns what the document does not declare, as it comes to light */
export function watchAnswers(app: FastifyInstance): string[] {
  const found = new Set<string>();
  const list: string[] = [];
  app.addHook('onSend', (request, reply, payload, done) => {
    const { method, url } = request.routeOptions;
    // Where no route is, there is no operation either; HEAD is Fastify's own.
    if (url === undefined || request.method === 'HEAD') return done(null, payload);
    const code = reply.statusCode < 400 ? undefined : errorIn(payload);
    const lack = undeclared(`${String(method)} ${url}`, reply.statusCode, code);
    if (lack !== undefined && !found.has(lack)) {
      found.add(lack);
      list.push(lack);
    }
    done(null, payload);
  });
  return list;
}

function errorIn(payload: unknown): string {
  return (JSON.parse(String(payload)) as { error: { code: string } }).error.code;
}
