import { stripVTControlCharacters } from 'node:util';

/** What takes two columns of a terminal: East Asian Wide and Fullwidth (Unicode Standard Annex #11). */
const WIDE =
  '\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}';
const WIDE_CHARACTER = new RegExp(`[${WIDE}]`, 'gu');
/** Combining marks and joiners stand on the character before them. */
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/gu;
/** No line begins with one of these, and none ends with one of those (W3C, Requirements for Chinese Text Layout §3.1.3). */
const CLOSING = '，。、；：！？）》」』】”’…';
const OPENING = '（《「『【“‘';
/** Between two Chinese characters a line may end; within a word of letters only at a blank. */
const CHUNK = new RegExp(
  `\\s*[${OPENING}]*(?:(?![${OPENING}${CLOSING}])[${WIDE}]|[^\\s${WIDE}${OPENING}${CLOSING}]+|[${CLOSING}])[${CLOSING}]*|\\s*[${OPENING}]+`,
  'gu',
);

/** Columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  const shown = stripVTControlCharacters(text).replace(NO_WIDTH, '');
  return Array.from(shown).length + (shown.match(WIDE_CHARACTER)?.length ?? 0);
}

/** Breaks a text into lines. @param width columns; a single word that is wider stays whole */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const lines: string[] = [];
  let current = '';
  for (const chunk of line.match(CHUNK) ?? []) {
    if (current !== '' && displayWidth(current + chunk) > width) {
      lines.push(current);
      current = chunk.trimStart();
    } else current += chunk;
  }
  return [...lines, current].join('\n');
}
