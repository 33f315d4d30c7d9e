import type { UnitOfWork } from '../ports/stores.ts';
import type { Clock } from '../ports/world.ts';
import { Refusal } from '../refusal.ts';
import type { Requester } from '../verify/job.ts';
import { activationAudit } from './activation-audit.ts';
import { distributionStateAt } from './distribution.ts';

/**
 * Withdraws a distribution that was not activated: its QR code or activation code is dead, the token is what it was before.
 *
 * @throws {Refusal} distribution.not-found, distribution.ended
 */
export async function cancelDistribution(
  input: { readonly serial: string; readonly distributionId: number; readonly requester: Requester },
  world: { readonly store: UnitOfWork; readonly clock: Clock },
): Promise<void> {
  const { serial, distributionId, requester } = input;
  await world.store.transaction(async (stores) => {
    const nowMs = world.clock.nowMs();
    const found = await stores.distributions.lockById(serial, distributionId);
    if (found === undefined) throw new Refusal('distribution.not-found');
    const state = distributionStateAt(found.distribution, nowMs);
    const isLive = state === 'issued' || state === 'claimed';
    if (!isLive || !(await stores.distributions.end(distributionId, 'cancelled', nowMs)))
      throw new Refusal('distribution.ended', { state });
    await stores.distributions.releaseToken(found.token.id, nowMs);
    await stores.audit.append([
      activationAudit({ action: 'distribution.cancel', serial, requester, at: nowMs }),
    ]);
  });
}
