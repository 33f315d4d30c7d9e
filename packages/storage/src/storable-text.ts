/**
 * A text as both engines store it: NUL (PostgreSQL refuses it) and lone surrogates (not UTF-8) become U+FFFD. What is hashed or
 * compared has to be the text that is read back later.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
