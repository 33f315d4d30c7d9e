import type { TokenDetail } from '@lingpai/contract';
import { tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Panel } from '../parts/page.tsx';
import { SyncToken } from './sync-token.tsx';
import { TestToken } from './test-token.tsx';

/** Try an OTP, and bring a token that drifted away back. */
export function TokenCheck({ token }: { token: TokenDetail }) {
  const t = usePhrases(tokenPhrases);
  if (token.type === 'ocra' && token.periodSeconds === null) {
    return (
      <Panel title={t('test.title')}>
        <p className="lp-muted">{t('test.ocra-none')}</p>
      </Panel>
    );
  }
  return (
    <>
      <Panel title={t('test.title')}>
        <TestToken token={token} />
      </Panel>
      <Panel title={t('sync.title')}>
        <SyncToken token={token} />
      </Panel>
    </>
  );
}
