import { sessionRoutes as routes } from '@lingpai/contract';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import { register } from './register.ts';

/** Figures for the home page. */
export function overviewRoutes(app: FastifyInstance, { store, clock }: AppContext): void {
  register(app, routes.readOverview, () => store.read.figures.readOverview(clock.nowMs()));
}
