import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TOKEN_KINDS, TOKEN_STATUSES, TOKEN_TYPES } from '@lingpai/domain';
import { DatabaseSync } from 'node:sqlite';
import { TOKEN_FACET_SQL, facetsWith, tokenFacet } from './token-facet.ts';

test('tokenFacet() is what the engine computes, for every combination', () => {
  const db = new DatabaseSync(':memory:');
  const facetOf = db.prepare(
    `SELECT ${TOKEN_FACET_SQL} AS facet FROM (SELECT ? AS kind, ? AS type, ? AS status, ? AS binding_count, ? AS is_expired)`,
  );
  const seen = new Set<number>();
  for (const kind of TOKEN_KINDS)
    for (const type of TOKEN_TYPES)
      for (const status of TOKEN_STATUSES)
        for (const isBound of [false, true])
          for (const isExpired of [false, true]) {
            const facet = tokenFacet({ kind, type, status, isBound, isExpired });
            assert.equal(
              facetOf.get(kind, type, status, isBound ? 3 : 0, Number(isExpired))?.['facet'],
              facet,
            );
            seen.add(facet);
          }
  assert.deepEqual(
    [...seen].toSorted((a, b) => a - b),
    facetsWith({}),
  );
  db.close();
});
