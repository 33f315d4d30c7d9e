import { isUtf8 } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import cookie from '@fastify/cookie';
import swagger, { type StaticDocumentSpec } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { codeOf } from '@lingpai/contract';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { ServeConfig } from '../config.ts';
import type { AppContext } from '../context.ts';
import { type FailureLog, mapErrors, sendError } from './error-mapper.ts';
import { makeOpenApiDocument } from './openapi/document.ts';
import { refuseUnfit } from './refuse-unfit.ts';
import { languageOf } from './register.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** Bodies of the JSON interfaces are small; uploads have a limit of their own. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** Longer than any proxy's or agent's, so that we are never the one who closes a connection just as it is used again. */
const KEEP_ALIVE_MS = 75_000;

/** How long the store may take to answer a load balancer's question. */
const READY_WITHIN_MS = 3000;

type OpenApiDocument = StaticDocumentSpec['document'];

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
    frameworkErrors: refusePath,
    routerOptions: { maxParamLength: 256 },
    ajv: {
      customOptions: { coerceTypes: 'array', removeAdditional: false, useDefaults: true, allErrors: false },
    },
    ...(tls && { https: { cert: tls.certificatePem, key: tls.keyPem } }),
  }) as unknown as FastifyInstance;
  takeJson(app);
  mapErrors(app, logFailure);
  setSecurityHeaders(app);
  refuseUnfit(app);
  return app;
}

/**
 * JSON is UTF-8 (RFC 8259 §8.1): a name in another encoding would be somebody else's, so it is refused, not guessed at. Clients that name a
 * content type with every request send nothing as JSON too: that is no body, not a malformed one.
 */
function takeJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null);
    const text = decodeUtf8(request.headers['content-type'] ?? '', body);
    if (text === undefined) return done(new MalformedEncoding('the body is not UTF-8'));
    return void parse(request, text, done);
  });
}

class MalformedEncoding extends Error {
  readonly statusCode = 400;
  readonly code = 'NOT_UTF8';
}

/** A path that cannot be decoded, or a part of it that is longer than any id: the answer looks as the interface's others do. */
function refusePath(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const isForAgents = request.url.startsWith('/agent/');
  if (isForAgents) void reply.code(400).send({ code: codeOf('OTPR_PARAM_INVALID') });
  else void sendError(reply, languageOf(request), 'request.malformed', { detail: 'URL' });
}

function decodeUtf8(contentType: string, body: Buffer): string | undefined {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType) ?? [];
  return /^(utf-?8|us-ascii)$/i.test(charset) && isUtf8(body) ? body.toString() : undefined;
}

/** OpenAPI of the internal listener, at /docs; as JSON and YAML at /docs/json and /docs/yaml. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    mode: 'static',
    specification: { document: makeOpenApiDocument() as OpenApiDocument },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    theme: { title: 'Lingpai 令牌 API', favicon: [] },
    uiConfig: { layout: 'BaseLayout', docExpansion: 'none', filter: true, defaultModelsExpandDepth: 0 },
  });
}

export async function useCookies(app: FastifyInstance): Promise<void> {
  await app.register(cookie);
}

/** Is the process alive, and can it do its work? For load balancers and supervisors. */
export function healthRoutes(app: FastifyInstance, context: AppContext): void {
  app.get('/healthz', { schema: { hide: true } }, () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async (_, reply) => {
    const asked = context.store.read.settings.read().then(
      () => true,
      () => false,
    );
    // A store that says nothing is not there either.
    const isReady = await Promise.race([asked, sleep(READY_WITHIN_MS, false, { ref: false })]);
    return isReady ? { status: 'ready' } : reply.code(503).send({ status: 'store-unavailable' });
  });
}
