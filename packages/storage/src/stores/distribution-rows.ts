import type { DistributableToken, DistributionRecord } from '@lingpai/domain';
import type { DistributionsTable, TokensTable } from '../schema.ts';
import { tokenSpecOf } from '../token-spec-of.ts';

/** What distributing reads of a token. */
export interface DistributableRow extends Pick<
  TokensTable,
  'serial' | 'kind' | 'type' | 'hash' | 'digits' | 'period_seconds' | 'ocra_suite' | 'status'
> {
  token_id: number;
  organization_path: string;
}

/** A distribution with its token. */
export interface DistributionRow
  extends
    DistributableRow,
    Pick<
      DistributionsTable,
      | 'mode'
      | 'state'
      | 'password_hash'
      | 'tries_left'
      | 'device_code'
      | 'claim_signing_key'
      | 'claim_hpke_key'
      | 'claim_reply'
      | 'confirm_by'
      | 'created_by'
      | 'created_at'
      | 'expires_at'
      | 'activated_at'
    > {
  id: number;
}

export function toDistributableToken(
  row: DistributableRow,
  onlyUserLogin: string | undefined,
): DistributableToken {
  return {
    id: row.token_id,
    serial: row.serial,
    kind: row.kind,
    spec: tokenSpecOf(row),
    status: row.status,
    organizationPath: row.organization_path,
    onlyUserLogin,
  };
}

export function toDistribution(row: DistributionRow): DistributionRecord {
  return {
    id: row.id,
    tokenId: row.token_id,
    mode: row.mode,
    state: row.state,
    passwordHash: row.password_hash ?? undefined,
    triesLeft: row.tries_left ?? undefined,
    deviceCode: row.device_code ?? undefined,
    claim: toClaim(row),
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    activatedAt: row.activated_at ?? undefined,
  };
}

function toClaim(row: DistributionRow): DistributionRecord['claim'] {
  const { claim_signing_key: signingKey, claim_hpke_key: hpkeKey, confirm_by: confirmBy } = row;
  if (signingKey === null || hpkeKey === null || confirmBy === null) return undefined;
  return { signingKey, hpkeKey, confirmBy, reply: row.claim_reply ?? undefined };
}
