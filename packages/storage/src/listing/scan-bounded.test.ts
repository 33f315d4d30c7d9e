import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scanBounded } from './scan-bounded.ts';

function scanOver(rows: readonly number[], isWanted: (row: number) => boolean) {
  let examined = 0;
  return {
    examined: () => examined,
    scan: (after: number | undefined, limit: number, maxExamined: number) =>
      scanBounded({
        limit,
        maxExamined,
        isWanted,
        next: async (last, count) => {
          const from = last ?? after;
          const portion = rows.filter((row) => from === undefined || row > from).slice(0, count);
          examined += portion.length;
          return portion;
        },
      }),
  };
}

test('scanBounded() finds every wanted row once over all pages, and examines no more than its bound in one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(2000), { maxLength: 300 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 5, max: 60 }),
      async (numbers, limit, maxExamined) => {
        const rows = numbers.toSorted((a, b) => a - b);
        const isWanted = (row: number) => row % 3 === 0;
        const found: number[] = [];
        for (let after: number | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
          const { scan, examined } = scanOver(rows, isWanted);
          const page = await scan(after, limit, maxExamined);
          assert.ok(page.rows.length <= limit);
          assert.ok(examined() <= maxExamined);
          found.push(...page.rows);
          assert.notEqual(page.resumeAfter, after ?? -1);
          after = page.resumeAfter;
        }
        assert.deepEqual(found, rows.filter(isWanted));
      },
    ),
  );
});
