import type { TokenSpec } from '../token/token-spec.ts';
import type { TokenStatus } from '../token/token-status.ts';

/** `lockedUntil` of what only an administrator unlocks. The largest instant a Date can hold. */
export const LOCKED_UNTIL_UNLOCKED = 8_640_000_000_000_000;
/** `lastFactor` of a token that never was accepted. */
export const NO_FACTOR = -1;

/** A seed as it lies in the store; only the vault opens it. */
export type SealedBytes = Uint8Array;

/** The seed of a distribution that no OTP has confirmed yet. The token's former seed stays valid until then. */
export interface PendingSeed {
  readonly distributionId: number;
  readonly sealedSeed: SealedBytes;
  /** epoch ms; the first OTP has to arrive before */
  readonly expiresAt: number;
}

/** What verification reads and changes of a token. */
export interface TokenState {
  readonly id: number;
  readonly serial: string;
  readonly spec: TokenSpec;
  readonly status: TokenStatus;
  /** undefined: a mobile token that no phone has activated */
  readonly sealedSeed: SealedBytes | undefined;
  readonly pending: PendingSeed | undefined;
  /** epoch ms */
  readonly startsAt: number | undefined;
  /** epoch ms */
  readonly expiresAt: number | undefined;
  /** last accepted counter (event) or time step (time); NO_FACTOR when none was. Never falls while the seed stays the same */
  readonly lastFactor: number;
  /** how far the token's clock is ahead, in time steps, signed; 0 for event tokens */
  readonly driftSteps: number;
  /** epoch ms */
  readonly lastAcceptedAt: number | undefined;
  /** epoch ms */
  readonly createdAt: number;
  readonly failCount: number;
  /** epoch ms; 0: not locked; LOCKED_UNTIL_UNLOCKED: until an administrator unlocks */
  readonly lockedUntil: number;
}

/** What verification reads and changes of a user. */
export interface UserState {
  readonly id: number;
  readonly login: string;
  readonly isEnabled: boolean;
  /** null: as the policy says */
  readonly staticPasswordRule: 'required' | 'none' | null;
  /** of the password hasher; undefined: none set */
  readonly staticHash: string | undefined;
  /** in code points */
  readonly staticLength: number;
  readonly otpFailCount: number;
  readonly otpLockedUntil: number;
  readonly staticFailCount: number;
  readonly staticLockedUntil: number;
}
