import { TOKEN_ACTIONS, type Token, type TokenAction } from '@lingpai/contract';

/** Mirror of the server's table, to show what can be done; the server decides. */
const POSSIBLE: Readonly<Record<Token['status'], readonly TokenAction[]>> = {
  disabled: ['enable', 'report-lost', 'revoke'],
  enabled: ['disable', 'report-lost', 'revoke'],
  lost: ['report-found', 'revoke'],
  revoked: [],
};

/** What can be done with a token now, most likely first. */
export function possibleActions({ status, lock }: Pick<Token, 'status' | 'lock'>): readonly TokenAction[] {
  const actions = POSSIBLE[status];
  return lock !== null && status !== 'revoked' ? ['unlock', ...actions] : actions;
}

/** What many tokens at once may be asked for; each answers for itself. */
export const BATCH_ACTIONS = TOKEN_ACTIONS;
