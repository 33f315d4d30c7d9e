const LOGIN = '{login}';

/**
 * The name a person binds by. In a distinguished name whatever has a meaning there is escaped; other forms of a name
 * (`{login}@corp.example.com`, `CORP\{login}`) know no escapes.
 *
 * @param template with `{login}`
 * @see RFC 4514 §2.4
 */
export function bindNameOf(template: string, login: string): string {
  const isDistinguished = template.includes('=');
  return template.replaceAll(LOGIN, () => (isDistinguished ? escapeRdnValue(login) : login));
}

/** More than RFC 4514 asks for: blanks, `#` and `=` wherever they are, and control characters. */
function escapeRdnValue(value: string): string {
  return value.replace(/[\p{Cc} "#+,;<=>\\]/gu, (character) =>
    Buffer.from(character).toString('hex').replace(/../g, '\\$&'),
  );
}
