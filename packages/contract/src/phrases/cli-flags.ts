import type { Phrase } from './phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** What is wrong with the value of an option or of a variable of the environment; never the value of a secret. */
export const flagPhrases = {
  'flag.whole-number': p('{flag} 应为整数', '{flag} has to be a whole number'),
  'flag.range': p('{flag} 应为 {min} 到 {max} 的整数', '{flag} has to be a whole number from {min} to {max}'),
  'flag.range-or-default': p(
    '{flag} 应为 {min} 到 {max} 的整数，或 default',
    '{flag} has to be a whole number from {min} to {max}, or default',
  ),
  'flag.count-or-all': p(
    '{flag} 应为从 1 起的整数，或 all',
    '{flag} has to be a whole number from 1 on, or all',
  ),
  'flag.candidate': p(
    '{flag} 应为候选的序号：1、2、3……',
    '{flag} has to be the number of a candidate: 1, 2, 3 …',
  ),
  'flag.url': p('{flag} 应为 http://… 或 https://…', '{flag} has to be http://… or https://…'),
  'flag.one-of': p('请给出且只给出其中一个：{flags}', 'Give one of these, and one only: {flags}'),
  'flag.some-of': p('请至少给出其中一个：{flags}', 'Give one of these at least: {flags}'),
  'flag.not-with': p('{flag} 不能与 {others} 一起使用', '{flag} cannot be used together with {others}'),
  'flag.invalid': p(
    '{flag} 的值无效：请运行 lingpai backend add --help 查看',
    'The value of {flag} is not valid: see lingpai backend add --help',
  ),
  'flag.not-a-date': p(
    '{flag}：“{value}”不是日期。请用 2027-01-31、2027-01-31T18:00:00+08:00 或 none',
    '{flag}: "{value}" is not a date. Give 2027-01-31, 2027-01-31T18:00:00+08:00, or none',
  ),
  'variable.database-url': p(
    'LINGPAI_DATABASE_URL 应以 postgres:// 开头；不设置则使用 SQLite',
    'LINGPAI_DATABASE_URL must begin with postgres://; without it the data is in SQLite',
  ),
  'variable.tls': p(
    'LINGPAI_TLS_CERT 与 LINGPAI_TLS_KEY 必须同时设置',
    'Give both LINGPAI_TLS_CERT and LINGPAI_TLS_KEY',
  ),
} as const satisfies Record<string, Phrase>;
