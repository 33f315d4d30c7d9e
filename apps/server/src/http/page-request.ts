import type { PageRequest } from '@lingpai/domain';

const DEFAULT_LIMIT = 50;

/** Which page a query asks for. */
export function toPageRequest(query: {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}): PageRequest {
  return { cursor: query.cursor, limit: query.limit ?? DEFAULT_LIMIT };
}
