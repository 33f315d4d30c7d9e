/** `#/setup/<ticket>` of the link that the server console prints. */
const SETUP_FRAGMENT = /^#\/setup\/([^/?#]+)/;

let ticket: string | undefined;

/**
 * Reads the set-up ticket from the address and removes it there. Security: it is kept in memory alone, so it is neither in the
 * history nor in any storage; a reload asks for the link again.
 */
export function takeSetupTicket(): void {
  const found = SETUP_FRAGMENT.exec(location.hash)?.[1];
  if (found === undefined) return;
  ticket = decodeURIComponent(found);
  history.replaceState(null, '', `${location.pathname}#/`);
}

/** The ticket of this page load, if it came with one. */
export function setupTicket(): string | undefined {
  return ticket;
}
