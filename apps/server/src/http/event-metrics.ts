import type { EventSink } from '@lingpai/contract';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { DeliveryCounts } from '../events/delivery-counts.ts';

export interface EventMetricsInput {
  readonly counts: DeliveryCounts;
  readonly listSinks: () => Promise<readonly EventSink[]>;
}

/** What event sinks were told by this process, and how far behind they are. */
export function eventMetrics(registry: Registry, { counts, listSinks }: EventMetricsInput): void {
  const registers = [registry];
  const perKind = (name: string, help: string, read: () => ReadonlyMap<string, number>) =>
    new Counter({
      name,
      help,
      labelNames: ['kind'],
      registers,
      collect() {
        this.reset();
        for (const [kind, total] of read()) this.inc({ kind }, total);
      },
    });
  perKind('lingpai_events_delivered_total', 'Events delivered to event sinks', () => counts.delivered);
  perKind('lingpai_event_failures_total', 'Failed tries to deliver events', () => counts.failures);
  const lag = new Gauge({
    name: 'lingpai_event_sink_lag_events',
    help: 'Events of the audit log an event sink was not told of or asked about yet',
    labelNames: ['sink', 'kind'],
    registers,
    async collect() {
      // A store that is not there shows elsewhere; the other metrics are wanted just then.
      const sinks = await listSinks().catch(() => undefined);
      if (sinks === undefined) return;
      this.reset();
      for (const { id, kind, lagEvents } of sinks) lag.set({ sink: String(id), kind }, lagEvents);
    },
  });
}
