import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance } from 'fastify';
import type { ServeConfig } from '../config.ts';
import type { AppContext } from '../context.ts';
import { type FailureLog, mapErrors } from './error-mapper.ts';
import { refuseNul } from './refuse-nul.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** Bodies of the JSON interfaces are small; uploads have a limit of their own. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** Longer than any proxy's or agent's, so that we are never the one who closes a connection just as it is used again. */
const KEEP_ALIVE_MS = 75_000;

export interface HttpOptions {
  readonly tls: ServeConfig['tls'];
  readonly trustProxy: string | undefined;
  readonly logFailure: FailureLog;
}

/** A bare listener of ours: limits, errors, headers. */
export function createHttp({ tls, trustProxy, logFailure }: HttpOptions): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 120_000,
    trustProxy: trustProxy ?? false,
    routerOptions: { maxParamLength: 256 },
    ajv: {
      customOptions: { coerceTypes: 'array', removeAdditional: false, useDefaults: true, allErrors: false },
    },
    ...(tls && { https: { cert: tls.certificatePem, key: tls.keyPem } }),
  }) as unknown as FastifyInstance;
  takeEmptyJson(app);
  mapErrors(app, logFailure);
  setSecurityHeaders(app);
  refuseNul(app);
  return app;
}

/** Clients that name a content type with every request send nothing as JSON too: that is no body, not a malformed one. */
function takeEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null);
    else void parse(request, body, done);
  });
}

/** OpenAPI of the internal listener, at /docs. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      info: {
        title: 'Lingpai',
        version: '1',
        description: 'Agent interface (/agent/v1) and management interface (/api/v1)',
      },
      components: {
        securitySchemes: {
          agentKey: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'lingpai_session' },
        },
      },
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}

export async function useCookies(app: FastifyInstance): Promise<void> {
  await app.register(cookie);
}

/** Is the process alive, and can it do its work? For load balancers and supervisors. */
export function healthRoutes(app: FastifyInstance, context: AppContext): void {
  app.get('/healthz', { schema: { hide: true } }, () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async (_, reply) => {
    try {
      await context.store.read.settings.read();
      return { status: 'ready' };
    } catch {
      return reply.code(503).send({ status: 'store-unavailable' });
    }
  });
}
