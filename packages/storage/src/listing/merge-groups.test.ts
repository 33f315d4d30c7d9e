import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compare, mergeGroups } from './merge-groups.ts';

const key = (n: number) => String(n).padStart(5, '0');

test('mergeGroups() gives the first rows of all groups together, and reads a bounded number of them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(5000), { maxLength: 400 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 30 }),
      async (numbers, groupCount, limit) => {
        const blocks = (n: number) => (n < 2500 ? n % groupCount : Math.floor(n / 300) % groupCount);
        const groups = Array.from({ length: groupCount }, (_, group) =>
          numbers
            .filter((n) => blocks(n) === group)
            .toSorted((a, b) => a - b)
            .map((n) => ({ key: key(n), id: n })),
        );
        let read = 0;
        const rows = await mergeGroups(
          {
            firstKeys: async () => groups.flatMap((g, group) => (g[0] ? [{ group, key: g[0].key }] : [])),
            firstRows: async (wanted, count) => {
              const portions = wanted.map((group) => groups[group]!.slice(0, count));
              read += portions.flat().length;
              return portions;
            },
          },
          limit,
        );
        assert.deepEqual(
          rows.map((row) => row.id),
          numbers.toSorted((a, b) => a - b).slice(0, limit),
        );
        // Two rows of each group that may count, and a few whole pages of those that hold back the others.
        assert.ok(read <= 2 * limit + 2 * groupCount + limit * limit);
      },
    ),
  );
});

test('compare() orders texts as their UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      assert.equal(Math.sign(compare(a, b)), Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});
