import {
  TOKEN_STATUSES,
  TOKEN_TYPES,
  type TokenKind,
  type TokenStatus,
  type TokenType,
} from '@lingpai/domain';

/**
 * A facet is one number for all that a token list is filtered by: kind, type, status, bound or not, expired or not. The engine computes
 * it (a generated column), indexes lead with it, and `token_counts` counts by it: so every combination of filters is a few index ranges,
 * each in the order of serials, and none needs a scan.
 */
const WEIGHT = { kind: 1, type: 2, status: 6, bound: 24, expired: 48 } as const;
const KINDS: readonly TokenKind[] = ['hardware', 'mobile'];

/** The expression of the generated column. Part of the schema: never changed after a release, but by a migration. */
export const TOKEN_FACET_SQL = [
  `CASE kind WHEN 'mobile' THEN 1 ELSE 0 END`,
  `CASE type WHEN 'totp' THEN 2 WHEN 'ocra' THEN 4 ELSE 0 END`,
  `CASE status WHEN 'enabled' THEN 6 WHEN 'lost' THEN 12 WHEN 'revoked' THEN 18 ELSE 0 END`,
  `CASE WHEN binding_count > 0 THEN 24 ELSE 0 END`,
  `CASE WHEN is_expired > 0 THEN 48 ELSE 0 END`,
].join(' + ');

export interface FacetParts {
  readonly kind: TokenKind;
  readonly type: TokenType;
  readonly status: TokenStatus;
  readonly isBound: boolean;
  readonly isExpired: boolean;
}

/** The facet of a token, as the engine computes it. */
export function tokenFacet(parts: FacetParts): number {
  return (
    KINDS.indexOf(parts.kind) * WEIGHT.kind +
    TOKEN_TYPES.indexOf(parts.type) * WEIGHT.type +
    TOKEN_STATUSES.indexOf(parts.status) * WEIGHT.status +
    Number(parts.isBound) * WEIGHT.bound +
    Number(parts.isExpired) * WEIGHT.expired
  );
}

/** The facet of the same token without its bindings. */
export function unboundFacet(facet: number): number {
  return facet - (Math.floor(facet / WEIGHT.bound) % 2) * WEIGHT.bound;
}

/** The facet of the same token with a binding. */
export function boundFacet(facet: number): number {
  return unboundFacet(facet) + WEIGHT.bound;
}

/** Every facet that has what the criteria name; all of them (96) when they name nothing. */
export function facetsWith(criteria: Partial<FacetParts>): number[] {
  const choose = <T>(wanted: T | undefined, all: readonly T[]) => (wanted === undefined ? all : [wanted]);
  const facets: number[] = [];
  for (const kind of choose(criteria.kind, KINDS))
    for (const type of choose(criteria.type, TOKEN_TYPES))
      for (const status of choose(criteria.status, TOKEN_STATUSES))
        for (const isBound of choose(criteria.isBound, [false, true]))
          for (const isExpired of choose(criteria.isExpired, [false, true]))
            facets.push(tokenFacet({ kind, type, status, isBound, isExpired }));
  return facets.sort((a, b) => a - b);
}
