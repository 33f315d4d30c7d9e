import { shellPhrases, tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Modal, Tag } from 'antd';
import type { BatchOutcome } from './batch-bar.tsx';

/** Verdict of each token, refusals first. */
export function BatchResult({
  outcome,
  onClose,
}: {
  outcome: BatchOutcome | undefined;
  onClose: () => void;
}) {
  const t = usePhrases(tokenPhrases);
  const shell = usePhrases(shellPhrases);
  const refused = outcome?.results.filter(({ errorCode }) => errorCode !== null) ?? [];
  const done = outcome?.results.filter(({ errorCode }) => errorCode === null) ?? [];
  return (
    <Modal
      open={outcome !== undefined}
      title={outcome && t('batch.title', { action: t(`action.${outcome.action}`) })}
      onCancel={onClose}
      onOk={onClose}
      okText={shell('do.close')}
      cancelButtonProps={{ style: { display: 'none' } }}
      width={620}
    >
      <p>{t('batch.summary', { done: done.length, refused: refused.length })}</p>
      <dl
        className="lp-facts"
        style={{ maxHeight: 360, overflowY: 'auto', marginTop: 12 }}
        data-testid="batch-result"
        tabIndex={0}
      >
        {[...refused, ...done].map(({ serial, message }) => (
          <div key={serial} style={{ display: 'contents' }}>
            <dt className="lp-code">{serial}</dt>
            <dd>{message ?? <Tag color="success">{t('batch.done')}</Tag>}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
