import { type AdminSession, Refusal, type Requester, findAdminSession } from '@lingpai/domain';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppContext } from '../context.ts';
import { checkSameOrigin } from './same-origin.ts';
import { SessionCookie } from './session-cookie.ts';

/** What anybody may call: `METHOD path`. */
export const PUBLIC_CALLS: ReadonlySet<string> = new Set([
  'GET /api/v1/setup',
  'POST /api/v1/setup',
  'POST /api/v1/session',
]);
/** What is answered while a one-time password is still to be changed. */
export const ANSWERED_BEFORE_PASSWORD_CHANGE: ReadonlySet<string> = new Set([
  'GET /api/v1/session',
  'DELETE /api/v1/session',
  'POST /api/v1/session/password',
]);

/** Stands before every route of the management interface: nothing is read of a request, its body least of all, before it has passed. */
export class AdminAuth {
  readonly cookie: SessionCookie;
  readonly #context: Pick<AppContext, 'store' | 'clock'>;
  readonly #sessions = new WeakMap<FastifyRequest, AdminSession>();

  constructor(context: Pick<AppContext, 'store' | 'clock'>, isSecure: boolean) {
    this.#context = context;
    this.cookie = new SessionCookie(isSecure);
  }

  /** Guards the routes that are registered at `app` from now on, and those of its children. */
  guard(app: FastifyInstance): void {
    app.addHook('onRequest', (request, reply) => this.#admit(request, reply));
  }

  /** @throws {Refusal} session.none */
  sessionOf(request: FastifyRequest): AdminSession {
    const session = this.#sessions.get(request);
    if (session === undefined) throw new Refusal('session.none');
    return session;
  }

  /** Who asks, for the audit log. */
  readonly requesterOf = (request: FastifyRequest): Requester => ({
    kind: 'admin',
    name: this.sessionOf(request).admin.login,
    source: request.ip,
  });

  async #admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.header('cache-control', 'no-store');
    checkSameOrigin(request);
    const call = `${request.method === 'HEAD' ? 'GET' : request.method} ${request.routeOptions.url ?? ''}`;
    if (PUBLIC_CALLS.has(call)) return;
    const id = this.cookie.read(request);
    const session = id === undefined ? undefined : await findAdminSession(id, this.#context);
    if (session === undefined) {
      if (id !== undefined) this.cookie.clear(request, reply);
      throw new Refusal('session.none');
    }
    if (session.admin.mustChangePassword && !ANSWERED_BEFORE_PASSWORD_CHANGE.has(call))
      throw new Refusal('session.password-change-needed');
    this.#sessions.set(request, session);
  }
}
