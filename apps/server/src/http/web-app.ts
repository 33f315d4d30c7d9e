import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const APPS_DIR = fileURLToPath(new URL('../../..', import.meta.url));

/** Where a web app is built to. */
export function distOf(app: 'management' | 'phone-token'): string {
  return join(APPS_DIR, app, 'dist');
}

/** Serves a built web app at `/`. Its routes are in the fragment, so there is one page. */
export async function serveWebApp(app: FastifyInstance, name: 'management' | 'phone-token'): Promise<void> {
  const root = distOf(name);
  if (!existsSync(join(root, 'index.html'))) {
    app.get('/', { schema: { hide: true } }, (_, reply) =>
      reply
        .code(503)
        .type('text/plain; charset=utf-8')
        .send('网页尚未构建，请运行 npm run build\nThe web pages are not built yet: run npm run build\n'),
    );
    return;
  }
  await app.register(fastifyStatic, {
    root,
    cacheControl: false,
    schemaHide: true,
    setHeaders: (reply, path) => {
      // Vite names what is in assets/ by its content; everything else may change with the next release.
      reply.header(
        'cache-control',
        path.startsWith(join(root, 'assets')) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
}
