import { shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button, Space } from 'antd';
import type { ListState } from './use-list-state.ts';

interface PagerProps {
  readonly paging: ListState['paging'];
  readonly nextCursor: string | null;
  readonly rowCount: number;
  /** the rows shown are still those of the page before: a second click would skip nothing and repeat a page */
  readonly isBehind: boolean;
}

export function Pager({ paging, nextCursor, rowCount, isBehind }: PagerProps) {
  const t = usePhrases(shellPhrases);
  return (
    <div className="lp-pager">
      <span className="lp-muted lp-number" aria-live="polite">
        {t('page.shown', { count: rowCount })}
      </span>
      <Space.Compact>
        <Button disabled={paging.isFirst} onClick={paging.goPrevious} data-testid="page-previous">
          {paging.isFirst || paging.hasTrail ? t('page.previous') : t('page.first')}
        </Button>
        <Button
          disabled={nextCursor === null}
          onClick={() => nextCursor !== null && !isBehind && paging.goNext(nextCursor)}
          aria-busy={isBehind}
          data-testid="page-next"
        >
          {t('page.next')}
        </Button>
      </Space.Compact>
    </div>
  );
}
