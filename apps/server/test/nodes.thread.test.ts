import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { type Outcome, StoreUnavailableError } from '@lingpai/domain';
import { createDataKey } from '@lingpai/seed-vault';
import { openSqlite } from '@lingpai/storage';
import { TEST_AGENT } from '@lingpai/testing';
import { ThreadVerifier } from '../src/verification/thread-verifier.ts';

const masterKey = new Uint8Array(32).fill(0x11);
const dataKeys = (['seal', 'digest'] as const).map((purpose, index) => {
  const id = index + 1;
  return { id, purpose, wrapped: createDataKey({ masterKey, id, purpose }), isCurrent: true };
});

test('ThreadVerifier() answers every job, also while its thread is gone, and goes on when it can', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lingpai-thread-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  // There is no table yet: each thread ends as soon as it starts.
  const config = { dataDir, databaseUrl: undefined, node: 'test' };
  const verifier = new ThreadVerifier({ config, masterKey, dataKeys });
  t.after(() => verifier.close());
  const verify = (): Promise<Outcome> =>
    verifier.verify({ kind: 'otp', serial: '1', otp: '123456', requester: TEST_AGENT });
  for (let tries = 0; tries < 30; tries += 1) {
    await assert.rejects(verify(), StoreUnavailableError);
    await delay(20);
  }
  const database = await openSqlite(join(dataDir, 'lingpai.db'));
  t.after(() => database.close());
  let outcome: Outcome | undefined;
  for (let tries = 0; outcome === undefined && tries < 500; tries += 1) {
    outcome = await verify().catch(() => undefined);
    if (outcome === undefined) await delay(20);
  }
  assert.deepEqual(outcome, { kind: 'refused', reason: 'unknown-token' });
});
