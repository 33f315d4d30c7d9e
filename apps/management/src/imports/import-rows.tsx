import type { ImportRow } from '@lingpai/contract';
import { importPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Tag } from 'antd';
import { DataList } from '../parts/data-list.tsx';

const COLORS = { new: 'success', duplicate: 'default', refused: 'error' } as const;

/** Rows of the file with their verdicts. */
export function ImportRows({ label, rows }: { label: string; rows: readonly ImportRow[] }) {
  const t = usePhrases(importPhrases);
  return (
    <DataList<ImportRow>
      label={label}
      rows={rows}
      rowKey={(row) => `${row.line}-${row.serial}`}
      empty={null}
      columns={[
        {
          key: 'line',
          title: t('import.row-line'),
          width: 88,
          isHeading: true,
          render: ({ line }) => <span className="lp-number">{line}</span>,
        },
        {
          key: 'serial',
          title: t('import.row-serial'),
          width: 200,
          isHeading: true,
          render: ({ serial }) => <span className="lp-code">{serial || '—'}</span>,
        },
        {
          key: 'verdict',
          title: t('import.row-verdict'),
          width: 110,
          render: ({ verdict }) => <Tag color={COLORS[verdict]}>{t(`verdict.${verdict}`)}</Tag>,
        },
        {
          key: 'detail',
          title: t('import.row-detail'),
          render: ({ message, description }) => message ?? description ?? '—',
        },
      ]}
    />
  );
}
