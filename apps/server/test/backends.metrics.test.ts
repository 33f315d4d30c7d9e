import assert from 'node:assert/strict';
import { createBackend } from '@lingpai/domain';
import { Registry } from 'prom-client';
import { BackendPool } from '../src/backends/backend-pool.ts';
import { backendMetrics } from '../src/http/backend-metrics.ts';
import { ADMIN } from './management.ts';
import { testOnEveryEngine } from './system.ts';

testOnEveryEngine(
  'backendMetrics() shows verdicts, how long they took, and who is not asked',
  async ({ context }) => {
    const radius = {
      servers: ['127.0.0.1:1'],
      nasIdentifier: 'x',
      resendAfterMs: 100,
      isMessageAuthenticatorOptional: false,
      deadlineMs: 3000,
      openAfterFailures: 1,
      pauseSeconds: 60,
      maxInFlight: 64,
    };
    await createBackend(
      { name: 'NPS', radius, secret: 's', requester: ADMIN },
      { ...context, findFault: () => undefined },
    );
    const pool = new BackendPool(context);
    const registry = new Registry();
    backendMetrics(registry, pool);
    for (let time = 0; time < 2; time += 1)
      assert.equal(await pool.check({ backendId: null, login: 'zhang', password: 'right-1' }), 'unavailable');
    const text = await registry.metrics();
    for (const line of [
      'lingpai_backend_verdicts_total{backend="NPS",verdict="unavailable"} 2',
      'lingpai_backend_seconds_count{backend="NPS"} 2',
      'lingpai_backend_circuit{backend="NPS"} 2',
      'lingpai_backend_in_flight{backend="NPS"} 0',
    ])
      assert.ok(text.includes(line), `${line}\n${text}`);
    assert.doesNotMatch(text, /zhang|right-1/);
  },
);
