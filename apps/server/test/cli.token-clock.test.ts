import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type TokenSpec } from '@lingpai/domain';
import { HOTP_SPEC, TOTP_SPEC, otpOf, startPostgres } from '@lingpai/testing';
import { AgentWorld, PATHS, type TestUser } from './agent-world.ts';
import { cliOn, fillData, interrupt, oneLine, otpOf as otpOfSeed, presentStep, tempFolder } from './cli.ts';
import { RawConnection, requestBytes } from './raw-connection.ts';

const postgres = await startPostgres();
after(() => postgres?.stop());
const stepNow = (periodSeconds = 30) => Math.floor(Date.now() / (periodSeconds * 1000));

for (const url of postgres === undefined ? [undefined] : [undefined, postgres.url])
  void test(`token infer, sync-file and drift beside a running server (${url === undefined ? 'sqlite' : 'postgres'})`, async (t) => {
    const world = await AgentWorld.open(t, url);
    const users = await world.addUsers(4, 'totp');
    const [sixty, drifted, right, event] = users as [TestUser, TestUser, TestUser, TestUser];
    const server = await world.serve();
    const connection = await RawConnection.open(server.port);
    t.after(() => connection.drop());
    const authToken = async (serial: string, otp: string) =>
      (
        await connection.exchange(
          requestBytes({ path: PATHS.authToken, key: world.agentKey, body: { serial, otp } }),
        )
      ).code;
    const shown = ({ serial }: TestUser, spec: TokenSpec, factor: number) =>
      [0, 1].map((index) => otpOf(spec, factor + index, world.seedOf(serial)));

    const spec: TokenSpec = { ...TOTP_SPEC, periodSeconds: 60 };
    const minute = stepNow(60);
    const otps = shown(sixty, spec, minute - 2);
    const offered = await world.run('token', 'infer', sixty.serial, ...otps);
    assert.equal(offered.exitCode, 0, offered.stderr);
    assert.match(
      offered.stdout,
      /^1\. time token \(TOTP\), SHA-1, 6 digits, 60 s \(enrolled otherwise\); clock/,
    );
    assert.match(offered.stderr, /--adopt/);
    const adopted = await world.run('token', 'infer', sixty.serial, ...otps, '--adopt', '--json');
    assert.equal(adopted.exitCode, 0, adopted.stderr);
    assert.equal(JSON.parse(adopted.stdout).adopted.periodSeconds, 60);
    for (const otp of otps) assert.equal(await authToken(sixty.serial, otp), 22);
    assert.equal(await authToken(sixty.serial, shown(sixty, spec, minute)[0]!), 0);
    const again = await world.run('token', 'infer', sixty.serial, ...otps, '--adopt');
    assert.equal(again.exitCode, 1);
    assert.doesNotMatch(oneLine(again), new RegExp(otps.join('|')));

    const file = join(tempFolder(t), '同步.csv');
    const row = (user: TestUser, of: TokenSpec, factor: number) =>
      [user.serial, ...shown(user, of, factor)].join(',');
    const step = stepNow();
    const lines = [
      '令牌号,口令,下一个口令',
      '# 仓库',
      row(right, TOTP_SPEC, step + 12),
      '',
      row(drifted, TOTP_SPEC, step + 840),
      `${event.serial},12345`,
    ];
    writeFileSync(file, `\uFEFF${lines.join('\r\n')}\r\n`);
    const narrow = await world.run('token', 'sync-file', file);
    assert.equal(narrow.exitCode, 1);
    assert.deepEqual(
      narrow.stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^(line \d+) .*?: /, '$1: ')),
      [
        'line 3: synchronised',
        'line 5: synchronisation failed (71)',
        'line 6: a row is serial,otp,nextOtp, and OTPs are digits alone',
        '1 synchronised (0 of them inferred), 2 rows failed',
      ],
    );
    assert.match(oneLine(narrow), /2 rows were not synchronised \(the first: line 5/);
    assert.equal(await authToken(right.serial, shown(right, TOTP_SPEC, step + 12)[1]!), 22);

    writeFileSync(file, [row(drifted, TOTP_SPEC, step + 840), row(event, HOTP_SPEC, 3000)].join('\n'));
    const wide = await world.run('token', 'sync-file', file, '--wide', '--json');
    assert.equal(wide.exitCode, 0, wide.stderr);
    const { synchronised, adopted: inferred, failed, isWhole } = JSON.parse(wide.stdout);
    assert.deepEqual([synchronised, inferred, failed, isWhole], [2, 2, 0, true]);
    assert.equal(await authToken(event.serial, shown(event, HOTP_SPEC, 3002)[0]!), 0);

    const drift = await world.run('token', 'drift', '--json');
    assert.equal(drift.exitCode, 0, drift.stderr);
    const { usedCount, neverUsedCount, ranges } = JSON.parse(drift.stdout);
    assert.deepEqual([usedCount, neverUsedCount], [3, 0]);
    assert.ok(ranges.some((range: { fromSeconds: number }) => range.fromSeconds === 3601));
    const words = await world.run('token', 'drift');
    assert.match(words.stdout, /Enabled time tokens: 3 used .*\n.*3601 to 86400 s ahead/s);
    assert.equal((await world.verifyChain()).isIntact, true);
  });

test('token sync-file stops at Ctrl+C: what was begun has a verdict, the rest is not touched', async (t) => {
  const folder = tempFolder(t);
  const cli = cliOn(join(folder, 'data'));
  await fillData(cli.dataDir);
  const file = join(folder, 'rows.csv');
  const step = presentStep();
  const otps = [otpOfSeed('totp', step), otpOfSeed('totp', step + 1)];
  const unknown = Array.from({ length: 200_000 }, (_, index) => `N${index},111111,222222`);
  writeFileSync(file, [`T1,${otps.join(',')}`, ...unknown, `T2,${otps.join(',')}`, ''].join('\n'));
  const result = await interrupt(cli, ['token', 'sync-file', file], /T1: synchronised/);
  assert.equal(result.exitCode, 1);
  assert.match(
    oneLine(result),
    /^lingpai: Stopped: \d+ rows done, \d+ of them failed; nothing after line \d+/,
  );
  await cli.refused('token', 'sync', 'T1', otps[0]!, otps[1]!);
  await cli.ok('token', 'sync', 'T2', otps[0]!, otps[1]!);
});

test('token infer, sync-file: bad usage, missing and empty files', async (t) => {
  const folder = tempFolder(t);
  const cli = cliOn(join(folder, 'data'));
  await fillData(cli.dataDir);
  assert.equal((await cli.run(['token', 'infer', 'T1', '123456', '123457', '--adopt', 'x'])).exitCode, 2);
  assert.match(await cli.refused('token', 'sync-file', join(folder, 'none.csv')), /none\.csv/);
  const file = join(folder, 'empty.csv');
  writeFileSync(file, '');
  await cli.refused('token', 'sync-file', file);
  writeFileSync(file, 'serial,otp,nextOtp\n# nothing\n');
  assert.match(await cli.refused('token', 'sync-file', file), /no rows/);
  // Once it was accepted only its own spec is searched, which takes no time.
  await cli.ok('token', 'sync', 'H1', otpOfSeed('hotp', 0), otpOfSeed('hotp', 1));
  const chinese = await cli.run(['token', 'infer', 'H1', '000000', '000001'], { LINGPAI_LANG: 'zh-CN' });
  assert.match(oneLine(chinese), /连续读取三个口令/);
});
