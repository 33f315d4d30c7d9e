import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { Refusal } from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';

const IMPORTS_PREFIX = '/api/v1/imports';

/**
 * An upload lives in the memory of one process (its key is nowhere else). Of several processes on a machine the first one keeps them all; the
 * others hand these requests over to it through a socket in the data directory that its owner alone can open.
 */
function socketPath(dataDir: string): string {
  return join(dataDir, 'run', 'imports.sock');
}

/** In the first process: answers what the others hand over, by the same routes. */
export function acceptForwardedImports(app: FastifyInstance, dataDir: string): void {
  const path = socketPath(dataDir);
  const server = createServer((request, response) => app.routing(request, response));
  app.addHook('onReady', async () => {
    mkdirSync(join(dataDir, 'run'), { recursive: true, mode: 0o700 });
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    chmodSync(path, 0o600);
  });
  app.addHook('onClose', (_, done) => {
    server.close(() => done());
  });
}

/** In every other process: hands requests for imports over, body unread. */
export function forwardImports(app: FastifyInstance, dataDir: string): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith(IMPORTS_PREFIX)) {
      done();
      return;
    }
    const onward = httpRequest({
      socketPath: socketPath(dataDir),
      path: request.url,
      method: request.method,
      headers: request.headers,
    });
    onward.once('response', (answer) => {
      reply.hijack();
      reply.raw.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply.raw);
    });
    // The first process is being started again: its imports are gone in any case.
    onward.once('error', () => (reply.sent ? reply.raw.destroy() : done(new Refusal('import.not-found'))));
    request.raw.pipe(onward);
  });
}
