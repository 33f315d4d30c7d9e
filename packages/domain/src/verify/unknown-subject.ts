import type { Attempt } from './attempt.ts';
import type { Reason } from './outcome.ts';
import { isAddressLocked, noteClientFailure } from './subject-lock.ts';
import { verifyOtp } from './verify-otp.ts';
import type { TokenClock } from './windows.ts';

/** What most tokens are. */
const NOBODYS_TOKEN: TokenClock = {
  spec: { type: 'totp', hash: 'sha1', digits: 6, periodSeconds: 30, ocraSuite: undefined },
  lastFactor: 0,
  driftSteps: 0,
  lastAcceptedAt: 0,
  createdAt: 0,
};
const NOBODYS_SEED = new Uint8Array(20);
const NOBODYS_OTP = '000000';

/**
 * Nobody is called so. What it takes to find a wrong OTP of somebody is spent all the same: the time it takes is not to tell who there is.
 * Where a password alone is asked for, `isHashDue` sees to that. An address that has to wait hears that here, too.
 *
 * @returns what it is refused with
 */
export function noteUnknown(
  reason: Extract<Reason, 'unknown-user' | 'unknown-token'>,
  attempt: Attempt,
): Reason {
  if (isAddressLocked(attempt)) return 'client-locked';
  const { nowMs, policy, primitives } = attempt.context;
  verifyOtp({ token: NOBODYS_TOKEN, seed: NOBODYS_SEED, otp: NOBODYS_OTP, nowMs, policy, primitives });
  noteClientFailure(attempt);
  return reason;
}
