import type { PhraseParams } from '@lingpai/contract';
import type { cliPhrases } from '@lingpai/contract/phrases/cli';

export type CliPhraseKey = keyof typeof cliPhrases;

/** What somebody who runs the system asked for cannot be done: which phrase says so. No secret is in its parameters. */
export class OperationRefusal extends Error {
  readonly key: CliPhraseKey;
  readonly params: PhraseParams;

  constructor(key: CliPhraseKey, params: PhraseParams = {}, options?: ErrorOptions) {
    super(`Cannot go on: ${key}`, options);
    this.name = 'OperationRefusal';
    this.key = key;
    this.params = params;
  }
}

/** Is it the file system that refuses, with a code such as ENOENT? */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && /^E[A-Z0-9]+$/.test(String(error.code))
    ? String(error.code)
    : undefined;
}

/** What the file system says becomes a refusal; anything else stays what it is. */
export function fileRefusal(
  key: 'file.unreadable' | 'file.unwritable',
  file: string,
  error: unknown,
): unknown {
  const code = fileErrorCode(error);
  if (code === undefined) return error;
  if (code === 'EEXIST') return new OperationRefusal('file.exists', { file });
  return new OperationRefusal(key, { file, reason: code }, { cause: error });
}
