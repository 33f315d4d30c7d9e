import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Settings } from '@lingpai/contract';
import { mergeSettings } from './setting-fields.ts';

test('mergeSettings() keeps the settings a form does not show', () => {
  const settings = {
    lockout: { temporaryAfterFailures: 10, knownSourceDays: 90 },
    access: { rules: [{ agents: ['bank'] }] },
  } as unknown as Settings;
  const changed = { lockout: { temporaryAfterFailures: 5 } } as unknown as Partial<Settings>;
  assert.deepEqual(mergeSettings(settings, changed), {
    lockout: { temporaryAfterFailures: 5, knownSourceDays: 90 },
    access: { rules: [{ agents: ['bank'] }] },
  });
});
