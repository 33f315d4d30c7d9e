import type { FastifyRequest } from 'fastify';

/** Has the caller hung up? Nobody hears the answer then. */
export function isGone({ raw }: FastifyRequest): boolean {
  return raw.socket.destroyed;
}
