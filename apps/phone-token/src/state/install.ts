import { useSyncExternalStore } from 'react';

/** Chromium's event that lets a page offer its installation (not in the standard library's types). */
interface InstallPromptEvent extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

let offered: InstallPromptEvent | undefined;
const listeners = new Set<() => void>();
const tellAll = () => {
  for (const listener of listeners) listener();
};

/** Has to run before the browser fires its event, that is, before anything is awaited. */
export function listenForInstallPrompt(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offered = event as InstallPromptEvent;
    tellAll();
  });
  addEventListener('appinstalled', () => {
    offered = undefined;
    tellAll();
  });
}

/** How this phone installs the app: by our own button, by Safari's menu, by some other menu, or it is installed already. */
export type InstallWay = 'prompt' | 'ios' | 'other' | 'installed';

export function isInstalled(): boolean {
  return (
    matchMedia('(display-mode: standalone)').matches ||
    (navigator as { standalone?: boolean }).standalone === true
  );
}

/** iPadOS calls itself a Mac, but no Mac has a touch screen. */
export function isIos(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

export function useInstallWay(): InstallWay {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => {
      if (isInstalled()) return 'installed';
      if (offered !== undefined) return 'prompt';
      return isIos() ? 'ios' : 'other';
    },
  );
}

/** Shows the browser's own installation dialogue. */
export async function promptInstall(): Promise<void> {
  await offered?.prompt();
  offered = undefined;
  tellAll();
}
