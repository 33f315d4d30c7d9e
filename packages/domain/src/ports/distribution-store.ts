import type {
  ActivationState,
  Claim,
  DistributableToken,
  DistributionMode,
  DistributionRecord,
} from '../activation/distribution.ts';

/** A distribution and its token. */
export interface DistributionOfToken {
  readonly distribution: DistributionRecord;
  readonly token: DistributableToken;
}

export interface DueDistribution {
  readonly serial: string;
  readonly tokenId: number;
  readonly distributionId: number;
}

export interface NewDistribution {
  readonly tokenId: number;
  readonly mode: DistributionMode;
  /** SHA-256 of the ticket; undefined for offline ones */
  readonly ticketHash: Uint8Array | undefined;
  readonly passwordHash: Uint8Array | undefined;
  readonly triesLeft: number | undefined;
  readonly deviceCode: string | undefined;
  readonly createdBy: string;
  /** epoch ms */
  readonly createdAt: number;
  /** epoch ms */
  readonly expiresAt: number;
}

/** The seed a distribution brings, until the first OTP makes it the token's own. */
export interface NewPendingSeed {
  readonly tokenId: number;
  readonly distributionId: number;
  readonly sealedSeed: Uint8Array;
  /** epoch ms */
  readonly expiresAt: number;
  readonly activation: Extract<ActivationState, 'distributed' | 'claimed'>;
}

/**
 * Distributions, and of their tokens what distributing changes. `lock…` keeps others from the token and its distributions until the
 * transaction ends (token before distribution, always in this order). Every change of a state is conditional on the state before.
 */
export interface DistributionStore {
  lockToken(serial: string): Promise<DistributableToken | undefined>;
  /** without a lock: for what has to be known before the transaction */
  findByTicket(ticketHash: Uint8Array): Promise<DistributionOfToken | undefined>;
  lockByTicket(ticketHash: Uint8Array): Promise<DistributionOfToken | undefined>;
  lockById(serial: string, distributionId: number): Promise<DistributionOfToken | undefined>;
  /** Ids of live distributions whose time is over, oldest first. */
  findDue(nowMs: number, limit: number): Promise<readonly DueDistribution[]>;

  /** Ends the live distribution of a token, if there is one: a newer one takes its place. */
  supersede(tokenId: number, at: number): Promise<void>;
  /** @returns its id */
  insert(distribution: NewDistribution): Promise<number>;
  /** The token waits for a phone to claim it; it has no pending seed yet. */
  markDistributed(tokenId: number, at: number): Promise<void>;
  placePendingSeed(seed: NewPendingSeed, at: number): Promise<void>;
  /** Writes down the claim of an issued distribution.
   * @returns false when it is not issued any more; nothing is written then */
  claim(distributionId: number, claim: Claim & { deviceCode: string }, at: number): Promise<boolean>;
  /** Counts a wrong activation password.
   * @returns tries that are left; at 0 the distribution is burned; undefined when it is not issued any more */
  countWrongPassword(distributionId: number, at: number): Promise<number | undefined>;
  /** Ends a live distribution.
   * @returns false when it is not live any more; nothing is written then */
  end(distributionId: number, state: 'expired' | 'cancelled', at: number): Promise<boolean>;
  /** The token is again what it was before its distribution, which has ended: its pending seed goes, its own seed stays. */
  releaseToken(tokenId: number, at: number): Promise<void>;
}
