/** Takes the fragment out of the address bar, and so out of the browser's history: it may hold a ticket. */
export function takeFragment(): string | undefined {
  const { hash, pathname } = location;
  if (hash === '') return undefined;
  history.replaceState(history.state, '', pathname);
  return hash;
}

/** What the app was opened with, taken before anything else happens. */
export const firstFragment = takeFragment();
