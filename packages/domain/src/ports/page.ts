/** What of a list is asked for. Lists are paged by key, so that no page costs more than another. */
export interface PageRequest {
  /** `nextCursor` of the page before; undefined: the first page */
  readonly cursor: string | undefined;
  /** most items wanted, 1 to 200 */
  readonly limit: number;
}

/**
 * A page of a list. It may hold fewer items than asked for although more follow (a rare filter over very many rows is searched in
 * bounded portions): only `nextCursor` says whether the list has ended.
 */
export interface PageOf<T> {
  readonly items: T[];
  /** null: this was the last page */
  readonly nextCursor: string | null;
}
