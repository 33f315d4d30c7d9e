/** 停用 启用 挂失 作废. Locked (锁定) and expired (过期) are not states of their own: they follow from `lockedUntil` and `expiresAt`. */
export const TOKEN_STATUSES = ['disabled', 'enabled', 'lost', 'revoked'] as const;
export type TokenStatus = (typeof TOKEN_STATUSES)[number];

export const TOKEN_STATUS_ACTIONS = [
  'enable',
  'disable',
  'report-lost',
  'report-found',
  'unlock',
  'revoke',
] as const;
export type TokenStatusAction = (typeof TOKEN_STATUS_ACTIONS)[number];

/**
 * The one table of allowed transitions. A missing entry is refused. `unlock` changes no state, but a revoked token has no lock worth
 * lifting. Doing again what is done already is allowed and changes nothing, so that a repeated call is harmless.
 */
export const TOKEN_TRANSITIONS: Readonly<
  Record<TokenStatusAction, Partial<Record<TokenStatus, TokenStatus>>>
> = {
  enable: { disabled: 'enabled', enabled: 'enabled' },
  disable: { disabled: 'disabled', enabled: 'disabled' },
  'report-lost': { disabled: 'lost', enabled: 'lost', lost: 'lost' },
  /** a token that turned up again is not trusted at once: it has to be enabled */
  'report-found': { lost: 'disabled' },
  unlock: { disabled: 'disabled', enabled: 'enabled', lost: 'lost' },
  revoke: { disabled: 'revoked', enabled: 'revoked', lost: 'revoked', revoked: 'revoked' },
};

/** The state after an action, or undefined when the action is refused in this state. */
export function nextTokenStatus(status: TokenStatus, action: TokenStatusAction): TokenStatus | undefined {
  return TOKEN_TRANSITIONS[action][status];
}
