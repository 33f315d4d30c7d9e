import type { Phrase } from '../phrase.ts';

const p = (zh: string, en: string): Phrase => ({ 'zh-CN': zh, en });

/** What stands around the texts of the help. */
export const helpFramePhrases = {
  'Usage:': p('用法:', 'Usage:'),
  'Options:': p('选项:', 'Options:'),
  'Commands:': p('命令:', 'Commands:'),
  'help-option': p('显示帮助', 'show this help'),
  version: p('显示版本号', 'show the version'),
  choices: p('{text}：{choices}', '{text}: {choices}'),
  default: p('{text}（默认 {value}）', '{text} (default: {value})'),
  separator: p('、', ', '),
} as const satisfies Record<string, Phrase>;

/** What is wrong with how a command was called, and where it is written how it is called. No value that was typed is in them. */
export const usagePhrases = {
  hint: p(
    '{problem}。请运行 {command} --help 查看用法',
    '{problem}. Run {command} --help to see how it is used',
  ),
  similar: p('{problem}（是不是 {words}？）', '{problem} (did you mean {words}?)'),
  or: p(' 或 ', ' or '),
  'unknown-command': p('没有命令“{name}”', 'There is no command "{name}"'),
  'unknown-option': p('没有选项 {name}', 'There is no option {name}'),
  'misplaced-option': p(
    '选项 {flag} 要写在命令的后面',
    'The option {flag} stands behind the command it is for',
  ),
  'missing-argument': p('缺少参数 {name}', 'The argument {name} is missing'),
  'missing-option': p('缺少必需的选项 {flags}', 'The option {flags} is needed'),
  'missing-value': p('选项 {flags} 后面没有值', 'The option {flags} needs a value'),
  'excess-arguments': p(
    '参数太多：最多 {expected} 个，实际 {received} 个',
    'Too many arguments: at most {expected}, and {received} were given',
  ),
  choice: p('选项 {flag} 只能是 {choices}', 'The option {flag} has to be one of {choices}'),
} as const satisfies Record<string, Phrase>;
