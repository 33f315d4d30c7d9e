import { Counter, Gauge, type Registry } from 'prom-client';
import type { HashGate, LaneState } from '../crypto/hash-gate.ts';

/** Metrics of password hashing in this process: of logins, and of administrators. */
export function hashMetrics(registry: Registry, gate: HashGate): void {
  const show = (name: string, help: string, valueOf: (state: LaneState) => number) =>
    void new Gauge({
      name,
      help,
      labelNames: ['lane'],
      registers: [registry],
      collect() {
        for (const state of gate.states()) this.labels(state.lane).set(valueOf(state));
      },
    });
  show('lingpai_password_hashes_running', 'Password hashes being computed', ({ running }) => running);
  show('lingpai_password_hashes_waiting', 'Password hashes that wait their turn', ({ waiting }) => waiting);
  void new Counter({
    name: 'lingpai_password_hashes_refused_total',
    help: 'Password hashes there was no room for: their callers were told to come again',
    labelNames: ['lane'],
    registers: [registry],
    collect() {
      this.reset();
      for (const state of gate.states()) this.labels(state.lane).inc(state.refused);
    },
  });
}
