/** Longest login, in characters (UTF-16 units). */
export const MAX_LOGIN_LENGTH = 128;

/**
 * What two logins are compared by: case and compatibility forms (full-width letters of a Chinese keyboard) make no difference.
 *
 * @example
 * loginKey('Ｚhang.San'); // 'zhang.san'
 */
export function loginKey(login: string): string {
  return login.normalize('NFKC').toLowerCase();
}

/** May a user or administrator be called so: 1 to 128 characters, no control characters, no blanks at either end. */
export function isLogin(login: string): boolean {
  const key = loginKey(login);
  return (
    key.length > 0 &&
    key.length <= MAX_LOGIN_LENGTH &&
    key.trim() === key &&
    !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(key)
  );
}
