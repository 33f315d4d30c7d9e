import type { QueryClient } from '@tanstack/react-query';
import type { TokenDetail } from '@lingpai/contract';

/** Where lists of tokens and single tokens are kept by the query cache. */
export const TOKENS_KEY = ['tokens'];
export const tokenKey = (serial: string) => ['token', serial];

/** Puts a changed token in place and has the lists read again. */
export function keepToken(queryClient: QueryClient, token: TokenDetail): void {
  queryClient.setQueryData(tokenKey(token.serial), token);
  void queryClient.invalidateQueries({ queryKey: TOKENS_KEY });
}
