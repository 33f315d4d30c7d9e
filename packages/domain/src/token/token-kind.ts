/** 硬件令牌 手机令牌 */
export const TOKEN_KINDS = ['hardware', 'mobile'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];
