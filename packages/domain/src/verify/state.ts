import type { AccessRule } from '@lingpai/contract';
import type { TokenSpec } from '../token/token-spec.ts';
import type { TokenStatus } from '../token/token-status.ts';

/** `lockedUntil` of what only an administrator unlocks. The largest instant a Date can hold. */
export const LOCKED_UNTIL_UNLOCKED = 8_640_000_000_000_000;
/** `lastFactor` of a token that never was accepted. */
export const NO_FACTOR = -1;
/** `sourceLockedUntil` where the latest lock of a source ended and others may stand: the store looks for the latest of those. */
export const LATEST_LOCK_UNKNOWN = -1;

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
  /** what its holder types into it beside a challenge (P of an OCRA suite); undefined: none set */
  readonly sealedPin: SealedBytes | undefined;
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
  /** wrong tries by serial, from all sources together */
  readonly failCount: number;
  /** epoch ms; 0: not locked; LOCKED_UNTIL_UNLOCKED: until an administrator unlocks */
  readonly lockedUntil: number;
  /** epoch ms of the last wrong try by serial; 0: none */
  readonly failedAt: number;
  /** the latest lock of a single source, for lists; see `SourceState` */
  readonly sourceLockedUntil: number;
  /** as `UserState.heldTries`, by serial */
  readonly heldTries: number;
  readonly heldSince: number;
  /** where the last OTP was found that lay in the synchronisation window only, and when (epoch ms) */
  readonly resync: { readonly factor: number; readonly at: number } | undefined;
  /** factors ahead whose OTP was typed already, too early: alone, none of them is accepted any more when its time comes */
  readonly spentFactors: readonly number[];
  /** restored from a backup: its holder may have used counters since that `lastFactor` does not know of (docs/adr/0008) */
  readonly isCounterDoubted: boolean;
}

/** What a login may ask for. Each is counted and locked for itself. */
export const FACTORS = ['otp', 'static', 'thirdParty'] as const;
export type FactorName = (typeof FACTORS)[number];
/** `change`: the old static password, where a new one is set. It asks for no OTP, so it must not be able to lock logins. */
export const COUNTED = [...FACTORS, 'change'] as const;
export type CountedName = (typeof COUNTED)[number];

/** Wrong tries in a row and the lock they led to, for each `CountedName`. Locks as in `TokenState.lockedUntil`. */
export interface FactorCounts {
  readonly otpFailCount: number;
  readonly otpLockedUntil: number;
  readonly staticFailCount: number;
  readonly staticLockedUntil: number;
  readonly thirdPartyFailCount: number;
  readonly thirdPartyLockedUntil: number;
  readonly changeFailCount: number;
  readonly changeLockedUntil: number;
}
export const NO_FAILURES: FactorCounts = {
  otpFailCount: 0,
  otpLockedUntil: 0,
  staticFailCount: 0,
  staticLockedUntil: 0,
  thirdPartyFailCount: 0,
  thirdPartyLockedUntil: 0,
  changeFailCount: 0,
  changeLockedUntil: 0,
};

/** What one source (see `sourceOf`) did to one user or token. */
export interface SourceState extends FactorCounts {
  readonly kind: 'user' | 'token';
  readonly subjectId: number;
  readonly source: string;
  /** epoch ms of a success from there, to the week; undefined: none */
  readonly knownAt: number | undefined;
  /** a right OTP of a source that is kept out: the next one lets it in */
  readonly proof: FirstProof | undefined;
  /** tries that were looked at while it was locked, for two OTPs in a row, since `heldSince` (epoch ms) */
  readonly heldTries: number;
  readonly heldSince: number;
  /** epoch ms */
  readonly changedAt: number;
}

/** The first of two right OTPs, or of two right answers to challenges. */
export interface FirstProof {
  readonly tokenId: number;
  /** NO_FACTOR: an answer in which no counter goes */
  readonly factor: number;
  /** epoch ms */
  readonly at: number;
  /** tries of this source since */
  readonly tries: number;
}

/** Wrong tries of one address over all users. */
export interface ClientState {
  readonly address: string;
  /** the store has no row of it yet */
  readonly isNew: boolean;
  readonly failCount: number;
  /** epoch ms */
  readonly lockedUntil: number;
  /** epoch ms */
  readonly failedAt: number;
}

/** Accepted in place of the OTP (应急口令). */
export interface EmergencyPassword {
  /** keyed digest, see `DecideContext.digestEmergency` */
  readonly digest: Uint8Array;
  /** in code points */
  readonly length: number;
  /** epoch ms */
  readonly expiresAt: number;
  /** undefined: as often as one likes while it is valid */
  readonly usesLeft: number | undefined;
}

/** Does a login ask for this factor: as the policy says (null), always, never. */
export type FactorRule = 'required' | 'none' | null;

/** What verification reads and changes of a user. The counts are those of all sources together. */
export interface UserState extends FactorCounts {
  readonly id: number;
  readonly login: string;
  readonly isEnabled: boolean;
  /** epoch ms */
  readonly validFrom: number | undefined;
  /** epoch ms */
  readonly validUntil: number | undefined;
  /** undefined: as the policy says */
  readonly accessRules: readonly AccessRule[] | undefined;
  readonly otpRule: FactorRule;
  readonly staticPasswordRule: FactorRule;
  readonly thirdPartyRule: FactorRule;
  /** null: the default back-end */
  readonly backendId: number | null;
  /** of the password hasher; undefined: none set */
  readonly staticHash: string | undefined;
  /** in code points */
  readonly staticLength: number;
  /** epoch ms; undefined: none set */
  readonly staticSetAt: number | undefined;
  /** somebody else chose it: it counts once the user has changed it */
  readonly staticMustChange: boolean;
  readonly emergency: EmergencyPassword | undefined;
  /** epoch ms of the last wrong try; 0: none */
  readonly failedAt: number;
  /** the latest lock of a single source, for lists; see `SourceState` */
  readonly sourceLockedUntil: number;
  /** tries of all unknown sources that were looked at while they were kept out, since `heldSince` (epoch ms) */
  readonly heldTries: number;
  readonly heldSince: number;
}

/** A question to a token, answered once. */
export interface ChallengeState {
  /** hash of what the agent names it by */
  readonly keyHash: string;
  readonly agentId: number;
  readonly kind: 'challenge' | 'signature';
  readonly login: string | undefined;
  readonly serial: string;
  readonly suite: string;
  readonly question: string;
  /** the client's part of a mutual challenge */
  readonly clientQuestion: string | undefined;
  /** S of the suite, as the agent gave it */
  readonly sessionInfo: Uint8Array | undefined;
  /** epoch ms */
  readonly createdAt: number;
  /** epoch ms */
  readonly expiresAt: number;
  /** epoch ms */
  readonly usedAt: number | undefined;
  /** epoch ms; the same question is not asked of this token before */
  readonly forgetAt: number;
}
