import { type Language, type PhraseParams, pickLanguage } from '@lingpai/contract';
import type { cliPhrases } from '@lingpai/contract/phrases/cli';
import { fieldLabel } from '@lingpai/contract/phrases/cli-fields';
import { cliMessage } from '@lingpai/contract/phrases/cli-message';
import { Table } from './table.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a command speaks: answers on stdout, everything else on stderr, in the reader's language. */
export interface Terminal {
  readonly language: Language;
  /** is stderr a screen that can show progress */
  readonly isInteractive: boolean;
  say(key: keyof typeof cliPhrases, params?: PhraseParams): string;
  /** a line of the answer */
  print(line: string): void;
  /** rows of the answer, with these fields as headings; `end` it when all are there */
  table(...fields: readonly string[]): Table;
  /** a line beside the answer: warnings, progress, errors */
  note(line: string): void;
  /** replaces the last progress line */
  progress(line: string): void;
  /** one JSON document, and nothing else */
  json(document: unknown): void;
}

/**
 * The language of a terminal. `C` and `POSIX` say nothing of the reader and often cannot show Chinese: English then.
 *
 * @param env LINGPAI_LANG, LC_ALL, LC_MESSAGES, LANG, in this order
 */
export function terminalLanguage(env: Environment): Language {
  const named = [env['LINGPAI_LANG'], env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  );
  if (named === undefined || /^(C|POSIX)(\.|$)/.test(named)) return 'en';
  return pickLanguage(named.replace('_', '-'));
}

/** 128 + SIGPIPE: what a shell shows for a program whose reader went away. */
const CLOSED_PIPE_EXIT = 141;

/** Ends the process in silence when nobody reads what it writes any more (`lingpai user list | head -1`), as other programs do. */
export function endOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(CLOSED_PIPE_EXIT);
    });
}

export function createTerminal(env: Environment): Terminal {
  const language = terminalLanguage(env);
  const isInteractive = process.stderr.isTTY;
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  return {
    language,
    isInteractive,
    say: (key, params) => cliMessage(key, language, params),
    print,
    table: (...fields) => {
      const headings = fields.map((field) => fieldLabel(field, language));
      return new Table({ headings, print, isOnScreen: process.stdout.isTTY });
    },
    note: (line) => void process.stderr.write(`${line}\n`),
    progress: (line) => {
      if (isInteractive) process.stderr.write(`\r\u001b[K${line}`);
    },
    json: (document) => void process.stdout.write(`${JSON.stringify(document, null, 2)}\n`),
  };
}
