import type { AccessRule } from '@lingpai/contract';
import { accessObstacle } from './access-rules.ts';
import { type Attempt, addressOf } from './attempt.ts';
import type { LockState } from './lockout.ts';
import type { Reason } from './outcome.ts';
import type { CountedName, FactorName, FactorRule, UserState } from './state.ts';
import { isClientLocked, userLock } from './subject-lock.ts';
import { isGuarded } from './two-proofs.ts';

/** What keeps a user out whatever they type, locks aside. */
export function userObstacle(user: UserState, attempt: Attempt): Reason | undefined {
  const { nowMs } = attempt.context;
  if (!user.isEnabled) return 'user-disabled';
  if (nowMs < (user.validFrom ?? 0)) return 'user-not-started';
  if (nowMs >= (user.validUntil ?? Infinity)) return 'user-expired';
  return placeObstacle(attempt, user.accessRules);
}

/**
 * Is this the time, and the place?
 *
 * @param own rules of a user; where there are none, and for tokens by themselves, those for everybody
 */
export function placeObstacle({ job, context }: Attempt, own?: readonly AccessRule[]): Reason | undefined {
  // An administrator who tries a token is at the administrator's place.
  if (job.requester.kind !== 'agent') return undefined;
  const { nowMs, access } = context;
  return accessObstacle(own ?? access.rules, { nowMs, address: addressOf(job), agent: job.requester.name });
}

/**
 * What locks a user out of these factors. Asked before any secret is looked at.
 *
 * @param mayProve a guarded source (see `isGuarded`) passes: what follows asks it for two OTPs
 */
export function lockObstacle(
  user: UserState,
  factors: readonly CountedName[],
  attempt: Attempt,
  mayProve = false,
): Reason | undefined {
  if (isClientLocked('user', user.id, attempt)) return 'client-locked';
  const isPassed = (factor: CountedName) => mayProve && factor === 'otp' && isGuarded('user', user, attempt);
  const locks = factors.map((factor) => (isPassed(factor) ? 'free' : userLock(user, factor, attempt)));
  const worst = (['permanent', 'temporary'] as const).find((state) => locks.includes(state));
  return worst && lockReason('user', worst);
}

export function lockReason(subject: 'user' | 'token', lock: Exclude<LockState, 'free'>): Reason {
  return `${subject}-locked-${lock}`;
}

/** Which factors a login of this user is made of. One at least: an OTP, where all rules say none. */
export function askedFactors(user: UserState, { policy }: Attempt['context']): ReadonlySet<FactorName> {
  const asked = new Set<FactorName>();
  if (isAsked(user.thirdPartyRule, policy.thirdPartyRequired)) asked.add('thirdParty');
  if (isAsked(user.staticPasswordRule, policy.staticPasswordRequired)) asked.add('static');
  if (isAsked(user.otpRule, policy.otpRequired) || asked.size === 0) asked.add('otp');
  return asked;
}

function isAsked(rule: FactorRule, policy: boolean): boolean {
  return rule === null ? policy : rule === 'required';
}
