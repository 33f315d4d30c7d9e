import { CheckCircleFilled } from '@ant-design/icons';
import type { Import } from '@lingpai/contract';
import { importPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { Panel } from '../parts/page.tsx';
import { ImportRows } from './import-rows.tsx';
import { ReportLink } from './report-link.tsx';

interface ImportDoneProps {
  readonly current: Import;
  readonly isEnabled: boolean;
  readonly onAnother: () => void;
}

export function ImportDone({ current, isEnabled, onAnother }: ImportDoneProps) {
  const t = usePhrases(importPhrases);
  const navigate = useNavigate();
  const { rowsNew, rowsDuplicate, rowsRefused, rowsBound, organizationId, problems } = current;
  return (
    <div className="lp-stack" data-testid="import-done">
      <Panel>
        <div className="lp-stack" role="status">
          <h2 style={{ fontSize: 18, color: 'var(--lp-success)' }}>
            <CheckCircleFilled aria-hidden /> {t('import.done-title', { count: rowsNew.toLocaleString() })}
          </h2>
          <p>
            {t('import.done-detail', {
              duplicate: rowsDuplicate.toLocaleString(),
              refused: rowsRefused.toLocaleString(),
            })}
            {rowsBound > 0 && ` · ${t('import.done-bound', { bound: rowsBound.toLocaleString() })}`}
            {' · '}
            {isEnabled ? t('import.done-enabled') : t('import.done-disabled')}
          </p>
          <div className="lp-row">
            <Button
              type="primary"
              onClick={() => void navigate(`/tokens?org=${organizationId}`)}
              data-testid="import-show-tokens"
            >
              {t('import.show-tokens')}
            </Button>
            <Button onClick={onAnother}>{t('import.another')}</Button>
            <ReportLink importId={current.id} />
          </div>
        </div>
      </Panel>
      {problems.length === 0 ? null : <ImportRows label={t('import.problems')} rows={problems} />}
    </div>
  );
}
