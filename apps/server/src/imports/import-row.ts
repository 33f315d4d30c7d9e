import {
  type ImportRow,
  type Language,
  type PhraseParams,
  fillPhrase,
  importPhrases,
  seedFilePhrases,
} from '@lingpai/contract';
import type { RowVerdict } from '@lingpai/domain';

/** The facts of a verdict, without the token: small, and fit for the report. */
export interface RowFacts {
  readonly line: number;
  readonly serial: string;
  readonly verdict: RowVerdict['verdict'];
  readonly type: { type: 'hotp' | 'totp' | 'ocra'; hash: string; digits: number; period: number } | null;
  readonly message: { key: MessageKey; params: PhraseParams } | null;
}
type MessageKey = keyof typeof importPhrases | keyof typeof seedFilePhrases;

export function rowFacts(row: RowVerdict): RowFacts {
  const spec = row.token?.spec;
  return {
    line: row.line,
    serial: row.serial ?? '',
    verdict: row.verdict,
    type: spec
      ? { type: spec.type, hash: spec.hash, digits: spec.digits, period: spec.periodSeconds ?? 0 }
      : null,
    message: messageOf(row),
  };
}

function messageOf({ problem, verdict, binding, token }: RowVerdict): RowFacts['message'] {
  if (problem !== undefined) return { key: `seed-file.${problem.code}`, params: problem.params };
  if (verdict === 'duplicate') return { key: 'import.row-duplicate', params: {} };
  return binding === undefined
    ? null
    : { key: `import.row-${binding}`, params: { login: token?.userLogin ?? '' } };
}

const PHRASES = { ...importPhrases, ...seedFilePhrases };

/** A row in the reader's language. */
export function describeRow(facts: RowFacts, language: Language): ImportRow {
  const { line, serial, verdict, type, message } = facts;
  return {
    line,
    serial,
    verdict,
    description: type && describeType(type, language),
    message: message && fillPhrase(PHRASES[message.key], language, message.params),
  };
}

function describeType(type: NonNullable<RowFacts['type']>, language: Language): string {
  const phrase = importPhrases[type.period === 0 ? 'import.description' : 'import.description-with-period'];
  return fillPhrase(phrase, language, {
    type: fillPhrase(importPhrases[`import.type-${type.type}`], language),
    hash: type.hash.toUpperCase(),
    digits: type.digits,
    period: type.period,
  });
}

/** The report's first line. The byte order mark makes spreadsheets read it as UTF-8. */
export function reportHeader(language: Language): string {
  const columns = [
    'import.column-line',
    'import.column-serial',
    'import.column-verdict',
    'import.column-description',
    'import.column-message',
  ] as const;
  return `\uFEFF${columns.map((key) => csvField(fillPhrase(importPhrases[key], language))).join(',')}\r\n`;
}

/** A line of the report. */
export function reportLine(facts: RowFacts, language: Language): string {
  const row = describeRow(facts, language);
  const verdict = fillPhrase(importPhrases[`import.verdict-${row.verdict}`], language);
  const fields = [String(row.line), row.serial, verdict, row.description ?? '', row.message ?? ''];
  return `${fields.map(csvField).join(',')}\r\n`;
}

/** RFC 4180. What a spreadsheet would take for a formula is made text. */
function csvField(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
