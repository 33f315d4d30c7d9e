import cluster from 'node:cluster';
import type { AddressInfo } from 'node:net';
import { listEventSinks } from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import { type Composed, compose } from './compose.ts';
import type { DataConfig, ServeConfig } from './config.ts';
import { DeliveryCounts } from './events/delivery-counts.ts';
import { createHttp, describeApi, healthRoutes, useCookies } from './http/app.ts';
import { agentRoutes } from './http/agent.routes.ts';
import type { FailureLog } from './http/error-mapper.ts';
import { acceptForwardedImports, forwardImports } from './http/import-forwarding.ts';
import { registerManagementApi } from './http/management-api.ts';
import { metricsRoutes } from './http/metrics.ts';
import { registerPhoneApi } from './http/phone-api.ts';
import { serveWebApp } from './http/web-app.ts';
import { startJobs } from './jobs/jobs.ts';

/** A running server process. */
export interface Running {
  readonly composed: Composed;
  readonly internalUrl: string;
  readonly phoneUrl: string;
  close(): Promise<void>;
}

/**
 * Starts both listeners over the data.
 *
 * @param worker number of this process among several on one machine; the first does the jobs
 */
export async function serve(data: DataConfig, config: ServeConfig, worker: number): Promise<Running> {
  const composed = await compose(data, {
    verification: 'thread',
    phoneUrl: urlOf(config, config.phone),
    internalUrl: urlOf(config, config.internal),
    nodeSuffix: worker === 1 ? '' : `#${worker}`,
    onKeyFailure: (error) => logFailure({ reference: '', route: 'reload keys', error }),
  });
  const http = { tls: config.tls, trustProxy: config.trustProxy, logFailure };
  const internal = createHttp(http);
  const phone = createHttp(http);
  await describeApi(internal);
  await useCookies(internal);
  if (worker > 1) forwardImports(internal, data.dataDir);
  const gate = agentRoutes(internal, composed.context, logFailure);
  await registerManagementApi(internal, composed.context, { isSecure: config.tls !== undefined, logFailure });
  await registerPhoneApi(phone, composed.context);
  for (const app of [internal, phone]) healthRoutes(app, composed.context);
  const counts = new DeliveryCounts();
  metricsRoutes(internal, { counts, listSinks: () => listEventSinks(composed.context) }, composed.context);
  await serveWebApp(internal, 'management');
  await serveWebApp(phone, 'phone-token');
  if (worker === 1 && config.workers > 1) acceptForwardedImports(internal, data.dataDir);
  await listen(internal, config.internal);
  await listen(phone, config.phone);
  const jobs = startJobs({ composed, gate, isFirst: worker === 1, counts, logFailure });
  return {
    composed,
    internalUrl: urlOf(config, { host: config.internal.host, port: portOf(internal) }),
    phoneUrl: urlOf(config, { host: config.phone.host, port: portOf(phone) }),
    close: async () => {
      await Promise.all([internal.close(), phone.close()]);
      await jobs.stop();
      await composed.close();
    },
  };
}

async function listen(app: FastifyInstance, { host, port }: { host: string; port: number }): Promise<void> {
  await app.listen({ host, port, backlog: 1024, exclusive: false });
}

function portOf(app: FastifyInstance): number {
  return (app.server.address() as AddressInfo).port;
}

/** How a browser on this machine reaches a listener. */
function urlOf(config: ServeConfig, { host, port }: { host: string; port: number }): string {
  const isLocal = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host);
  const name = isLocal ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${config.tls === undefined ? 'http' : 'https'}://${name}:${port}`;
}

/** One line of JSON on stderr: what failed inside, with the reference the caller was given. */
export const logFailure: FailureLog = ({ reference, route, error }) => {
  const shown =
    error instanceof Error
      ? {
          name: error.name,
          message: error.message,
          stack: error.stack,
          cause: error.cause instanceof Error ? error.cause.message : undefined,
        }
      : { message: String(error) };
  const worker = cluster.worker?.id;
  process.stderr.write(
    `${JSON.stringify({ at: new Date().toISOString(), level: 'error', worker, reference, route, ...shown })}\n`,
  );
};
