import { auditRoutes as routes } from '@lingpai/contract';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import { toPageRequest } from './page-request.ts';
import { register } from './register.ts';

/** 审计 */
export function auditRoutes(app: FastifyInstance, { store }: AppContext): void {
  register(app, routes.listAudit, ({ query }) => store.read.auditLog.list(query, toPageRequest(query)));
  register(app, routes.verifyAuditChain, async ({ reply }) => {
    const abort = new AbortController();
    // Nobody waits for the answer any more.
    reply.raw.once('close', () => abort.abort());
    return store.read.auditLog.verifyChain({ signal: abort.signal });
  });
}
