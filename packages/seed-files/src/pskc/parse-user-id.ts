/**
 * The login in a UserId, which RFC 6030 §4.2 wants to be a distinguished name.
 *
 * @param text `UID=jsmith,DC=example,DC=net` → jsmith; without UID the CN; plain text as it is
 * @returns undefined for a distinguished name that has neither
 */
export function parseUserId(text: string): string | undefined {
  if (!/^[A-Za-z][\w.]*\s*=/.test(text)) return text;
  const parts = text.match(/(?:\\.|[^,\\])+/g) ?? [];
  const valueOf = (name: string): string | undefined => {
    const part = parts.find((each) => each.trim().toUpperCase().startsWith(`${name}=`));
    return part
      ?.slice(part.indexOf('=') + 1)
      .replace(/\\(.)/g, '$1')
      .trim();
  };
  return valueOf('UID') ?? valueOf('CN');
}
