import type { Import } from '@lingpai/contract';
import { importPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button, Progress } from 'antd';
import { Panel } from '../parts/page.tsx';

interface ImportProgressProps {
  /** of the upload, 0 to 1; undefined when it is over */
  readonly share: number | undefined;
  readonly current: Import | undefined;
  readonly onCancel: () => void;
}

export function ImportProgress({ share, current, onCancel }: ImportProgressProps) {
  const t = usePhrases(importPhrases);
  const title = titleOf(share, current);
  const done = share ?? shareOf(current);
  return (
    <Panel title={t(title)}>
      <div className="lp-stack" role="status" data-testid="import-progress">
        <Progress percent={Math.floor(done * 100)} status="active" aria-label={t(title)} />
        <p className="lp-muted lp-number">
          {share === undefined && current !== undefined ? describe(current, t) : ''}&nbsp;
        </p>
        <div>
          <Button onClick={onCancel} data-testid="import-cancel">
            {t('import.cancel')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function titleOf(share: number | undefined, current: Import | undefined) {
  if (share !== undefined) return 'import.uploading';
  if (current?.state !== 'writing') return 'import.checking';
  return current.rowsBoundYet > 0 ? 'import.binding' : 'import.writing';
}

function shareOf(current: Import | undefined): number {
  if (current === undefined || current.bytesTotal === 0) return 0;
  return current.rowsBoundYet > 0
    ? current.rowsBoundYet / current.rowsBound
    : current.bytesDone / current.bytesTotal;
}

function describe(current: Import, t: ReturnType<typeof usePhrases<typeof importPhrases>>): string {
  const { rowsNew, rowsDuplicate, rowsRefused, rowsBound, rowsBoundYet } = current;
  if (rowsBoundYet === 0)
    return t('import.rows-so-far', { rows: (rowsNew + rowsDuplicate + rowsRefused).toLocaleString() });
  const counts = { done: rowsBoundYet.toLocaleString(), total: rowsBound.toLocaleString() };
  return t('import.progress', counts);
}
