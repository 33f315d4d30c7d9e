import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import { phoneRoutes } from './phone.routes.ts';

/** Everything the phone-facing listener answers beside files: it may be reached from the internet. */
export async function registerPhoneApi(app: FastifyInstance, context: AppContext): Promise<void> {
  phoneRoutes(app, context);
}
