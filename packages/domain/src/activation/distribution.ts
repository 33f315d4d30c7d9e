import type { TokenSpec } from '../token/token-spec.ts';
import type { TokenStatus } from '../token/token-status.ts';

/** 未分发 已分发 已领取 已激活 */
export type ActivationState = 'undistributed' | 'distributed' | 'claimed' | 'activated';
export type DistributionMode = 'online' | 'offline';

/**
 * `issued` → `claimed` (a phone has the seed, its first OTP is to come) → `activated`. An offline distribution goes from `issued` to
 * `activated` at once. The others end it: `expired` its time is over, `burned` too many wrong passwords, `superseded` by a newer one,
 * `cancelled` by an administrator.
 */
export type DistributionState =
  'issued' | 'claimed' | 'activated' | 'expired' | 'burned' | 'superseded' | 'cancelled';

/** What a phone claimed a distribution with. */
export interface Claim {
  /** uncompressed P-256 point */
  readonly signingKey: Uint8Array;
  /** uncompressed P-256 point */
  readonly hpkeKey: Uint8Array;
  /** what the phone was answered, sealed to `hpkeKey`; gone once it is activated */
  readonly reply: Uint8Array | undefined;
  /** epoch ms; the first OTP has to arrive before */
  readonly confirmBy: number;
}

/** A distribution as it is stored: without its secrets, of which it has digests. */
export interface DistributionRecord {
  readonly id: number;
  readonly tokenId: number;
  readonly mode: DistributionMode;
  readonly state: DistributionState;
  /** keyed digest of the activation password */
  readonly passwordHash: Uint8Array | undefined;
  /** wrong activation passwords still allowed; undefined where the server checks none */
  readonly triesLeft: number | undefined;
  /** phone identifier: the only phone that may claim it, or the one that did */
  readonly deviceCode: string | undefined;
  readonly claim: Claim | undefined;
  readonly createdBy: string;
  /** epoch ms */
  readonly createdAt: number;
  /** epoch ms */
  readonly expiresAt: number;
  /** epoch ms */
  readonly activatedAt: number | undefined;
}

/** As much of a token as distributing and activating it need. */
export interface DistributableToken {
  readonly id: number;
  readonly serial: string;
  readonly kind: 'hardware' | 'mobile';
  readonly spec: TokenSpec;
  readonly status: TokenStatus;
  /** names from the top, joined by `/` */
  readonly organizationPath: string;
  /** the only user it is bound to; undefined when there is none, or several */
  readonly onlyUserLogin: string | undefined;
}

/**
 * The state at an instant: what waits for something that can no longer come is expired, whether or not the job that writes this down
 * has been there.
 */
export function distributionStateAt(
  distribution: Pick<DistributionRecord, 'state' | 'expiresAt'> & {
    readonly claim: Pick<Claim, 'confirmBy'> | undefined;
  },
  nowMs: number,
): DistributionState {
  const { state, expiresAt, claim } = distribution;
  if (state === 'issued' && nowMs >= expiresAt) return 'expired';
  if (state === 'claimed' && nowMs >= (claim?.confirmBy ?? 0)) return 'expired';
  return state;
}
