import type { FastifyInstance } from 'fastify';

/** What every page may load: its own files, and nothing from elsewhere. Ant Design writes style elements; WebAssembly reads QR codes. */
export const PAGE_POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; " +
  "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Headers on every answer of both listeners; /docs brings a policy of its own. */
export function setSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.url.startsWith('/agent/')) {
      // Read by programs, never shown by a browser: nothing but "do not keep it".
      reply.header('cache-control', 'no-store');
      done(null, payload);
      return;
    }
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('x-frame-options', 'DENY');
    reply.header('cross-origin-opener-policy', 'same-origin');
    if (!request.url.startsWith('/docs')) reply.header('content-security-policy', PAGE_POLICY);
    if (reply.getHeader('cache-control') === undefined) reply.header('cache-control', 'no-store');
    if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000');
    done(null, payload);
  });
}
