import type { ErrorCode } from '@lingpai/contract';
import {
  type Claim,
  type DistributableToken,
  type DistributionRecord,
  type DistributionState,
  distributionStateAt,
} from './distribution.ts';

/** What a phone presents. */
export interface PresentedClaim {
  readonly signingKey: Uint8Array;
  readonly hpkeKey: Uint8Array;
  /** identifier of the phone, derived from its signing key */
  readonly deviceCode: string;
  /** keyed digest of the password it sent; undefined: it sent none */
  readonly passwordHash: Uint8Array | undefined;
}

export type ClaimDecision =
  | { readonly kind: 'claim' }
  /** the same phone asks again: its answer was lost */
  | { readonly kind: 'answer-again'; readonly reply: Uint8Array; readonly confirmBy: number }
  | { readonly kind: 'wrong-password' }
  /** its time is over, which is not written down yet */
  | { readonly kind: 'lapsed' }
  | { readonly kind: 'refused'; readonly code: ErrorCode };

/** May this phone have the seed? Pure; a wrong password is only looked at when everything else is right. */
export function decideClaim(
  distribution: DistributionRecord,
  token: Pick<DistributableToken, 'status'>,
  presented: PresentedClaim,
  nowMs: number,
): ClaimDecision {
  if (token.status === 'revoked' || token.status === 'lost') return refused('activation.ticket-invalid');
  const state = distributionStateAt(distribution, nowMs);
  if (state === 'issued') return decideFirst(distribution, presented);
  if (state === 'claimed') return decideRepeated(distribution.claim, presented);
  const isWrittenDown = distribution.state === state;
  return isWrittenDown ? refused(ENDED[state]) : { kind: 'lapsed' };
}

/** What a phone hears when the distribution has ended. A superseded ticket is as good as none. */
const ENDED: Readonly<Record<Exclude<DistributionState, 'issued' | 'claimed'>, ErrorCode>> = {
  superseded: 'activation.ticket-invalid',
  cancelled: 'activation.ticket-invalid',
  activated: 'activation.used',
  burned: 'activation.locked',
  expired: 'activation.expired',
};

function decideRepeated(claim: Claim | undefined, presented: PresentedClaim): ClaimDecision {
  const isSamePhone =
    claim !== undefined &&
    equalBytes(claim.signingKey, presented.signingKey) &&
    equalBytes(claim.hpkeKey, presented.hpkeKey);
  return isSamePhone && claim.reply !== undefined
    ? { kind: 'answer-again', reply: claim.reply, confirmBy: claim.confirmBy }
    : refused('activation.used');
}

function decideFirst(distribution: DistributionRecord, presented: PresentedClaim): ClaimDecision {
  const { deviceCode, passwordHash } = distribution;
  if (deviceCode !== undefined && deviceCode !== presented.deviceCode)
    return refused('activation.other-device');
  if (passwordHash === undefined) return { kind: 'claim' };
  if (presented.passwordHash === undefined) return refused('activation.password-needed');
  return equalBytes(passwordHash, presented.passwordHash) ? { kind: 'claim' } : { kind: 'wrong-password' };
}

/** Takes the same time wherever the bytes differ. */
function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

function refused(code: ErrorCode): ClaimDecision {
  return { kind: 'refused', code };
}
