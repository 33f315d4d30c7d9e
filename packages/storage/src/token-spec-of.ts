import type { TokenSpec } from '@lingpai/domain';
import type { TokensTable } from './schema.ts';

type SpecRow = Pick<TokensTable, 'type' | 'hash' | 'digits' | 'period_seconds' | 'ocra_suite'>;

export function tokenSpecOf(row: SpecRow): TokenSpec {
  return {
    type: row.type,
    hash: row.hash,
    digits: row.digits,
    periodSeconds: row.period_seconds ?? undefined,
    ocraSuite: row.ocra_suite ?? undefined,
  };
}
