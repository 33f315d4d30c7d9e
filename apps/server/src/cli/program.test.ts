import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LANGUAGES, type Language, type Phrase } from '@lingpai/contract';
import { helpFramePhrases, helpPhrases, helpTermPhrases } from '@lingpai/contract/phrases/cli-help';
import { CommanderError } from 'commander';
import { displayWidth } from './help/display-width.ts';
import type { LocalisedCommand } from './help/localised-command.ts';
import { createProgram } from './program.ts';

const programIn = (language: Language) => createProgram({ LINGPAI_LANG: language });

function allOf(command: LocalisedCommand): LocalisedCommand[] {
  return [command, ...command.commands.flatMap(allOf)];
}

function pathOf(command: LocalisedCommand): string {
  return command.parent === null
    ? ''
    : `${pathOf(command.parent as LocalisedCommand)} ${command.name()}`.trim();
}

/** Every text of the help, by where it stands: `token import`, `token import --org`. */
function textsIn(language: Language): ReadonlyMap<string, string> {
  return new Map(
    allOf(programIn(language)).flatMap((command) => [
      [pathOf(command), command.description()] as const,
      ...command.options.map((option) => [`${pathOf(command)} ${option.flags}`, option.description] as const),
    ]),
  );
}

test('createProgram() describes every command and option in every language', () => {
  const catalogue: readonly Phrase[] = [...Object.values(helpPhrases), helpFramePhrases.version];
  const [places, ...others] = LANGUAGES.map((language) => [...textsIn(language).keys()]);
  for (const other of others) assert.deepEqual(other, places);
  for (const language of LANGUAGES) {
    const known = new Set(catalogue.map((phrase) => phrase[language]));
    for (const [place, text] of textsIn(language))
      assert.ok(known.has(text), `${language}: ${place}: ${text}`);
  }
  for (const [place, text] of textsIn('zh-CN')) assert.match(text, /\p{Script=Han}/u, place);
});

test('createProgram() uses every text of the catalogue', () => {
  const used = new Set([...textsIn('en').values(), ...textsIn('zh-CN').values()]);
  for (const [key, phrase] of Object.entries<Phrase>(helpPhrases))
    assert.ok(key === 'help' || (used.has(phrase.en) && used.has(phrase['zh-CN'])), key);
});

test('createProgram() has a word for every value that is to be given', () => {
  const used = new Set(
    allOf(programIn('en')).flatMap((command) => [
      ...command.registeredArguments.map((argument) => argument.name()),
      ...command.options.flatMap((option) => /[<[]([\w-]+)[>\]]/.exec(option.flags)?.[1] ?? []),
    ]),
  );
  const known = new Set(Object.keys(helpTermPhrases));
  assert.deepEqual(
    [...used].filter((name) => !known.has(name)),
    [],
  );
  const inUsage = ['options', 'command'];
  assert.deepEqual(
    [...known].filter((name) => !used.has(name) && !inUsage.includes(name)),
    [],
  );
});

function helpOf(command: LocalisedCommand, columns: number): string {
  return command.configureOutput({ getOutHelpWidth: () => columns }).helpInformation();
}

for (const columns of [80, 120])
  test(`--help fits ${columns} columns, aligned, in every language`, () => {
    for (const language of LANGUAGES)
      for (const command of allOf(programIn(language))) {
        const lines = helpOf(command, columns).split('\n');
        const where = `${language}: ${pathOf(command)}`;
        for (const line of lines) assert.ok(displayWidth(line) <= columns, `${where}\n${line}`);
        // Behind the usage, which ends with the first empty line.
        const columnsOfTexts = lines.slice(lines.indexOf('')).flatMap((line) => {
          const [, term, text] = /^( {2}\S.*? {2,}| {6,})(\S.*)$/.exec(line) ?? [];
          return term === undefined || text === undefined ? [] : [displayWidth(term)];
        });
        assert.ok(new Set(columnsOfTexts).size <= 1, `${where}\n${lines.join('\n')}`);
      }
  });

test('--help in Chinese leaves nothing in English', () => {
  const english = [
    ...[...Object.values(helpPhrases), ...Object.values(helpFramePhrases)].map(({ en }: Phrase) => en),
    'Arguments:',
    'display help',
    'default:',
    'choices:',
    '[options]',
  ].filter((text) => /[a-z] [a-z]|:$|^\[/i.test(text));
  for (const command of allOf(programIn('zh-CN'))) {
    // Nothing is broken into lines, so that a text that was left is found whole.
    const help = helpOf(command, 120).replace(/\n +/g, ' ');
    for (const text of english) assert.ok(!help.includes(text), `${pathOf(command)}: ${text}`);
  }
});

/** What a command line that cannot be meant is answered. */
function refusalOf(args: readonly string[], language: Language): { line: string; exitCode: number } {
  const program = programIn(language);
  let written = '';
  for (const command of allOf(program))
    command
      .configureOutput({
        writeErr: (text) => void (written += text),
        writeOut: () => assert.fail('on stdout'),
      })
      .exitOverride();
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { line: written, exitCode: error.exitCode };
    throw error;
  }
  return assert.fail(`accepted: ${args.join(' ')}`);
}

const FAULTS: readonly { args: readonly string[]; en: string; zh: string }[] = [
  {
    args: ['tokne', 'list'],
    en: 'There is no command "tokne" (did you mean token?). Run lingpai --help to see how it is used',
    zh: '没有命令“tokne”（是不是 token？）。请运行 lingpai --help 查看用法',
  },
  {
    args: ['token', 'xyzzy'],
    en: 'There is no command "xyzzy". Run lingpai token --help to see how it is used',
    zh: '没有命令“xyzzy”。请运行 lingpai token --help 查看用法',
  },
  {
    args: ['doctor', '--fixx'],
    en: 'There is no option --fixx (did you mean --fix?). Run lingpai doctor --help to see how it is used',
    zh: '没有选项 --fixx（是不是 --fix？）。请运行 lingpai doctor --help 查看用法',
  },
  {
    args: ['token', 'import', 'x.csv', '--ogr', '总公司'],
    en: 'There is no option --ogr (did you mean --org?). Run lingpai token import --help to see how it is used',
    zh: '没有选项 --ogr（是不是 --org？）。请运行 lingpai token import --help 查看用法',
  },
  {
    args: ['--data', 'x', 'org', 'list'],
    en: 'The option --data stands behind the command it is for. Run lingpai --help to see how it is used',
    zh: '选项 --data 要写在命令的后面。请运行 lingpai --help 查看用法',
  },
  {
    args: ['token', 'import', 'x.csv'],
    en: 'The option --org <path> is needed. Run lingpai token import --help to see how it is used',
    zh: '缺少必需的选项 --org <组织机构>。请运行 lingpai token import --help 查看用法',
  },
  {
    args: ['token', 'import', 'x.csv', '--org'],
    en: 'The option --org <path> needs a value. Run lingpai token import --help to see how it is used',
    zh: '选项 --org <组织机构> 后面没有值。请运行 lingpai token import --help 查看用法',
  },
  {
    args: ['token', 'bind', 'T1'],
    en: 'The argument <login> is missing. Run lingpai token bind --help to see how it is used',
    zh: '缺少参数 <用户名>。请运行 lingpai token bind --help 查看用法',
  },
  {
    args: ['token', 'show', 'T1', 'T2'],
    en: 'Too many arguments: at most 1, and 2 were given. Run lingpai token show --help to see how it is used',
    zh: '参数太多：最多 1 个，实际 2 个。请运行 lingpai token show --help 查看用法',
  },
  {
    args: ['token', 'distribute', 'T1', '--mode', 'pigeon'],
    en: 'The option --mode has to be one of online, offline. Run lingpai token distribute --help to see how it is used',
    zh: '选项 --mode 只能是 online、offline。请运行 lingpai token distribute --help 查看用法',
  },
];

test('bad usage is said in one line of the reader’s language, with exit code 2', () => {
  for (const { args, en, zh } of FAULTS) {
    assert.deepEqual(refusalOf(args, 'en'), { line: `lingpai: ${en}\n`, exitCode: 2 });
    assert.deepEqual(refusalOf(args, 'zh-CN'), { line: `lingpai: ${zh}\n`, exitCode: 2 });
  }
});

test('bad usage is one line, whatever was typed', () => {
  for (const language of LANGUAGES)
    for (const args of [['a\nb\u001B[2J'], ['org', '--a\nb']])
      assert.match(refusalOf(args, language).line, /^lingpai: \P{Cc}+\n$/u);
});

test('bad usage never repeats a value that was typed', () => {
  for (const args of [
    ['user', 'add', 'li', '--org', 'x', '--pasword=Shenmi-2026'],
    ['user', 'add', 'li', '--org', 'x', '--pasword', 'Shenmi-2026'],
    ['user', 'static-password', 'li', 'Shenmi-2026', '--password-file', 'x'],
    ['token', 'import', 'x', '--org', 'x', '--format', 'Shenmi-2026'],
    ['token', 'import', 'x', '--key=Shenmi-2026'],
    ['backend', 'test', 'ad', 'li', '-pShenmi-2026'],
  ])
    for (const language of LANGUAGES)
      assert.doesNotMatch(refusalOf(args, language).line, /Shenmi/, args.join(' '));
});
