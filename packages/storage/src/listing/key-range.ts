/** The greatest code point: behind every key that begins alike, on both engines (they compare by byte). */
const LAST = '\u{10FFFF}';

/** Keys greater than `after`, up to and including `upTo`. */
export interface KeyRange {
  readonly after: string;
  readonly upTo: string;
}

/**
 * The keys that begin with `prefix`, behind a page's last key.
 *
 * @param after last key of the page before; empty on the first page
 */
export function keysWithPrefix(prefix: string, after: string): KeyRange {
  // No key is empty, so everything is greater than ''. A key that equals the prefix must be in, hence "just before the prefix".
  return { after: after === '' ? justBefore(prefix) : after, upTo: prefix + LAST };
}

/** A text that sorts before `key` and after everything else that does: its last character one less, then the greatest. */
function justBefore(key: string): string {
  const characters = Array.from(key);
  const last = characters.pop()?.codePointAt(0);
  if (last === undefined) return '';
  // Skip the surrogates, which are no characters; before U+0000 there is only the shorter text.
  if (last === 0) return characters.join('');
  return characters.join('') + String.fromCodePoint(last === 0xe000 ? 0xd7ff : last - 1) + LAST;
}
