import { shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button } from 'antd';
import type { ReactNode } from 'react';

interface EmptyListProps {
  readonly title: string;
  readonly help?: string;
  /** what to do about it */
  readonly action?: ReactNode;
  /** given when filters are on: the list is not really empty */
  readonly onClearFilters?: (() => void) | undefined;
}

export function EmptyList({ title, help, action, onClearFilters }: EmptyListProps) {
  const t = usePhrases(shellPhrases);
  if (onClearFilters !== undefined) {
    return (
      <div className="lp-stack-small">
        <strong>{t('state.no-match')}</strong>
        <Button onClick={onClearFilters}>{t('do.reset')}</Button>
      </div>
    );
  }
  return (
    <div className="lp-stack-small" style={{ justifyItems: 'center' }}>
      <strong>{title}</strong>
      {help === undefined ? null : <span className="lp-muted">{help}</span>}
      {action}
    </div>
  );
}
