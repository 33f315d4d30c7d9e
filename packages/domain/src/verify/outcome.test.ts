import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditReasonPhrases } from '@lingpai/contract/phrases/audit';
import { REASON_RESULTS } from './outcome.ts';

test('REASON_RESULTS has words for every reason in the audit log', () => {
  const wordless = Object.keys(REASON_RESULTS).filter((reason) => !Object.hasOwn(auditReasonPhrases, reason));
  assert.deepEqual(wordless, []);
});
