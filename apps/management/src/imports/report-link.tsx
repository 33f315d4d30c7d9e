import { DownloadOutlined } from '@ant-design/icons';
import { importPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button } from 'antd';

/** The verdict of every row, as a file. */
export function ReportLink({ importId }: { importId: string }) {
  const t = usePhrases(importPhrases);
  return (
    <Button
      type="link"
      icon={<DownloadOutlined />}
      href={`/api/v1/imports/${encodeURIComponent(importId)}/report.csv`}
      download
      data-testid="import-report"
    >
      {t('import.report')}
    </Button>
  );
}
