import type { TokenFailures } from '../ports/agent-access-store.ts';
import {
  type LockoutPolicy,
  countOf,
  forgetOld,
  isKnownAt,
  leftOfShared,
  lockFor,
  triesLeft,
} from '../verify/lockout.ts';

const NONE = { failCount: 0, lockedUntil: 0 };

/** How many wrong tries by its serial a token has left from where the question comes; 0 while it is locked there. */
export function tokenTriesLeft({ all, own }: TokenFailures, nowMs: number, policy: LockoutPolicy): number {
  const isKnown = isKnownAt(own?.knownAt, nowMs, policy);
  const ownCount =
    own === undefined ? NONE : forgetOld(countOf(own, 'otp'), own.changedAt, { nowMs, policy });
  if (lockFor({ own: ownCount, all, isKnown }, nowMs) !== 'free') return 0;
  const ownTries = triesLeft(ownCount, nowMs, policy);
  // A source that never succeeded also waits when all sources together have failed too often.
  const { failCount } = leftOfShared(all, all.failedAt, { factor: 'otp', nowMs, policy });
  return isKnown ? ownTries : Math.min(ownTries, Math.max(1, policy.allSourcesAfterFailures - failCount));
}
