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

/** Lets the stylesheet follow the choice; `system` leaves it to the browser. */
export function applyTheme({ theme }: Settings): void {
  document.documentElement.dataset['theme'] = theme;
}
