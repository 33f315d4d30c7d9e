import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { BackendPool } from '../backends/backend-pool.ts';

/** Seconds. A directory on the same network answers in milliseconds; a hung one takes the whole deadline. */
const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const CIRCUITS = { closed: 0, probing: 1, open: 2 } as const;

/** Metrics of the back-ends this process asks, by their names. No user. */
export function backendMetrics(registry: Registry, pool: BackendPool): void {
  const registers = [registry];
  const verdicts = new Counter({
    name: 'lingpai_backend_verdicts_total',
    help: 'Third-party passwords checked by back-ends',
    labelNames: ['backend', 'verdict'],
    registers,
  });
  const duration = new Histogram({
    name: 'lingpai_backend_seconds',
    help: 'Time a back-end took to answer',
    labelNames: ['backend'],
    buckets: BUCKETS_SECONDS,
    registers,
  });
  pool.listen(({ name, verdict, tookMs }) => {
    verdicts.labels(name, verdict).inc();
    duration.labels(name).observe(tookMs / 1000);
  });
  void new Gauge({
    name: 'lingpai_backend_circuit',
    help: 'Is a back-end asked: 0 yes, 1 about a few users, to see whether it is back, 2 not for a while',
    labelNames: ['backend'],
    registers,
    collect() {
      this.reset();
      for (const { name, state } of pool.states()) this.labels(name).set(CIRCUITS[state.circuit]);
    },
  });
  void new Gauge({
    name: 'lingpai_backend_in_flight',
    help: 'Questions a back-end has not answered yet',
    labelNames: ['backend'],
    registers,
    collect() {
      this.reset();
      for (const { name, state } of pool.states()) this.labels(name).set(state.inFlight);
    },
  });
}
