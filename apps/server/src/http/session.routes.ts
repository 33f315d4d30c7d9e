import { sessionRoutes as routes } from '@lingpai/contract';
import {
  SignInThrottle,
  changeOwnPassword,
  makeDecoyHash,
  networkOf,
  signIn,
  signOut,
} from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import type { AdminAuth } from './admin-auth.ts';
import { isGone } from './caller-gone.ts';
import { register } from './register.ts';

/** Signing in and out, and one's own password. */
export function sessionRoutes(app: FastifyInstance, context: AppContext, auth: AdminAuth): void {
  const throttle = new SignInThrottle();
  // Made at the start: the first unknown login must not cost more than the second.
  const decoyHash = makeDecoyHash(context);
  const world = { ...context, throttle, decoyHash };

  register(app, routes.signIn, async ({ body, request, reply }) => {
    const source = request.ip;
    const passwordHasher = context.hashGate.hasherFor({
      lane: 'admin',
      group: 'sign-in',
      source: networkOf(source),
      isGone: () => isGone(request),
    });
    const session = await signIn({ ...body, source }, { ...world, passwordHasher });
    auth.cookie.set(request, reply, session.id);
    return session.admin;
  });
  register(app, routes.readSession, ({ request }) => auth.sessionOf(request).admin);
  register(app, routes.signOut, async ({ request, reply }) => {
    const { id } = auth.sessionOf(request);
    await signOut({ sessionId: id, requester: auth.requesterOf(request) }, context);
    auth.cookie.clear(request, reply);
    return undefined;
  });
  register(app, routes.changeOwnPassword, async ({ body, request, reply }) => {
    const adminId = auth.sessionOf(request).admin.id;
    const requester = auth.requesterOf(request);
    const session = await changeOwnPassword({ ...body, adminId, requester }, world);
    auth.cookie.set(request, reply, session.id);
    return session.admin;
  });
}
