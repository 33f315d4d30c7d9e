import { RowRefusal } from '../seed-file-error.ts';

/** Blank stands for any run of blanks. */
export const SEPARATORS = [',', ';', '\t', '|', ' '] as const;
export type Separator = (typeof SEPARATORS)[number];

/**
 * Splits one line into fields, RFC 4180 quotes undone, blanks around a field dropped, and what spreadsheets wrap around text to
 * keep it text (`'0012`, `="0012"`) removed. A field that spans lines is no token row.
 *
 * @throws {RowRefusal} quote-open
 */
export function splitFields(line: string, separator: Separator): string[] {
  if (separator === ' ') return line.trim().split(/\s+/).map(unwrap);
  const fields = line.includes('"') ? splitQuoted(line, separator) : line.split(separator);
  for (let i = 0; i < fields.length; i += 1) fields[i] = unwrap(fields[i] ?? '');
  return fields;
}

function unwrap(field: string): string {
  const text = field.trim();
  const first = text.charCodeAt(0);
  // '  (Excel: text follows)
  if (first === 0x27) return text.slice(1).trim();
  // ="…"  (Excel: a formula that is text)
  if (first === 0x3d) return (/^="(.*)"$/.exec(text)?.[1] ?? text).trim();
  return text;
}

function splitQuoted(line: string, separator: Separator): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const next = readField(line, at, separator);
    fields.push(next.text);
    at = next.end + 1;
  }
  return fields;
}

function readField(line: string, start: number, separator: Separator): { text: string; end: number } {
  let at = start;
  while (line[at] === ' ') at += 1;
  if (line[at] !== '"') {
    const end = endOfField(line, start, separator);
    return { text: line.slice(start, end), end };
  }
  let text = '';
  for (;;) {
    const close = line.indexOf('"', at + 1);
    if (close < 0) throw new RowRefusal('quote-open');
    text += line.slice(at + 1, close);
    if (line[close + 1] !== '"') {
      const end = endOfField(line, close + 1, separator);
      return { text: text + line.slice(close + 1, end), end };
    }
    text += '"';
    at = close + 1;
  }
}

function endOfField(line: string, start: number, separator: Separator): number {
  const end = line.indexOf(separator, start);
  return end < 0 ? line.length : end;
}
