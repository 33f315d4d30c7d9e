/** What is remembered of wrong tries and of known sources, beside users and tokens themselves. */
export interface FailureStore {
  /**
   * Removes what sources did to users and tokens, where nothing changed since `before` and no lock holds.
   *
   * @param input.which `unknown`: those that never succeeded
   * @returns how many; fewer than `limit`: there are no more
   */
  purgeSources(input: {
    readonly which: 'all' | 'unknown';
    readonly before: number;
    readonly nowMs: number;
    readonly limit: number;
  }): Promise<number>;
  /** The same for addresses over all users. */
  purgeClients(input: {
    readonly before: number;
    readonly nowMs: number;
    readonly limit: number;
  }): Promise<number>;
}
