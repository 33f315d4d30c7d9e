/** Fragment of any activation address, of whatever version: kind and version. */
export const ANY_ACTIVATION = /^#\/(activate|offline)\/([^.]*)\./;

/** Whether an address bar's fragment is an activation at all. */
export function isActivationFragment(fragment: string): boolean {
  return ANY_ACTIVATION.test(fragment);
}
