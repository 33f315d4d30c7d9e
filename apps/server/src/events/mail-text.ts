import {
  type AuditEvent,
  type Language,
  type Phrase,
  type PhraseParams,
  errorPhrases,
  fillPhrase,
  isErrorCode,
} from '@lingpai/contract';
import { auditActionPhrases, auditReasonPhrases } from '@lingpai/contract/phrases/audit';
import { eventMailPhrases } from '@lingpai/contract/phrases/events';
import type { EventBatch } from '@lingpai/domain';

/** Kinds of events a subject names. */
const SUBJECT_KINDS = 2;
const COLUMNS = ['at', 'what', 'outcome', 'user', 'serial', 'source', 'actor'] as const;

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * The mail that tells of a batch. The subject is made of counts and of our own words: nothing anybody typed. Of the rest, what people typed
 * can end no line of the text and open no element of the HTML.
 */
export function mailText(batch: EventBatch, language: Language): MailText {
  const say = (key: keyof typeof eventMailPhrases, params?: PhraseParams) =>
    fillPhrase(eventMailPhrases[key], language, params);
  const head = COLUMNS.map((column) => say(`column.${column}`));
  const rows = batch.events.map((event) => cellsOf(event, language));
  const totals = batch.totals.map((total) =>
    say('total', { ...namesOf(total, language), count: total.count }),
  );
  const greeting = say('greeting', { sink: batch.sinkName });
  const hidden = batch.eventCount - batch.events.length;
  const more = hidden > 0 ? [say('more', { count: hidden })] : [];
  const lines = rows.map((row) => row.map(oneLine).join('  '));
  return {
    subject: subjectOf(batch, language),
    text: [oneLine(greeting), '', ...totals, '', head.join('  '), ...lines, '', ...more, ''].join('\n'),
    html: htmlOf({ greeting, totals, head, rows, more, language }),
  };
}

function subjectOf({ eventCount, totals }: EventBatch, language: Language): string {
  const named = totals
    .slice(0, SUBJECT_KINDS)
    .map((total) =>
      fillPhrase(eventMailPhrases['subject.total'], language, {
        ...namesOf(total, language),
        count: total.count,
      }),
    )
    .join(language === 'zh-CN' ? '，' : ', ');
  const what =
    totals.length > SUBJECT_KINDS
      ? `${named} ${fillPhrase(eventMailPhrases['subject.more'], language)}`
      : named;
  return fillPhrase(eventMailPhrases[eventCount === 1 ? 'subject-one' : 'subject'], language, {
    count: eventCount,
    what,
  });
}

function cellsOf(event: AuditEvent, language: Language): string[] {
  const { action, outcome } = namesOf(event, language);
  const reason = event.reason === '' ? '' : ` (${reasonOf(event.reason, language)})`;
  return [
    new Date(event.at).toISOString().replace('T', ' ').replace('Z', ''),
    action,
    outcome + reason,
    event.userLogin,
    event.serial,
    event.source,
    event.actor,
  ];
}

function namesOf(
  { action, succeeded }: { readonly action: string; readonly succeeded: boolean },
  language: Language,
): { action: string; outcome: string } {
  return {
    action: phraseOf(auditActionPhrases, action)?.[language] ?? action,
    outcome: eventMailPhrases[succeeded ? 'outcome.succeeded' : 'outcome.refused'][language],
  };
}

function reasonOf(reason: string, language: Language): string {
  const phrase =
    phraseOf(auditReasonPhrases, reason) ?? (isErrorCode(reason) ? errorPhrases[reason] : undefined);
  // A phrase with parameters would show their names.
  return phrase === undefined || phrase[language].includes('{') ? reason : phrase[language];
}

function phraseOf(table: Readonly<Record<string, Phrase>>, key: string): Phrase | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Control characters and marks of direction become a visible sign. */
function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}

function htmlOf(parts: {
  readonly greeting: string;
  readonly totals: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly more: readonly string[];
  readonly language: Language;
}): string {
  const cells = (tag: 'td' | 'th', row: readonly string[]) =>
    `<tr>${row.map((value) => `<${tag} align="left">${escapeHtml(value)}</${tag}>`).join('')}</tr>`;
  return [
    `<!doctype html><html lang="${parts.language}"><head><meta charset="utf-8"></head><body>`,
    `<p>${escapeHtml(parts.greeting)}</p>`,
    `<ul>${parts.totals.map((total) => `<li>${escapeHtml(total)}</li>`).join('')}</ul>`,
    '<table border="1" cellpadding="4" cellspacing="0">',
    cells('th', parts.head),
    ...parts.rows.map((row) => cells('td', row)),
    '</table>',
    ...parts.more.map((line) => `<p>${escapeHtml(line)}</p>`),
    '</body></html>',
  ].join('\n');
}

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(value: string): string {
  return oneLine(value).replace(/[&<>"']/g, (character) => HTML_ESCAPES[character]!);
}
