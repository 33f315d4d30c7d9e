import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seedFilePhrases } from './seed-files.ts';

test('seedFilePhrases name the same parameters in every language', () => {
  for (const [key, phrase] of Object.entries(seedFilePhrases)) {
    const paramsOf = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    assert.deepEqual(paramsOf(phrase['zh-CN']), paramsOf(phrase.en), key);
  }
});
