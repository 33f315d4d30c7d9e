import { phonePhrases } from '@lingpai/contract/phrases/phone';
import { type Call, usePhrases } from '@lingpai/ui';
import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { ClockKeeper } from '../clock/clock-keeper.ts';
import { type ListedToken, listTokens } from '../vault/token-store.ts';
import type { Vault } from '../vault/vault.ts';
import { type Settings, applyTheme, saveSettings } from './settings.ts';

/** What was opened before the first screen. */
export interface AppServices {
  readonly vault: Vault;
  readonly clock: ClockKeeper;
  readonly call: Call;
  readonly settings: Settings;
}

interface AppState extends AppServices {
  readonly tokens: readonly ListedToken[];
  readonly locked: boolean;
  readonly toast: string;
  readonly reloadTokens: () => Promise<void>;
  readonly setSettings: (change: Partial<Settings>) => void;
  readonly say: (text: string) => void;
  readonly lockNow: () => void;
  /** makes the other tabs start anew, after the lock or the whole vault changed */
  readonly reloadOtherTabs: () => void;
  /** after the PIN was accepted, set or removed */
  readonly lockChanged: () => void;
}

const AppContext = createContext<AppState | undefined>(undefined);

export function useApp(): AppState {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('Cannot use the app outside AppProvider');
  return app;
}

/** The phone token's texts in the reader's language. */
export function useText() {
  return usePhrases(phonePhrases);
}

const TOAST_MS = 2_400;
/** Tells other tabs of this app that the vault changed. */
const CHANNEL = 'lingpai';

interface ProviderProps {
  readonly services: AppServices;
  readonly firstTokens: readonly ListedToken[];
  readonly children: ReactNode;
}

export function AppProvider({ services, firstTokens, children }: ProviderProps) {
  const { vault } = services;
  const [tokens, setTokens] = useState(firstTokens);
  const [settings, setSettingsState] = useState(services.settings);
  const [locked, setLocked] = useState(vault.isLocked);
  const [toast, setToast] = useState('');
  const channel = useMemo(() => new BroadcastChannel(CHANNEL), []);

  const load = useCallback(async () => {
    setTokens(vault.isLocked ? [] : await listTokens(vault));
  }, [vault]);
  const reloadTokens = useCallback(async () => {
    await load();
    channel.postMessage('tokens');
  }, [load, channel]);
  useEffect(() => {
    channel.addEventListener('message', ({ data }) => {
      // another tab locked or wiped the vault: this one's key is of no use any more
      if (data === 'lock') location.reload();
      else void load();
    });
  }, [channel, load]);

  const reloadOtherTabs = useCallback(() => channel.postMessage('lock'), [channel]);

  const setSettings = useCallback(
    (change: Partial<Settings>) => {
      setSettingsState((present) => {
        const next = { ...present, ...change };
        applyTheme(next);
        void saveSettings(vault.database, next);
        return next;
      });
    },
    [vault],
  );
  useEffect(() => {
    if (toast === '') return undefined;
    const timer = setTimeout(() => setToast(''), TOAST_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  const lockNow = useCallback(() => {
    vault.lock();
    setLocked(vault.isLocked);
    if (vault.isLocked) setTokens([]);
  }, [vault]);
  const lockChanged = useCallback(() => {
    setLocked(vault.isLocked);
    void load();
  }, [vault, load]);

  const value = useMemo(
    () => ({
      ...services,
      settings,
      tokens,
      locked,
      toast,
      reloadTokens,
      setSettings,
      say: setToast,
      lockNow,
      reloadOtherTabs,
      lockChanged,
    }),
    [
      services,
      settings,
      tokens,
      locked,
      toast,
      reloadTokens,
      setSettings,
      lockNow,
      reloadOtherTabs,
      lockChanged,
    ],
  );
  return <AppContext value={value}>{children}</AppContext>;
}
