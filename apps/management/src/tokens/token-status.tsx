import type { Token } from '@lingpai/contract';
import { tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Tag } from 'antd';
import { useState } from 'react';

const COLORS = {
  enabled: 'success',
  disabled: 'default',
  lost: 'warning',
  revoked: 'error',
  locked: 'error',
  expired: 'warning',
} as const;
export type ShownStatus = keyof typeof COLORS;

type Standing = Pick<Token, 'status'> & Partial<Pick<Token, 'lock' | 'expiresAt'>>;

/** What keeps a token from working comes first: revoked, lost, then a lock, then its age. */
export function shownStatus(token: Standing, nowMs: number): ShownStatus {
  if (token.status === 'revoked' || token.status === 'lost') return token.status;
  if (token.lock) return 'locked';
  if (token.expiresAt && token.expiresAt <= nowMs) return 'expired';
  return token.status;
}

export function TokenStatusTag({ token }: { token: Standing }) {
  const t = usePhrases(tokenPhrases);
  const [now] = useState(Date.now);
  const status = shownStatus(token, now);
  return <Tag color={COLORS[status]}>{t(`status.${status}`)}</Tag>;
}

const ACTIVATION_COLORS = {
  undistributed: 'default',
  distributed: 'processing',
  claimed: 'processing',
  activated: 'success',
} as const;

export function ActivationTag({ activation }: { activation: Token['activation'] }) {
  const t = usePhrases(tokenPhrases);
  if (activation === null) return <span className="lp-muted">—</span>;
  return <Tag color={ACTIVATION_COLORS[activation]}>{t(`activation.${activation}`)}</Tag>;
}
