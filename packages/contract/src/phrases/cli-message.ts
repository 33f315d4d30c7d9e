import { chainProblemPhrases } from './chain-problem.ts';
import { cliPhrases } from './cli.ts';
import { type Language, type Phrase, type PhraseParams, fillPhrase } from './phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** Parameters of the command line's phrases that are codes: what a person reads in their place. */
const TERMS: Readonly<Record<string, Readonly<Record<string, Phrase>>>> = {
  state: {
    enabled: p('启用', 'enabled'),
    disabled: p('停用', 'disabled'),
    lost: p('挂失', 'lost'),
    revoked: p('作废', 'revoked'),
  },
  problem: chainProblemPhrases,
  suite: { default: p('与挑战应答相同', 'default') },
};

/**
 * What the command line says.
 *
 * @param params of the phrase; codes among them are put into the reader's language
 * @example
 * cliMessage('token.done', 'zh-CN', { serial: 'T1', state: 'lost' }); // '令牌“T1”：挂失'
 */
export function cliMessage(
  key: keyof typeof cliPhrases,
  language: Language,
  params: PhraseParams = {},
): string {
  const terms = Object.entries(params).map(([name, value]) => [
    name,
    TERMS[name]?.[String(value)]?.[language] ?? value,
  ]);
  return fillPhrase(cliPhrases[key], language, Object.fromEntries(terms) as PhraseParams);
}
