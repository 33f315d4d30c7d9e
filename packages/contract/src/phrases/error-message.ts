import type { ErrorCode } from '../errors.ts';
import { errorPhrases } from './errors.ts';
import { type Language, type Phrase, type PhraseParams, fillPhrase } from './phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** Parameters of error phrases that are codes: what a person reads in their place. */
const TERMS: Readonly<Record<string, Readonly<Record<string, Phrase>>>> = {
  from: {
    disabled: p('停用', 'disabled'),
    enabled: p('启用', 'enabled'),
    lost: p('挂失', 'lost'),
    revoked: p('作废', 'revoked'),
  },
  action: {
    enable: p('启用', 'enable'),
    disable: p('停用', 'disable'),
    'report-lost': p('挂失', 'report lost'),
    'report-found': p('解除挂失', 'report found'),
    unlock: p('解锁', 'unlock'),
    revoke: p('作废', 'revoke'),
  },
  rule: {
    length: p('长度应为 {min} 到 {max} 个字符', 'it has to have {min} to {max} characters'),
    'character-classes': p(
      '大写字母、小写字母、数字、其他字符中至少要有 {min} 种',
      'use {min} of these at least: lower case, upper case, digits, other characters',
    ),
    guessable: p(
      '太容易猜到：不能是常见密码、连续或重复的字符，也不能包含用户名',
      'too easy to guess: no common password, no runs of characters (1234, aaaa, qwer), not the user name',
    ),
    'used-before': p('与最近用过的密码相同，请换一个', 'it was used before: choose another'),
  },
  where: {
    settings: p('基础配置', 'the settings'),
    users: p('{count} 个用户：{logins}', 'users, {count}: {logins}'),
    both: p('基础配置和 {count} 个用户：{logins}', 'the settings, and users, {count}: {logins}'),
  },
  state: {
    activated: p('已激活', 'activated'),
    expired: p('已过期', 'expired'),
    burned: p('密码错误次数过多', 'too many wrong passwords'),
    superseded: p('已重新分发', 'replaced by a newer one'),
    cancelled: p('已取消', 'withdrawn'),
  },
};

/**
 * What a person reads of an error.
 *
 * @param params of the refusal; codes among them (states, actions) are put into the reader's language
 * @example
 * errorMessage('token.revoked', 'en', { serial: '123' }); // 'Token "123" is revoked'
 */
export function errorMessage(code: ErrorCode, language: Language, params: PhraseParams = {}): string {
  const terms = Object.entries(params).map(([name, value]) => {
    const term = TERMS[name]?.[String(value)];
    return [name, term === undefined ? value : fillPhrase(term, language, params)];
  });
  return fillPhrase(errorPhrases[code], language, Object.fromEntries(terms) as PhraseParams);
}
