import type { FastifyInstance } from 'fastify';
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { AppContext } from '../context.ts';
import { backendMetrics } from './backend-metrics.ts';
import { type EventMetricsInput, eventMetrics } from './event-metrics.ts';
import { hashMetrics } from './hash-metrics.ts';

/** Seconds. A verification takes about a millisecond; a hung back-end takes the whole deadline. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** Prometheus metrics of this process at /metrics: requests by route and status, and how long they took. No user, no serial. */
export function metricsRoutes(
  app: FastifyInstance,
  events: EventMetricsInput,
  { backends, hashGate }: Pick<AppContext, 'backends' | 'hashGate'>,
): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  eventMetrics(registry, events);
  backendMetrics(registry, backends);
  hashMetrics(registry, hashGate);
  const requests = new Counter({
    name: 'lingpai_http_requests_total',
    help: 'HTTP requests',
    labelNames: ['route', 'status'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'lingpai_http_request_seconds',
    help: 'Time to answer',
    labelNames: ['route'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  const meters = new Map<string, () => void>();
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? '(none)';
    const status = String(reply.statusCode);
    let count = meters.get(`${route} ${status}`);
    if (count === undefined) {
      const counter = requests.labels(route, status);
      count = () => counter.inc();
      meters.set(`${route} ${status}`, count);
    }
    count();
    duration.labels(route).observe(reply.elapsedTime / 1000);
    done();
  });
  app.get('/metrics', { schema: { hide: true } }, async (_, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
