import { phonePhrases } from '@lingpai/contract/phrases/phone';
import { fillPhrase } from '@lingpai/contract/phrases/phrase';
import { LanguageProvider, createClient, readerLanguage } from '@lingpai/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './state/address-fragment.ts';
import { App } from './app.tsx';
import { ClockKeeper } from './clock/clock-keeper.ts';
import { StartFailure, type StartFault } from './screens/start-failure.tsx';
import { AppProvider, type AppServices } from './state/app-state.tsx';
import { registerServiceWorker } from './state/app-update.ts';
import { listenForInstallPrompt } from './state/install.ts';
import { NavigationProvider } from './state/navigation.tsx';
import { applyTheme, loadSettings } from './state/settings.ts';
import { StorageUnavailableError } from './vault/database.ts';
import { DamagedEntryError } from './vault/sealed-part.ts';
import { listTokens } from './vault/token-store.ts';
import { Vault } from './vault/vault.ts';
import './styles/base.css';
import './styles/components.css';
import './styles/screens.css';

class InsecureOriginError extends Error {}

async function openServices(): Promise<AppServices> {
  if (!isSecureContext) throw new InsecureOriginError('This page needs https');
  const vault = await Vault.open();
  const settings = await loadSettings(vault.database);
  applyTheme(settings);
  const call = createClient({
    baseUrl: '',
    language: readerLanguage,
    networkMessage: () => fillPhrase(phonePhrases['network.unreachable'], readerLanguage()),
  });
  const clock = await ClockKeeper.open(vault.database, async () => {
    const { phoneTime } = await import('@lingpai/contract/routes/phone');
    return (await call(phoneTime, {})).nowMs;
  });
  return { vault, clock, call, settings };
}

function faultOf(error: unknown): StartFault {
  if (error instanceof InsecureOriginError) return 'insecure';
  if (error instanceof StorageUnavailableError) return 'storage';
  return error instanceof DamagedEntryError ? 'damaged' : 'other';
}

async function start(container: HTMLElement): Promise<void> {
  const root = createRoot(container);
  try {
    const services = await openServices();
    const tokens = services.vault.isLocked ? [] : await listTokens(services.vault);
    const firstTab = services.vault.isLocked || tokens.length > 0 ? 'codes' : 'add';
    root.render(
      <StrictMode>
        <LanguageProvider>
          <AppProvider services={services} firstTokens={tokens}>
            <NavigationProvider start={firstTab}>
              <App />
            </NavigationProvider>
          </AppProvider>
        </LanguageProvider>
      </StrictMode>,
    );
  } catch (error) {
    root.render(
      <LanguageProvider>
        <StartFailure fault={faultOf(error)} />
      </LanguageProvider>,
    );
  }
}

listenForInstallPrompt();
const container = document.getElementById('root');
if (container) await start(container);
await registerServiceWorker();
