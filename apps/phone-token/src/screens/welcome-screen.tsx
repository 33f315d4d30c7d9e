import { InstallHint } from '../components/install-hint.tsx';
import { Icon, Mark } from '../components/icon.tsx';
import { useApp, useText } from '../state/app-state.tsx';

/** What a person sees once, at the very first start. */
export function WelcomeScreen() {
  const t = useText();
  const { setSettings } = useApp();
  return (
    <main className="welcome">
      <Mark />
      <h1>{t('welcome.title')}</h1>
      <ul className="welcome-lines">
        {(['welcome.line-1', 'welcome.line-2', 'welcome.line-3'] as const).map((key) => (
          <li key={key}>
            <Icon name="check" />
            {t(key)}
          </li>
        ))}
      </ul>
      <InstallHint />
      <button
        type="button"
        className="button button-primary button-wide"
        onClick={() => setSettings({ welcomed: true })}
        data-testid="welcome-start"
      >
        {t('welcome.start')}
      </button>
    </main>
  );
}
