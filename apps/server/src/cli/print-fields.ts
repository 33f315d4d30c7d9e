import type { Language } from '@lingpai/contract';
import { fieldLabel, fieldTerm } from '@lingpai/contract/phrases/cli-fields';
import type { Terminal } from './terminal.ts';

const INSTANT_NAME = /(?:At|From|Until|Since)$|^until$/;
/** ECMA-262 §21.4.1.1: no date is later. */
const LAST_INSTANT_MS = 8.64e15;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----/g;

/** Prints a document for people, a field a row: instants as ISO 8601, certificates as their number. `--json` has it all as it is. */
export function printFields(terminal: Pick<Terminal, 'table' | 'language'>, document: object): void {
  const { language } = terminal;
  const table = terminal.table();
  for (const [name, value] of Object.entries(document)) {
    const readable = toReadable(name, value, language);
    table.add(fieldLabel(name, language), typeof readable === 'string' ? readable : JSON.stringify(readable));
  }
  table.end();
}

function toReadable(name: string, value: unknown, language: Language): unknown {
  if (Array.isArray(value)) return value.map((item) => toReadable(name, item, language));
  if (typeof value !== 'object' || value === null) return leafOf(name, value, language);
  return Object.fromEntries(
    Object.entries(value).map(([inner, one]) => [
      fieldLabel(inner, language),
      toReadable(inner, one, language),
    ]),
  );
}

function leafOf(name: string, value: unknown, language: Language): unknown {
  if (typeof value === 'number' && INSTANT_NAME.test(name) && Math.abs(value) <= LAST_INSTANT_MS)
    return new Date(value).toISOString();
  if (name === 'caPem' && typeof value === 'string' && value !== '')
    return `PEM, ${value.match(CERTIFICATE)?.length ?? 0} × CERTIFICATE`;
  return fieldTerm(name, value, language);
}
