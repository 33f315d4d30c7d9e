import type { PhraseParams } from '@lingpai/contract';
import type { CliPhraseKey } from '../../operation-refusal.ts';

export const CHECK_NAMES = [
  'node',
  'directory',
  'disk',
  'schema',
  'integrity',
  'master-key',
  'data-keys',
  'seeds',
  'secrets',
  'imports',
  'counters',
  'audit',
  'clock',
  'activation',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** `skipped`: what it needs is not there, because an earlier check found a problem. */
export type CheckState = 'ok' | 'warning' | 'problem' | 'skipped';

/** What a check found: which phrase says so, and what to do. */
export interface Finding {
  readonly state: CheckState;
  readonly phrase: CliPhraseKey;
  readonly params?: PhraseParams;
  /** everything that is concerned, e.g. serials; the phrase names the first few */
  readonly items?: readonly string[];
  /** `--fix` has mended what was found */
  readonly isFixed?: boolean;
}

export interface CheckResult extends Finding {
  readonly name: CheckName;
}

export const ok = (phrase: CliPhraseKey, params: PhraseParams = {}): Finding => ({
  state: 'ok',
  phrase,
  params,
});
export const warning = (phrase: CliPhraseKey, params: PhraseParams = {}): Finding => ({
  state: 'warning',
  phrase,
  params,
});
export const problem = (phrase: CliPhraseKey, params: PhraseParams = {}): Finding => ({
  state: 'problem',
  phrase,
  params,
});
