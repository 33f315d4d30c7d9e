/** Address of a token's page; a serial may hold `/` and `:`. */
export function tokenPath(serial: string, part?: 'distribute'): string {
  return `/tokens/${encodeURIComponent(serial)}${part === undefined ? '' : `/${part}`}`;
}
