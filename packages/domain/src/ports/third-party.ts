/** What a back-end says of a third-party password. `unavailable`: it did not say anything, so nobody failed. */
export type ThirdPartyVerdict = 'right' | 'wrong' | 'unavailable' | 'not-configured' | 'filter-wrong';

/** Checks third-party passwords (后端认证): a directory, a RADIUS server, a service of the company's own. */
export interface ThirdPartyAuthenticator {
  /**
   * Asks one back-end, within its deadline; at once when it is known to be down.
   *
   * @param query.backendId of the user; null: the default back-end
   * @returns never rejects for what a back-end does or does not do
   */
  check(query: {
    readonly backendId: number | null;
    readonly login: string;
    readonly password: string;
  }): Promise<ThirdPartyVerdict>;
}
