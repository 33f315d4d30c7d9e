import type { DueDistribution } from '../ports/distribution-store.ts';
import type { Stores, UnitOfWork } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';
import { activationAudit } from './activation-audit.ts';
import { distributionStateAt } from './distribution.ts';

/** Distributions per transaction: short enough that verifications get their turn. */
const BATCH = 100;
const SYSTEM = { kind: 'system', name: 'lingpai', source: '' } as const;

/**
 * Writes down what time has decided: distributions nobody claimed, and claims no OTP confirmed, are expired, and their seeds removed.
 * To be run every minute; any number of processes may run it at once. Nothing depends on it being in time.
 *
 * @returns how many have expired
 */
export async function expireDistributions(world: {
  readonly store: UnitOfWork;
  readonly clock: Clock;
}): Promise<number> {
  let expired = 0;
  for (;;) {
    const nowMs = world.clock.nowMs();
    const due = await world.store.read.distributions.findDue(nowMs, BATCH);
    if (due.length === 0) return expired;
    const count = await world.store.transaction((stores) => expireBatch(due, stores, nowMs));
    expired += count;
    if (due.length < BATCH || count === 0) return expired;
  }
}

async function expireBatch(due: readonly DueDistribution[], stores: Stores, nowMs: number): Promise<number> {
  const drafts = [];
  // Tokens are locked in the order of their ids, as verifications lock theirs.
  for (const { serial, distributionId } of due.toSorted((a, b) => a.tokenId - b.tokenId)) {
    const found = await stores.distributions.lockById(serial, distributionId);
    if (found === undefined || distributionStateAt(found.distribution, nowMs) !== 'expired') continue;
    if (!(await stores.distributions.end(distributionId, 'expired', nowMs))) continue;
    await stores.distributions.releaseToken(found.token.id, nowMs);
    drafts.push(activationAudit({ action: 'distribution.expire', serial, requester: SYSTEM, at: nowMs }));
  }
  await stores.audit.append(drafts);
  return drafts.length;
}
