import { type ReactNode, Suspense, lazy } from 'react';
import { Icon, type IconName } from './components/icon.tsx';
import { Working } from './components/page.tsx';
import { CodesScreen } from './screens/codes-screen.tsx';
import { useApp, useText } from './state/app-state.tsx';
import { applyUpdate, useUpdateReady } from './state/app-update.ts';
import { type Page, TABS, type Tab, useNavigation } from './state/navigation.tsx';
import { useAppLifetime } from './state/use-app-lifetime.ts';

// only what the first code needs is loaded at once
const AddScreen = lazy(() => import('./screens/add-screen.tsx').then((m) => ({ default: m.AddScreen })));
const SettingsScreen = lazy(() =>
  import('./screens/settings-screen.tsx').then((m) => ({ default: m.SettingsScreen })),
);
const LockScreen = lazy(() => import('./screens/lock-screen.tsx').then((m) => ({ default: m.LockScreen })));
const ScanScreen = lazy(() => import('./screens/scan-screen.tsx').then((m) => ({ default: m.ScanScreen })));
const ActivateScreen = lazy(() =>
  import('./screens/activate-screen.tsx').then((m) => ({ default: m.ActivateScreen })),
);
const ManualScreen = lazy(() =>
  import('./screens/manual-screen.tsx').then((m) => ({ default: m.ManualScreen })),
);
const PersonalScreen = lazy(() =>
  import('./screens/personal-screen.tsx').then((m) => ({ default: m.PersonalScreen })),
);
const TokenScreen = lazy(() =>
  import('./screens/token-screen.tsx').then((m) => ({ default: m.TokenScreen })),
);
const PinScreen = lazy(() => import('./screens/pin-screen.tsx').then((m) => ({ default: m.PinScreen })));
const WelcomeScreen = lazy(() =>
  import('./screens/welcome-screen.tsx').then((m) => ({ default: m.WelcomeScreen })),
);

export function App() {
  const { locked, settings, tokens, toast } = useApp();
  useAppLifetime();
  return (
    <>
      <Suspense fallback={<Working text="" />}>
        {locked ? <LockScreen /> : settings.welcomed || tokens.length > 0 ? <Shell /> : <WelcomeScreen />}
      </Suspense>
      <UpdatePrompt />
      <div className="toast" role="status" data-testid="toast" data-shown={toast !== ''}>
        {toast}
      </div>
    </>
  );
}

function Shell() {
  const { tab, page } = useNavigation();
  return (
    <div className="shell">
      <TabBar />
      <main id="main">
        <Suspense fallback={<Working text="" />}>
          {page === undefined ? <TabContent tab={tab} /> : <PageContent page={page} />}
        </Suspense>
      </main>
    </div>
  );
}

const TAB_ICONS: Record<Tab, IconName> = { add: 'add', codes: 'codes', settings: 'settings' };

function TabBar() {
  const t = useText();
  const { tab, showTab } = useNavigation();
  return (
    <nav className="tabs" aria-label={t('nav.label')}>
      {TABS.map((one) => (
        <button
          key={one}
          type="button"
          aria-current={one === tab ? 'page' : undefined}
          onClick={() => showTab(one)}
          data-testid={`tab-${one}`}
        >
          <Icon name={TAB_ICONS[one]} />
          {t(`tab.${one}`)}
        </button>
      ))}
    </nav>
  );
}

function TabContent({ tab }: { tab: Tab }): ReactNode {
  switch (tab) {
    case 'add':
      return <AddScreen />;
    case 'codes':
      return <CodesScreen />;
    case 'settings':
      return <SettingsScreen />;
  }
}

function PageContent({ page }: { page: Page }): ReactNode {
  switch (page.name) {
    case 'scan':
      return <ScanScreen />;
    case 'activate':
      return <ActivateScreen key={page.ticket} ticket={page.ticket} />;
    case 'manual':
      return <ManualScreen key={page.given?.code} given={page.given} />;
    case 'personal':
      return <PersonalScreen keyUri={page.key} />;
    case 'token':
      return <TokenScreen id={page.id} />;
    case 'pin':
      return <PinScreen purpose={page.purpose} />;
  }
}

function UpdatePrompt() {
  const t = useText();
  if (!useUpdateReady()) return null;
  return (
    <div className="update" role="status" data-testid="update-ready">
      <span>{t('update.ready')}</span>
      <button type="button" className="button button-primary" onClick={applyUpdate}>
        {t('update.apply')}
      </button>
    </div>
  );
}
