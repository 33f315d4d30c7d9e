import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  SEED_HEX,
  TOKEN_FILE,
  cliOn,
  fillData,
  oneLine,
  otpOf,
  presentStep,
  runUnread,
  tempFolder,
} from './cli.ts';

test('every command of a first day, with one JSON document each', async (t) => {
  const folder = tempFolder(t);
  const cli = cliOn(join(folder, '数据 目录'));
  const file = join(folder, '令牌.csv');
  const password = join(folder, 'password');
  writeFileSync(file, TOKEN_FILE);
  writeFileSync(password, 'Shenmi-2026\r\n');
  assert.match((await cli.ok('org', 'add', '总公司/研发')).stdout, /总公司\/研发/);
  const user = await cli.json(
    'user',
    'add',
    'zhang',
    '--org',
    '总公司',
    '--name',
    '张伟',
    '--password-file',
    password,
    '--static',
    'required',
  );
  assert.equal(user['hasStaticPassword'], true);
  const imported = await cli.json('token', 'import', file, '--org', '总公司', '--enable');
  assert.deepEqual([imported['new'], imported['written']], [3, true]);
  const created = await cli.json('token', 'create', '--org', '总公司', '--count', '2');
  const [mobile = ''] = created['serials'] as string[];
  const distributed = await cli.json('token', 'distribute', mobile, '--mode', 'offline');
  assert.match(String(distributed['activationCode']), /^[0-9A-Z-]{26,}$/);
  await cli.ok('token', 'bind', 'T1', 'zhang');
  const step = presentStep();
  await cli.ok('token', 'sync', 'T1', otpOf('totp', step), otpOf('totp', step + 1));
  assert.match((await cli.ok('token', 'lost', 'T2')).stdout, /lost/);
  const listed = (await cli.json('token', 'list', '--kind', 'hardware', '--limit', '2')) as {
    items: { serial: string }[];
    isComplete: boolean;
  };
  assert.deepEqual([listed.items.map(({ serial }) => serial), listed.isComplete], [['H1', 'T1'], false]);
  const users = (await cli.json('user', 'list', '--org', '总公司')) as { items: { login: string }[] };
  assert.deepEqual(
    users.items.map(({ login }) => login),
    ['zhang'],
  );
  assert.equal(((await cli.json('user', 'show', 'ZHANG'))['tokens'] as unknown[]).length, 1);
  assert.match((await cli.ok('token', 'unbind', 'T1')).stdout, /zhang/);
  assert.deepEqual(await cli.json('settings', 'set', 'lockout.temporaryAfterFailures', '5'), {
    name: 'lockout.temporaryAfterFailures',
    before: 10,
    after: 5,
  });
  const settings = (await cli.json('settings', 'show')) as { lockout: { temporaryAfterFailures: number } };
  assert.equal(settings.lockout.temporaryAfterFailures, 5);
  assert.match(String((await cli.json('admin', 'reset', 'admin'))['password']), /^.{12,}$/);
  assert.equal((await cli.json('audit', 'verify'))['isIntact'], true);
});

test('a command whose output nobody reads any more ends in silence', async (t) => {
  const cli = cliOn(join(tempFolder(t), 'data'));
  await fillData(cli.dataDir);
  for (const args of [
    ['user', 'show', 'zhang'],
    ['user', 'show', 'zhang', '--json'],
    ['settings', 'show'],
  ])
    assert.deepEqual(await runUnread(cli, args, 'stdout'), { exitCode: 141, other: '' }, args.join(' '));
  const refused = await runUnread(cli, ['user', 'show', 'nobody'], 'stderr');
  assert.deepEqual(refused, { exitCode: 141, other: '' });
});

test('for people, instants are dates', async (t) => {
  const cli = cliOn(join(tempFolder(t), 'data'));
  await fillData(cli.dataDir);
  await cli.ok('user', 'set', 'zhang', '--valid-until', '2099-01-01T00:00:00Z');
  const { stdout } = await cli.ok('user', 'show', 'zhang');
  assert.match(stdout, /^validUntil\t2099-01-01T00:00:00\.000Z$/m);
  assert.match(stdout, /^tokens\t.*"boundAt":"\d{4}-\d\d-\d\dT/m);
  assert.doesNotMatch(stdout, /\d{13}/);
  assert.equal((await cli.json('user', 'show', 'zhang'))['validUntil'], Date.UTC(2099, 0, 1));
  assert.doesNotMatch((await cli.ok('token', 'show', 'T1')).stdout, /\d{13}/);
});

test('bad usage ends with 2, says how it is used, and touches nothing', async (t) => {
  const folder = tempFolder(t);
  const cli = cliOn(join(folder, 'data'));
  const usages = [
    [],
    ['nonsense'],
    ['backup'],
    ['token', 'import', 'x.csv'],
    ['token', 'create', '--org', 'x', '--count', '1', '--type', 'rsa'],
    ['token', 'distribute', 'T1', '--mode', 'carrier-pigeon'],
    ['settings', 'set', 'lockout.temporarySeconds'],
    ['serve', '--port', '70000'],
    ['doctor', '--nonsense'],
  ];
  for (const args of usages) {
    const { exitCode, stdout, stderr } = await cli.run(args);
    assert.equal(exitCode, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.doesNotMatch(stderr, /\bat .*\.ts|Error:/);
    if (args.length > 0) oneLine({ exitCode, stdout, stderr });
  }
  const chinese = await cli.run(['token', 'import', 'x.csv', '--ogr', 'x'], { LINGPAI_LANG: 'zh-CN' });
  assert.deepEqual([chinese.exitCode, chinese.stdout], [2, '']);
  assert.match(oneLine(chinese), /^lingpai: 没有选项 --ogr（是不是 --org？）/);
  const result = await cli.run(['org', 'add', 'x'], { LINGPAI_DATABASE_URL: 'mysql://x:topsecret@h/d' });
  assert.equal(result.exitCode, 2);
  assert.doesNotMatch(result.stderr, /topsecret/);
});

test('what is refused is refused in one line, without a secret', async (t) => {
  const folder = tempFolder(t);
  const cli = cliOn(join(folder, 'data'));
  await fillData(cli.dataDir);
  const make = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const tokens = make('tokens.csv', TOKEN_FILE);
  const refusals: [pattern: RegExp, ...args: string[]][] = [
    [/no organisation "nowhere"/, 'token', 'import', tokens, '--org', 'nowhere'],
    [/no organisation "总公司\/财务"/, 'user', 'add', 'li', '--org', '总公司/财务'],
    [/"Zhang" is taken/, 'user', 'add', 'Zhang', '--org', '总公司'],
    [/no user "nobody"/, 'user', 'show', 'nobody'],
    [/no token "T9"/, 'token', 'enable', 'T9'],
    [/directory/, 'token', 'import', folder, '--org', '总公司'],
    [/no such file/, 'token', 'import', join(folder, 'absent'), '--org', '总公司'],
    [/./, 'token', 'import', make('empty', ''), '--org', '总公司'],
    [
      /./,
      'token',
      'import',
      make('binary', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256))),
      '--org',
      '总公司',
    ],
    [/hexadecimal/, 'token', 'import', tokens, '--org', '总公司', '--key', 'c0ffee-topsecret'],
    [/first line.*empty/, 'user', 'add', 'li', '--org', '总公司', '--password-file', make('blank', '\n')],
    [/no such file/, 'user', 'add', 'li', '--org', '总公司', '--password-file', join(folder, 'absent')],
    [/no setting "lockout\.nonsense"/, 'settings', 'set', 'lockout.nonsense', '1'],
    [/3 to 100/, 'settings', 'set', 'lockout.temporaryAfterFailures', '2'],
    [/whole number/, 'settings', 'set', 'lockout.temporaryAfterFailures', 'many'],
    [/true or false/, 'settings', 'set', 'distributionSite.isEnabled', 'yes'],
    [/https:/, 'settings', 'set', 'distributionSite.url', 'ftp://x'],
    [/./, 'agent', 'add', 'bank', '--out', join(folder, 'tokens.csv')],
    [/"T1" is already bound|already bound/, 'token', 'bind', 'T1', 'zhang'],
  ];
  for (const [pattern, ...args] of refusals) {
    const line = await cli.refused(...args);
    assert.match(line, pattern, args.join(' '));
    assert.ok(!line.includes('topsecret') && !line.includes(SEED_HEX), line);
  }
  assert.equal(readFileSync(tokens, 'utf8'), TOKEN_FILE);
  // The name of the configuration file was taken: there is no agent whose key nobody has.
  await cli.ok('agent', 'add', 'bank', '--out', join(folder, 'agent.acf'));
  const wrong = await cli.run(['user', 'list'], { LINGPAI_MASTER_KEY: 'ab'.repeat(32) });
  assert.match(oneLine(wrong), /master key does not fit/);
  assert.doesNotMatch(wrong.stderr, /abab/);
  const malformed = await cli.run(['user', 'list'], { LINGPAI_MASTER_KEY: 'topsecret' });
  assert.match(oneLine(malformed), /64 hexadecimal/);
  const failed = await cli.run(['user', 'list'], {
    LINGPAI_MASTER_KEY_COMMAND: 'echo topsecret >/dev/null; false',
  });
  assert.match(oneLine(failed), /COMMAND failed/);
  assert.doesNotMatch(failed.stderr, /topsecret/);
  const unreachable = await cli.run(['user', 'list'], {
    LINGPAI_DATABASE_URL: 'postgres://u:topsecret@127.0.0.1:1/d',
  });
  assert.match(oneLine(unreachable), /database/);
  assert.doesNotMatch(unreachable.stderr, /topsecret/);
});

test('a place that cannot be used is named', async (t) => {
  const folder = tempFolder(t);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  assert.match(await cliOn(join(file, 'data')).refused('org', 'add', 'x'), /Cannot write.*file/);
  const damaged = join(folder, 'damaged');
  mkdirSync(damaged, { mode: 0o700 });
  writeFileSync(join(damaged, 'lingpai.db'), 'this is no database, whatever its name says. '.repeat(100));
  assert.match(await cliOn(damaged).refused('org', 'list'), /database/);
  const doctor = await cliOn(damaged).run(['doctor']);
  assert.deepEqual([doctor.exitCode, doctor.stderr], [1, '']);
  assert.match(doctor.stdout, /problem\tSchema version: cannot read the database/);
  if (process.getuid?.() === 0) return;
  const closed = join(folder, 'closed');
  mkdirSync(closed, { mode: 0o500 });
  assert.match(await cliOn(join(closed, 'data')).refused('org', 'add', 'x'), /permission denied/);
  chmodSync(closed, 0o700);
});

test('the language is the terminal’s', async (t) => {
  const folder = tempFolder(t);
  const cli = cliOn(join(folder, 'data'));
  const inLanguage = (env: Record<string, string>) =>
    cli.run(['user', 'list'], { LINGPAI_LANG: '', LC_ALL: '', LC_MESSAGES: '', LANG: '', ...env });
  assert.match((await inLanguage({ LANG: 'zh_CN.UTF-8' })).stderr, /^lingpai: .*没有数据/);
  assert.match((await inLanguage({ LANG: 'C' })).stderr, /^lingpai: There is no data/);
  assert.match((await inLanguage({ LANG: 'zh_CN.UTF-8', LC_ALL: 'C.UTF-8' })).stderr, /There is no data/);
  assert.match((await inLanguage({ LINGPAI_LANG: 'zh-CN' })).stderr, /没有数据/);
  const help = async (LINGPAI_LANG: string) => {
    const { exitCode, stdout, stderr } = await cli.run(['token', 'import', '--help'], { LINGPAI_LANG });
    assert.deepEqual([exitCode, stderr], [0, '']);
    return stdout;
  };
  assert.match(
    await help('zh-CN'),
    /^用法: lingpai token import --org <组织机构> \[选项\] <文件>\n\n导入令牌文件\n/,
  );
  assert.match(
    await help('en'),
    /^Usage: lingpai token import --org <path> \[options\] <file>\n\nImport a token/,
  );
  assert.ok(!existsSync(cli.dataDir));
});

test('show and list speak the reader’s language; JSON is the same for all', async (t) => {
  const cli = cliOn(join(tempFolder(t), 'data'));
  await fillData(cli.dataDir);
  const run = async (language: string, ...args: string[]) =>
    (await cli.run(args, { LINGPAI_LANG: language })).stdout;
  assert.equal(
    await run('zh-CN', 'token', 'list', '--bound'),
    'H1\t硬件令牌\t事件型\t启用\t总公司\tzhang\nT1\t硬件令牌\t时间型\t启用\t总公司\tzhang\n',
  );
  assert.match(await run('en', 'token', 'list', '--bound'), /^H1\thardware\thotp\tenabled\t总公司\tzhang\n/);
  assert.equal(await run('zh-CN', 'user', 'list'), 'zhang\t张伟\t启用\t总公司\t2\n');
  const shown = await run('zh-CN', 'token', 'show', 'T1');
  assert.match(shown, /^令牌号\tT1\n种类\t硬件令牌\n类型\t时间型\n/);
  for (const line of shown.trimEnd().split('\n')) assert.match(line, /^[^\t]*\p{Script=Han}[^\t]*\t/u);
  assert.match(await run('zh-CN', 'token', 'lost', 'T2'), /^令牌“T2”：挂失\n$/);
  const json = ['token', 'show', 'H1', '--json'];
  assert.equal(await run('zh-CN', ...json), await run('en', ...json));
});
