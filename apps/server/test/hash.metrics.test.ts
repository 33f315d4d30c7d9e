import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { HashGate } from '../src/crypto/hash-gate.ts';
import { hashMetrics } from '../src/http/hash-metrics.ts';

test('hashMetrics() shows what is computed, what waits, and what was refused', async () => {
  const stopped = Promise.withResolvers<string>();
  const hasher = { hash: () => stopped.promise, verify: () => Promise.resolve(true) };
  const one = { atOnce: 1, waiting: 2 };
  const gate = new HashGate(hasher, { login: one, admin: one });
  const registry = new Registry();
  hashMetrics(registry, gate);
  const gated = gate.hasherFor({ lane: 'login', group: 'agent:bank', source: '203.0.113.9' });
  const all = Promise.allSettled(Array.from({ length: 7 }, () => gated.hash('geheim')));
  for (let read = 0; read < 2; read += 1) {
    const text = await registry.metrics();
    for (const line of [
      'lingpai_password_hashes_running{lane="login"} 1',
      'lingpai_password_hashes_waiting{lane="login"} 2',
      'lingpai_password_hashes_refused_total{lane="login"} 4',
      'lingpai_password_hashes_refused_total{lane="admin"} 0',
    ])
      assert.ok(text.includes(line), `${line}\n${text}`);
    assert.doesNotMatch(text, /203\.0\.113|bank|geheim/);
  }
  stopped.resolve('done');
  await all;
});
