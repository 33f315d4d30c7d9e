import type { FastifyReply, FastifyRequest } from 'fastify';

export const SESSION_COOKIE = 'lingpai_session';

/** The session's cookie: no script reads it, no other site's page sends it, and over TLS nothing but TLS carries it. */
export class SessionCookie {
  readonly #isSecure: boolean;

  /** @param isSecure this listener speaks TLS itself; behind a proxy the request says so */
  constructor(isSecure: boolean) {
    this.#isSecure = isSecure;
  }

  read(request: FastifyRequest): string | undefined {
    return request.cookies[SESSION_COOKIE];
  }

  set(request: FastifyRequest, reply: FastifyReply, sessionId: string): void {
    reply.setCookie(SESSION_COOKIE, sessionId, this.#attributes(request));
  }

  clear(request: FastifyRequest, reply: FastifyReply): void {
    reply.clearCookie(SESSION_COOKIE, this.#attributes(request));
  }

  #attributes(request: FastifyRequest) {
    const secure = this.#isSecure || request.protocol === 'https';
    return { httpOnly: true, sameSite: 'strict', path: '/', secure } as const;
  }
}
