import { useText } from '../state/app-state.tsx';
import { promptInstall, useInstallWay } from '../state/install.ts';
import { Icon } from './icon.tsx';

/** How to put the app on this phone's home screen; nothing once it is there. */
export function InstallHint() {
  const t = useText();
  const way = useInstallWay();
  if (way === 'installed') return null;
  return (
    <section className="card install" data-testid="install-hint">
      <h2>
        <Icon name="install" />
        {t('install.title')}
      </h2>
      {way === 'ios' && (
        <>
          <p>{t('install.ios')}</p>
          <p className="muted">{t('install.ios-why')}</p>
        </>
      )}
      {way === 'prompt' && (
        <>
          <p>{t('install.android')}</p>
          <button type="button" className="button" onClick={() => void promptInstall()} data-testid="install">
            {t('install.button')}
          </button>
        </>
      )}
      {way === 'other' && <p>{t('install.other')}</p>}
    </section>
  );
}
