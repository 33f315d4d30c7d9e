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
  const done =
    share ?? (current === undefined || current.bytesTotal === 0 ? 0 : current.bytesDone / current.bytesTotal);
  const rows = current === undefined ? 0 : current.rowsNew + current.rowsDuplicate + current.rowsRefused;
  return (
    <Panel title={t(title)}>
      <div className="lp-stack" role="status" data-testid="import-progress">
        <Progress percent={Math.floor(done * 100)} status="active" aria-label={t(title)} />
        <p className="lp-muted lp-number">
          {share === undefined ? t('import.rows-so-far', { rows: rows.toLocaleString() }) : ''}&nbsp;
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
  return current?.state === 'writing' ? 'import.writing' : 'import.checking';
}
