import type { Import } from '@lingpai/contract';
import { importPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button } from 'antd';
import { Facts, Panel } from '../parts/page.tsx';
import { useTimes } from '../parts/use-times.ts';
import { FILE_FORMATS } from './import-options.ts';
import { ImportRows } from './import-rows.tsx';
import { ReportLink } from './report-link.tsx';

/** the contract's limit for each list */
const MAX_LISTED_ROWS = 200;
const SAMPLE_ROWS = 20;

interface ImportPreviewProps {
  readonly current: Import;
  readonly isBusy: boolean;
  readonly onCommit: () => void;
  readonly onCancel: () => void;
  readonly onBack: () => void;
}

/** What would be imported: counts, then what is wrong, then a look at the rows. */
export function ImportPreview({ current, isBusy, onCommit, onCancel, onBack }: ImportPreviewProps) {
  const t = usePhrases(importPhrases);
  const shell = usePhrases(shellPhrases);
  const times = useTimes();
  const { rowsNew, problems, sample } = current;
  const shownSample = sample.slice(0, SAMPLE_ROWS);
  return (
    <div className="lp-stack" data-testid="import-preview">
      <Panel title={current.fileName}>
        <div className="lp-stack">
          <Counts current={current} />
          <Facts
            facts={[
              [t('import.detected-format'), formatName(current.format)],
              [t('import.detected-encoding'), current.encoding ?? '—'],
            ]}
          />
          <div className="lp-row">
            <Button
              type="primary"
              size="large"
              disabled={rowsNew === 0}
              loading={isBusy}
              onClick={onCommit}
              data-testid="import-commit"
            >
              {rowsNew === 0
                ? t('import.nothing-new')
                : t('import.commit', { count: rowsNew.toLocaleString() })}
            </Button>
            <Button size="large" onClick={onBack}>
              {shell('do.back')}
            </Button>
            <Button size="large" onClick={onCancel} data-testid="import-cancel">
              {t('import.cancel')}
            </Button>
            <ReportLink importId={current.id} />
          </div>
          <p className="lp-muted lp-small">
            {t('import.expires', { when: times.moment(current.expiresAt) })}
          </p>
        </div>
      </Panel>
      {problems.length === 0 ? null : (
        <section className="lp-stack-small">
          <h2 className="lp-section-title">
            {t('import.problems')}{' '}
            {problems.length < MAX_LISTED_ROWS ? null : (
              <small className="lp-muted">{t('import.problems-first', { count: MAX_LISTED_ROWS })}</small>
            )}
          </h2>
          <ImportRows label={t('import.problems')} rows={problems} />
        </section>
      )}
      {shownSample.length === 0 ? null : (
        <section className="lp-stack-small">
          <h2 className="lp-section-title">{t('import.sample', { count: shownSample.length })}</h2>
          <ImportRows label={t('import.sample', { count: shownSample.length })} rows={shownSample} />
        </section>
      )}
    </div>
  );
}

function formatName(format: string | null): string {
  return FILE_FORMATS.find(({ value }) => value === format)?.label ?? format ?? '—';
}

function Counts({ current }: { current: Import }) {
  const t = usePhrases(importPhrases);
  const counts = [
    ['import.rows-new', current.rowsNew, 'var(--lp-success)'],
    ['import.rows-duplicate', current.rowsDuplicate, 'var(--lp-text)'],
    [
      'import.rows-refused',
      current.rowsRefused,
      current.rowsRefused > 0 ? 'var(--lp-error)' : 'var(--lp-text)',
    ],
    ['import.rows-bound', current.rowsBound, 'var(--lp-text)'],
  ] as const;
  return (
    <dl className="lp-counts">
      {counts.map(([key, count, color]) => (
        <div key={key}>
          <dt className="lp-muted">{t(key)}</dt>
          <dd className="lp-number" style={{ color }} data-testid={key}>
            {count.toLocaleString()}
          </dd>
        </div>
      ))}
    </dl>
  );
}
