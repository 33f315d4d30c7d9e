import { useSyncExternalStore } from 'react';

let waiting: ServiceWorker | undefined;
const listeners = new Set<() => void>();

/** Registers the service worker, after the first screen is there, and watches for a newer one. */
export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  let reloading = false;
  const hadController = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // the first installation takes control too, and changes nothing on the page
    if (!hadController || reloading) return;
    reloading = true;
    location.reload();
  });
  const registration = await navigator.serviceWorker.register('/service-worker.js');
  announce(registration);
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', () => announce(registration));
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && navigator.onLine)
      registration.update().catch(() => undefined); // no network: the next time
  });
}

function announce({ waiting: found }: ServiceWorkerRegistration): void {
  if (found === null || navigator.serviceWorker.controller === null) return;
  waiting = found;
  for (const listener of listeners) listener();
}

/** Whether a newer version is ready to take over. */
export function useUpdateReady(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting !== undefined,
  );
}

/** Lets the newer version take over; the page then reloads by itself. */
export function applyUpdate(): void {
  waiting?.postMessage('take-over');
}
