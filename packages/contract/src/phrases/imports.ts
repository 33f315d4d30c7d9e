import type { Phrase } from './phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** What becomes of the rows of a token file, on screen, on the command line and in the report. */
export const importPhrases = {
  'import.verdict-new': p('新增', 'new'),
  'import.verdict-duplicate': p('重复', 'duplicate'),
  'import.verdict-refused': p('拒绝', 'refused'),
  'import.row-duplicate': p(
    '令牌号已存在，原令牌保持不变',
    'The serial exists already: that token is left as it is',
  ),
  'import.row-bound': p('绑定用户“{login}”', 'Bound to user "{login}"'),
  'import.row-user-unknown': p(
    '没有用户“{login}”：只导入令牌，不绑定',
    'There is no user "{login}": imported, but not bound',
  ),
  'import.row-other-organization': p(
    '用户“{login}”不在所选组织机构内：只导入令牌，不绑定',
    'User "{login}" is not in the chosen organisation: imported, but not bound',
  ),
  'import.row-user-full': p(
    '用户“{login}”绑定的令牌已达上限：只导入令牌，不绑定',
    'User "{login}" has the most tokens allowed: imported, but not bound',
  ),
  'import.type-hotp': p('事件型', 'event'),
  'import.type-totp': p('时间型', 'time'),
  'import.type-ocra': p('挑战型', 'challenge'),
  'import.description': p('{type}，{hash}，{digits} 位', '{type}, {hash}, {digits} digits'),
  'import.description-with-period': p(
    '{type}，{hash}，{digits} 位，{period} 秒',
    '{type}, {hash}, {digits} digits, {period} s',
  ),
  'import.column-line': p('行', 'Line'),
  'import.column-serial': p('令牌号', 'Serial'),
  'import.column-verdict': p('结果', 'Verdict'),
  'import.column-description': p('类型', 'Type'),
  'import.column-message': p('说明', 'Message'),
} as const satisfies Record<string, Phrase>;
