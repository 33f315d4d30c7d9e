import assert from 'node:assert/strict';
import { deleteUser } from '@lingpai/domain';
import { findCounterMismatches } from '@lingpai/storage';
import { FixedClock } from '@lingpai/testing';
import { type TestStore, testOnEveryEngine } from './engines.ts';

const ADMIN = { kind: 'cli', name: 'test', source: '' } as const;

interface Prepared {
  readonly organizationId: number;
  readonly importId: number;
  readonly userIds: readonly number[];
  readonly facetCounts: Map<number, number>;
}

/** An import of one token for each user, staged and not bound yet. */
async function prepare({ store, database }: TestStore, logins: readonly string[]): Promise<Prepared> {
  const { id: organizationId } = await database.read
    .insertInto('organizations')
    .values({ parent_id: null, name: '总公司', path: '总公司', created_at: 0 })
    .returning('id')
    .executeTakeFirstOrThrow();
  return store.transaction(async ({ users, imports }) => {
    const userIds: number[] = [];
    for (const login of logins) {
      const fields = { organizationId, login, name: '', email: '', phone: '', status: 'enabled' } as const;
      const rules = { otpRule: null, staticPasswordRule: null, thirdPartyRule: null, backendId: null };
      const validity = { validFrom: null, validUntil: null, accessRules: null };
      const id = await users.insert({ ...fields, ...rules, ...validity, staticPassword: undefined, at: 1 });
      userIds.push(id!);
    }
    const owner = 'nobody writes';
    const importId = await imports.begin({
      fileName: 'x',
      organizationId,
      createdBy: 'test',
      owner,
      at: 1,
    });
    const written = await imports.insert({
      importId,
      owner,
      organizationId,
      status: 'enabled',
      at: 1,
      tokens: logins.map((login) => ({
        serial: `T-${login}`,
        spec: { type: 'hotp', hash: 'sha1', digits: 6, periodSeconds: undefined, ocraSuite: undefined },
        sealedSeed: new Uint8Array(20),
        sealedPin: undefined,
        lastFactor: -1,
        driftSteps: 0,
        startsAt: undefined,
        expiresAt: undefined,
        manufacturer: '',
        model: '',
      })),
    });
    const idOf = new Map(written.map((token) => [token.serial, token.id]));
    await imports.stageBindings(
      importId,
      logins.map((login, n) => ({ tokenId: idOf.get(`T-${login}`)!, userId: userIds[n]! })),
    );
    return { organizationId, importId, userIds, facetCounts: new Map([[written[0]!.facet, logins.length]]) };
  });
}

async function bindAll({ store }: TestStore, prepared: Prepared, afterTokenId: number): Promise<number> {
  const { importId, facetCounts } = prepared;
  let boundCount = 0;
  for (let after: number | undefined = afterTokenId; after !== undefined;) {
    const afterToken: number = after;
    const piece = await store.transaction(({ imports }) =>
      imports.bindStaged({ importId, afterTokenId: afterToken, limit: 2, maxTokensPerUser: 1, at: 2 }),
    );
    for (const [facet, by] of piece.facetChanges) facetCounts.set(facet, (facetCounts.get(facet) ?? 0) + by);
    boundCount += piece.boundCount;
    after = piece.lastTokenId;
  }
  return boundCount;
}

testOnEveryEngine(
  'imports.publish() leaves out users who were deleted since they were bound',
  async (test) => {
    const { store, database } = test;
    const prepared = await prepare(test, ['a', 'b', 'c', 'd', 'e']);
    const { importId, organizationId, facetCounts, userIds } = prepared;
    const first = await store.transaction(({ imports }) =>
      imports.bindStaged({ importId, afterTokenId: 0, limit: 2, maxTokensPerUser: 1, at: 2 }),
    );
    for (const [facet, by] of first.facetChanges) facetCounts.set(facet, (facetCounts.get(facet) ?? 0) + by);
    // One that is bound already, and one that is still to be.
    for (const id of [userIds[1]!, userIds[3]!])
      await deleteUser({ id, requester: ADMIN }, { store, clock: new FixedClock() });
    const boundCount = first.boundCount + (await bindAll(test, prepared, first.lastTokenId!));
    assert.equal(boundCount, 4);
    const lost = await store.transaction(({ imports }) =>
      imports.publish({ importId, organizationId, rowCount: 5, facetCounts, at: 3 }),
    );
    assert.equal(lost, 1);
    const bindings = await database.read
      .selectFrom('bindings')
      .innerJoin('tokens', 'tokens.id', 'token_id')
      .select('serial')
      .orderBy('serial')
      .execute();
    assert.deepEqual(
      bindings.map(({ serial }) => serial),
      ['T-a', 'T-c', 'T-e'],
    );
    assert.deepEqual(await database.read.selectFrom('import_bindings').selectAll().execute(), []);
    assert.deepEqual(await findCounterMismatches(database), []);
  },
);
