import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PresentedClaim, decideClaim } from './decide-claim.ts';
import type { DistributionRecord, DistributionState } from './distribution.ts';

const key = (byte: number) => new Uint8Array(65).fill(byte);
const PRESENTED: PresentedClaim = {
  signingKey: key(1),
  hpkeKey: key(2),
  deviceCode: 'AAAA-AAAA',
  passwordHash: undefined,
};
const CLAIM = { signingKey: key(1), hpkeKey: key(2), reply: key(3), confirmBy: 500 };

function distribution(change: Partial<DistributionRecord>): DistributionRecord {
  return {
    id: 1,
    tokenId: 1,
    mode: 'online',
    state: 'issued',
    passwordHash: undefined,
    triesLeft: undefined,
    deviceCode: undefined,
    claim: undefined,
    createdBy: 'admin',
    createdAt: 0,
    expiresAt: 1000,
    activatedAt: undefined,
    ...change,
  };
}
function decide(change: Partial<DistributionRecord>, presented: Partial<PresentedClaim> = {}, nowMs = 100) {
  const decision = decideClaim(
    distribution(change),
    { status: 'enabled' },
    { ...PRESENTED, ...presented },
    nowMs,
  );
  return decision.kind === 'refused' ? decision.code : decision.kind;
}

test('decideClaim() says for each state what a phone may hear', () => {
  const heard = (['activated', 'expired', 'burned', 'superseded', 'cancelled'] as DistributionState[]).map(
    (state) => decide({ state, claim: CLAIM }),
  );
  assert.deepEqual(heard, [
    'activation.used',
    'activation.expired',
    'activation.locked',
    'activation.ticket-invalid',
    'activation.ticket-invalid',
  ]);
});

test('decideClaim() lets time decide at its very instant', () => {
  assert.equal(decide({}, {}, 999), 'claim');
  assert.equal(decide({}, {}, 1000), 'lapsed');
  assert.equal(decide({ state: 'claimed', claim: CLAIM }, {}, 499), 'answer-again');
  assert.equal(decide({ state: 'claimed', claim: CLAIM }, {}, 500), 'lapsed');
});

test('decideClaim() answers again only when both keys are the same', () => {
  const claimed = { state: 'claimed', claim: CLAIM } as const;
  assert.equal(decide(claimed, { signingKey: key(9) }), 'activation.used');
  assert.equal(decide(claimed, { hpkeKey: key(9) }), 'activation.used');
});

test('decideClaim() looks at the phone before the password, so that another phone uses up no try', () => {
  const bound = { deviceCode: 'BBBB-BBBB', passwordHash: key(7) };
  assert.equal(decide(bound, { passwordHash: key(8) }), 'activation.other-device');
  assert.equal(decide({ passwordHash: key(7) }), 'activation.password-needed');
  assert.equal(decide({ passwordHash: key(7) }, { passwordHash: key(8) }), 'wrong-password');
  assert.equal(decide({ passwordHash: key(7) }, { passwordHash: key(7) }), 'claim');
});

test('decideClaim() gives nothing to a token that is revoked or lost', () => {
  for (const status of ['revoked', 'lost'] as const)
    assert.deepEqual(decideClaim(distribution({}), { status }, PRESENTED, 100), {
      kind: 'refused',
      code: 'activation.ticket-invalid',
    });
});
