import type { Terminal } from './terminal.ts';

const INSTANT_NAME = /(?:At|From|Until|Since)$|^until$/;
/** ECMA-262 §21.4.1.1: no date is later. */
const LAST_INSTANT_MS = 8.64e15;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----/g;

/** Prints a document for people, a field a line: instants as ISO 8601, certificates as their number. `--json` has it all as it is. */
export function printFields(terminal: Pick<Terminal, 'print'>, document: object): void {
  for (const [name, value] of Object.entries(document)) {
    const readable = toReadable(name, value);
    terminal.print(
      `${name}\t${typeof readable === 'string' ? readable : JSON.stringify(readable, toReadable)}`,
    );
  }
}

function toReadable(name: string, value: unknown): unknown {
  if (typeof value === 'number' && INSTANT_NAME.test(name) && Math.abs(value) <= LAST_INSTANT_MS)
    return new Date(value).toISOString();
  if (name === 'caPem' && typeof value === 'string' && value !== '')
    return `PEM, ${value.match(CERTIFICATE)?.length ?? 0} × CERTIFICATE`;
  return value;
}
