import { readSingle, write } from '../vault/database.ts';

/** What the owner chose. Lies unencrypted: nothing in here is a secret, and the theme is needed before the vault is open. */
export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  /** show the next code in the last 10 s */
  readonly showNext: boolean;
  readonly hideCodes: boolean;
  /** how long the app may be in the background before it locks */
  readonly autoLockSeconds: number;
  /** the welcome page was seen */
  readonly welcomed: boolean;
}

export const AUTO_LOCK_CHOICES_SECONDS = [0, 60, 300, 900] as const;

const DEFAULTS: Settings = {
  theme: 'system',
  showNext: true,
  hideCodes: false,
  autoLockSeconds: 60,
  welcomed: false,
};

export async function loadSettings(database: IDBDatabase): Promise<Settings> {
  const stored = await readSingle(database, 'settings');
  return { ...DEFAULTS, ...(typeof stored === 'object' ? (stored as Partial<Settings>) : {}) };
}

export async function saveSettings(database: IDBDatabase, settings: Settings): Promise<void> {
  await write(database, ['singles'], (writer) => writer.putSingle('settings', settings));
}

/** As `--ground` in styles/base.css: what the phone paints around the app. */
const GROUND = { light: '#f4f6f5', dark: '#0d1312' } as const;

/** Lets the stylesheet and the phone's status bar follow the choice; `system` leaves it to the browser. */
export function applyTheme({ theme }: Settings): void {
  document.documentElement.dataset['theme'] = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const own = meta.media.includes('dark') ? 'dark' : 'light';
    meta.content = GROUND[theme === 'system' ? own : theme];
  }
}
