import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keysWithPrefix } from './key-range.ts';
import { compare } from './merge-groups.ts';

/** What keys are made of: no surrogate halves, no U+10FFFF (no character), no control characters. */
const text = fc.string({
  unit: fc.constantFrom('0', '1', '9', 'A', 'z', '/', '张', '\u{e000}', '\ud7ff', '😀', '\u{10fffe}'),
  maxLength: 4,
});

test('keysWithPrefix() has exactly the keys that begin so', () => {
  fc.assert(
    fc.property(text, text, (prefix, key) => {
      if (key === '') return;
      const { after, upTo } = keysWithPrefix(prefix, '');
      assert.equal(
        compare(key, after) > 0 && compare(key, upTo) <= 0,
        key.startsWith(prefix),
        JSON.stringify({ prefix, key }),
      );
    }),
    { numRuns: 5000 },
  );
});
