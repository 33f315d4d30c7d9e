import { shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Button } from 'antd';
import { Link } from 'react-router';
import { Page } from '../parts/page.tsx';

export function NotFound() {
  const t = usePhrases(shellPhrases);
  return (
    <Page title={t('state.not-found')} description={t('state.not-found-help')}>
      <Link to="/">{t('nav.home')}</Link>
    </Page>
  );
}

/** What stays when a page threw, e.g. because its chunk is gone after an update of the server. */
export function PageCrashed() {
  const t = usePhrases(shellPhrases);
  return (
    <Page title={t('state.crashed')} description={t('state.crashed-help')}>
      <Button type="primary" onClick={() => location.reload()}>
        {t('do.reload')}
      </Button>
    </Page>
  );
}
