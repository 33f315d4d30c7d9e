import {
  type BodyOf,
  type Language,
  type ParamsOf,
  type QueryOf,
  type ResponseOf,
  type RouteDefinition,
  pickLanguage,
} from '@lingpai/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What a handler gets: checked against the route's schemas. */
export interface RouteInput<D extends RouteDefinition> {
  readonly params: ParamsOf<D>;
  readonly query: QueryOf<D>;
  readonly body: BodyOf<D>;
  /** the reader's, by their browser's word */
  readonly language: Language;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Registers a route of the contract: the schemas check what comes in, and OpenAPI is made of the same definition (openapi/document.ts). */
export function register<D extends RouteDefinition>(
  app: FastifyInstance,
  definition: D,
  handle: (input: RouteInput<D>) => Promise<ResponseOf<D>> | ResponseOf<D>,
): void {
  const { method, path, params, query, body, response } = definition;
  app.route({
    method,
    url: path,
    schema: {
      ...(params && { params }),
      ...(query && { querystring: query }),
      ...(body && { body }),
      response: response ? { 200: response } : { 204: { type: 'null' } },
    },
    handler: async (request, reply) => {
      const result = await handle({
        params: request.params as ParamsOf<D>,
        query: request.query as QueryOf<D>,
        body: request.body as BodyOf<D>,
        get language() {
          return languageOf(request);
        },
        request,
        reply,
      });
      if (response) return result;
      return reply.code(204).send();
    },
  });
}

/** The reader's language by their browser's word. */
export function languageOf(request: FastifyRequest): Language {
  return pickLanguage(request.headers['accept-language']);
}
