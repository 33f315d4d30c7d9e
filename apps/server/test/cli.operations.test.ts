import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { startPostgres, startServer } from '@lingpai/testing';
import pg from 'pg';
import {
  type Cli,
  SEED_HEX,
  cliOn,
  fillData,
  interrupt,
  oneLine,
  otpOf,
  presentStep,
  tempFolder,
} from './cli.ts';

const PASSWORD = 'correct horse battery staple';

/** A system with two time tokens and an event token; two of them are zhang's. */
async function filled(folder: string): Promise<Cli> {
  const cli = cliOn(join(folder, 'data'));
  await fillData(cli.dataDir);
  return cli;
}

/** An empty data directory with the master key of another. */
function withKeyOf(other: Cli, folder: string, name: string, databaseUrl?: string): Cli {
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { mode: 0o700 });
  copyFileSync(join(other.dataDir, 'master.key'), join(dataDir, 'master.key'));
  return cliOn(dataDir, databaseUrl);
}

async function tokenOf(cli: Cli, serial: string) {
  return (await cli.json('token', 'show', serial)) as {
    lock: unknown;
    boundUserCount: number;
    needsSync: boolean;
  };
}

test('backup and restore: nothing is lost, nothing used is accepted again', async (t) => {
  const folder = tempFolder(t);
  const cli = await filled(folder);
  // Two OTPs are used up: by synchronising, the one way that needs no server.
  const step = presentStep();
  await cli.ok('token', 'sync', 'T1', otpOf('totp', step), otpOf('totp', step + 1));
  await cli.ok('token', 'sync', 'H1', otpOf('hotp', 3), otpOf('hotp', 4));
  const file = join(folder, 'backup.lpb');
  const made = await cli.ok('backup', file);
  assert.match(made.stderr, /master\.key/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(!readFileSync(file).includes(Buffer.from(SEED_HEX, 'hex')), 'seeds stay sealed');
  assert.deepEqual(readdirSync(folder).sort(), ['backup.lpb', 'data']);
  assert.match(await cli.refused('backup', file), /exists/);

  const restored = withKeyOf(cli, folder, 'restored');
  const said = await restored.ok('restore', file);
  // T1 is moved too when a step has ended since it was synchronised.
  const moved = presentStep() > step ? '[12]' : '1';
  assert.match(said.stderr, new RegExp(`${moved} time tokens.*1 event tokens are locked`));
  assert.match(await restored.refused('restore', file), /Nothing was changed/);
  assert.match(
    await restored.refused('token', 'sync', 'T1', otpOf('totp', step), otpOf('totp', step + 1)),
    /^lingpai: /,
  );
  assert.deepEqual((await tokenOf(restored, 'H1')).lock, { until: null });
  await restored.ok('token', 'unlock', 'H1');
  await restored.refused('token', 'sync', 'H1', otpOf('hotp', 3), otpOf('hotp', 4));
  await restored.ok('token', 'sync', 'H1', otpOf('hotp', 7), otpOf('hotp', 8));
  assert.equal((await tokenOf(restored, 'T1')).boundUserCount, 1);
  await restored.ok('audit', 'verify');
  const doctor = await restored.json('doctor');
  assert.equal(doctor['problems'], 0);

  const trusting = withKeyOf(cli, folder, 'trusting');
  await trusting.ok('restore', file, '--trust-event-counters');
  assert.equal((await tokenOf(trusting, 'H1')).lock, null);
  await trusting.ok('token', 'sync', 'H1', otpOf('hotp', 5), otpOf('hotp', 6));
});

test('backup --with-key carries the master key under a password', async (t) => {
  const folder = tempFolder(t);
  const cli = await filled(folder);
  const password = join(folder, 'password');
  const file = join(folder, 'backup.lpb');
  writeFileSync(password, `short\n`);
  assert.match(await cli.refused('backup', file, '--with-key', password), /at least 12/);
  writeFileSync(password, `${PASSWORD}\n`);
  await cli.ok('backup', file, '--with-key', password);
  const key = readFileSync(join(cli.dataDir, 'master.key'), 'utf8').trim();
  assert.ok(!readFileSync(file, 'latin1').includes(key));
  const restored = cliOn(join(folder, 'restored'));
  assert.match(await restored.refused('restore', file), /--with-key/);
  const wrong = join(folder, 'wrong');
  writeFileSync(wrong, 'another password entirely\n');
  assert.match(
    await restored.refused('restore', file, '--with-key', wrong),
    /password of the backup is wrong/,
  );
  assert.ok(!existsSync(restored.dataDir), 'a refused restore leaves nothing');
  await restored.ok('restore', file, '--with-key', password);
  assert.equal(readFileSync(join(restored.dataDir, 'master.key'), 'utf8').trim(), key);
  assert.equal(statSync(join(restored.dataDir, 'master.key')).mode & 0o777, 0o600);
  assert.equal((await restored.json('doctor'))['problems'], 0);
});

test('restore: challenges are gone, emergency passwords are taken back, counters of OCRA tokens are not trusted', async (t) => {
  const folder = tempFolder(t);
  const cli = await filled(folder);
  const column = (suite: string) =>
    `UPDATE tokens SET type = 'ocra', ocra_suite = '${suite}', status = 'enabled'`;
  const db = new DatabaseSync(join(cli.dataDir, 'lingpai.db'));
  db.exec(`${column('OCRA-1:HOTP-SHA256-8:C-QN08')} WHERE serial = 'H1';
    ${column('OCRA-1:HOTP-SHA1-6:QN08')}, period_seconds = NULL WHERE serial = 'T1';
    UPDATE users SET emergency_digest = x'00', emergency_length = 8, emergency_expires_at = ${Date.now() + 3_600_000};
    INSERT INTO agents (agent_id, name, name_key, key_hash, allow, is_enabled, created_at) VALUES ('a', 'a', 'a', x'00', '[]', 1, 0);
    INSERT INTO challenges (key_hash, agent_id, kind, serial, suite, question, created_at, expires_at, forget_at)
      SELECT 'k', id, 'challenge', 'H1', 's', 'q', 0, 1, 1 FROM agents`);
  const { users } = db.prepare('SELECT count(*) AS users FROM users').get() as { users: number };
  db.close();
  const file = join(folder, 'backup.lpb');
  await cli.ok('backup', file);
  const restored = withKeyOf(cli, folder, 'restored');
  const said = await restored.ok('restore', file);
  assert.match(said.stderr, new RegExp(`${users} emergency passwords are taken back`));
  assert.match(said.stderr, /1 OCRA tokens with a counter have to answer a challenge/);
  // What it answers to is new; what was signed before must not come again.
  const counting = await tokenOf(restored, 'H1');
  assert.deepEqual([counting.lock, counting.needsSync], [null, true]);
  const plain = await tokenOf(restored, 'T1');
  assert.deepEqual([plain.lock, plain.needsSync], [null, false]);
  const after = new DatabaseSync(join(restored.dataDir, 'lingpai.db'), { readOnly: true });
  assert.deepEqual({ ...after.prepare('SELECT count(*) AS n FROM challenges').get() }, { n: 0 });
  assert.deepEqual(
    { ...after.prepare('SELECT count(*) AS n FROM users WHERE emergency_digest IS NOT NULL').get() },
    { n: 0 },
  );
  after.close();
  const trusting = withKeyOf(cli, folder, 'trusting');
  await trusting.ok('restore', file, '--trust-event-counters');
  assert.deepEqual(
    [(await tokenOf(trusting, 'H1')).lock, (await tokenOf(trusting, 'H1')).needsSync],
    [null, false],
  );
});

test('restore refuses what is no backup, damaged, too new, or under another key', async (t) => {
  const folder = tempFolder(t);
  const cli = await filled(folder);
  const file = join(folder, 'backup.lpb');
  await cli.ok('backup', file);
  const empty = cliOn(join(folder, 'empty'));
  const make = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  assert.match(await empty.refused('restore', make('none', '')), /not a backup/);
  assert.match(await empty.refused('restore', make('text', 'hello '.repeat(100))), /not a backup/);
  assert.match(await empty.refused('restore', join(cli.dataDir, 'lingpai.db')), /not a backup/);
  assert.match(await empty.refused('restore', folder), /directory/);
  assert.match(await empty.refused('restore', join(folder, 'absent')), /no such file/);
  assert.match(await empty.refused('restore', file), /master key/);
  assert.ok(!existsSync(empty.dataDir));

  const newer = make('newer', readFileSync(file));
  const database = new DatabaseSync(newer);
  database.exec('PRAGMA user_version = 999');
  database.close();
  assert.match(await empty.refused('restore', newer), /newer version \(999/);

  const keyed = withKeyOf(cli, folder, 'keyed');
  const cut = make('cut', readFileSync(file));
  truncateSync(cut, statSync(file).size - 8192);
  assert.match(await keyed.refused('restore', cut), /damaged/);
  const scribbled = readFileSync(file);
  scribbled.fill(0x5a, 4096 * 20, 4096 * 24);
  assert.match(await keyed.refused('restore', make('scribbled', scribbled)), /damaged/);
  writeFileSync(join(keyed.dataDir, 'master.key'), '22'.repeat(32));
  assert.match(await keyed.refused('restore', file), /master key does not fit/);
  assert.deepEqual(readdirSync(keyed.dataDir), ['master.key'], 'nothing is left behind');
});

test('backups go from engine to engine', async (t) => {
  const postgres = await startPostgres();
  if (postgres === undefined) return;
  t.after(() => postgres.stop());
  const folder = tempFolder(t);
  const cli = await filled(folder);
  const file = join(folder, 'sqlite.lpb');
  await cli.ok('backup', file);
  const moved = withKeyOf(cli, folder, 'moved', postgres.url);
  await moved.ok('restore', file, '--trust-all-counters');
  assert.match(await moved.refused('restore', file), /data in PostgreSQL already/);
  assert.equal((await moved.json('doctor'))['problems'], 0);
  // New rows get ids behind the old ones.
  await moved.ok('user', 'add', 'wang', '--org', '总公司/研发');
  await moved.ok('org', 'add', '总公司/财务');
  await moved.ok('token', 'sync', 'H1', otpOf('hotp', 0), otpOf('hotp', 1));
  await moved.ok('audit', 'verify');
  await onPostgres(postgres.url, 'UPDATE users SET token_count = 9; DELETE FROM token_counts');
  assert.equal((await moved.run(['doctor'])).exitCode, 1);
  await moved.ok('doctor', '--fix');
  assert.equal((await moved.json('doctor'))['problems'], 0);
  assert.deepEqual(await moved.json('keys', 'rotate'), { keyId: 3, resealed: 3, unreadable: 0 });
  const back = join(folder, 'postgres.lpb');
  await moved.ok('backup', back);
  const home = withKeyOf(cli, folder, 'home');
  await home.ok('restore', back, '--trust-all-counters');
  assert.equal((await home.json('doctor'))['problems'], 0);
  await home.ok('user', 'show', 'wang');
  await home.refused('token', 'sync', 'H1', otpOf('hotp', 0), otpOf('hotp', 1));
  await home.ok('token', 'sync', 'H1', otpOf('hotp', 2), otpOf('hotp', 3));
});

async function onPostgres(url: string, statements: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statements);
  await client.end();
}

/** Verifies without a pause, from the HTTP side, until stopped; every answer has to be 0. */
function keepAuthenticating(url: string, key: string): () => Promise<number> {
  let isStopped = false;
  let accepted = 0;
  const run = (async () => {
    for (let counter = 0; !isStopped; counter += 1) {
      const response = await fetch(`${url}/agent/v1/auth-token`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ serial: 'H1', otp: otpOf('hotp', counter) }),
      });
      assert.deepEqual((await response.json()) as unknown, { code: 0 }, `OTP ${counter}`);
      accepted += 1;
      await new Promise((done) => setTimeout(done, 20));
    }
  })();
  return async () => {
    isStopped = true;
    await run;
    return accepted;
  };
}

async function agentKey(cli: Cli, folder: string): Promise<string> {
  const acf = join(folder, 'agent.acf');
  await cli.ok('agent', 'add', 'bank', '--out', acf);
  assert.equal(statSync(acf).mode & 0o777, 0o600);
  return (JSON.parse(readFileSync(acf, 'utf8')) as { key: string }).key;
}

function sealKeyIds(cli: Cli): number[] {
  const database = new DatabaseSync(join(cli.dataDir, 'lingpai.db'), { readOnly: true });
  const rows = database.prepare("SELECT id FROM data_keys WHERE purpose = 'seal' ORDER BY id").all();
  database.close();
  return rows.map((row) => Number(row['id']));
}

test('keys rotate: no verification fails while a server runs, and an interrupted one goes on', async (t: TestContext) => {
  const folder = tempFolder(t);
  const cli = await filled(folder);
  const key = await agentKey(cli, folder);
  const server = await startServer({ dataDir: cli.dataDir });
  t.after(() => server.kill());
  const stop = keepAuthenticating(server.url, key);
  const rotated = await cli.json('keys', 'rotate');
  assert.deepEqual(rotated, { keyId: 3, resealed: 3, unreadable: 0 });
  assert.deepEqual(sealKeyIds(cli), [3]);
  const masterKey = readFileSync(join(cli.dataDir, 'master.key'), 'utf8');
  const next = join(folder, 'next.key');
  await cli.ok('keys', 'rotate', '--master-key-file', next);
  assert.equal(readFileSync(join(cli.dataDir, 'master.key'), 'utf8'), readFileSync(next, 'utf8'));
  const former = readdirSync(cli.dataDir).find((name) => name.startsWith('master.key.before-'));
  assert.equal(readFileSync(join(cli.dataDir, former!), 'utf8'), masterKey);
  // The new key is wrapped by the new master key, which the server has to have found.
  const cut = await interrupt(cli, ['keys', 'rotate'], /Waiting/);
  assert.equal(cut.exitCode, 1);
  assert.match(cut.stderr, /lingpai: Interrupted.*again/);
  assert.deepEqual(sealKeyIds(cli), [3, 4]);
  const resumed = await cli.ok('keys', 'rotate');
  assert.match(resumed.stderr, /going on with it/);
  assert.match(resumed.stdout, /3 seeds and secrets are encrypted under the new key 4/);
  assert.deepEqual(sealKeyIds(cli), [4]);
  assert.ok((await stop()) > 100);
  assert.equal((await cli.json('doctor'))['problems'], 0);
  assert.doesNotMatch(server.output(), /"level":"error"/);
  await cli.ok('audit', 'verify');
});

test('keys rotate --master-key-file: cut short behind the change, the next start finds the new key', async (t) => {
  const folder = tempFolder(t);
  const cli = await filled(folder);
  const file = join(cli.dataDir, 'master.key');
  const former = readFileSync(file, 'utf8');
  await cli.ok('keys', 'rotate', '--master-key-file', join(folder, 'next.key'));
  copyFileSync(file, `${file}.next`);
  writeFileSync(file, former);
  assert.match(await cli.refused('keys', 'rotate', '--master-key-file', file), /present master key/);
  assert.equal(readFileSync(file, 'utf8'), readFileSync(join(folder, 'next.key'), 'utf8'));
  assert.ok(!existsSync(`${file}.next`));
  const bad = join(folder, 'bad.key');
  writeFileSync(bad, 'zz'.repeat(32));
  assert.match(await cli.refused('keys', 'rotate', '--master-key-file', bad), /64 hexadecimal/);
});

test('doctor finds what is wrong, says what to do, and mends what can be mended', async (t) => {
  const folder = tempFolder(t);
  const cli = await filled(folder);
  assert.equal((await cli.run(['doctor'])).exitCode, 0);
  const database = new DatabaseSync(join(cli.dataDir, 'lingpai.db'));
  database.exec(`
    UPDATE organizations SET user_count = 7; UPDATE users SET token_count = 9; DELETE FROM token_counts;
    UPDATE tokens SET sealed_seed = (SELECT sealed_seed FROM tokens WHERE serial = 'T1') WHERE serial = 'T2';
    INSERT INTO imports (file_name, organization_id, state, created_by, owner, heartbeat_at, created_at)
      VALUES ('x', 1, 'writing', 'x', 'nobody.1.x writes', 1, 1);
    UPDATE audit_events SET actor = 'somebody else' WHERE id = 2`);
  chmodSync(cli.dataDir, 0o755);
  const found = await cli.run(['doctor', '--json']);
  assert.equal(found.exitCode, 1);
  const report = JSON.parse(found.stdout) as {
    problems: number;
    checks: { name: string; state: string; items: string[] }[];
  };
  const bad = report.checks.filter(({ state }) => state !== 'ok').map(({ name }) => name);
  assert.deepEqual(bad.sort(), ['activation', 'audit', 'counters', 'directory', 'imports', 'seeds']);
  assert.deepEqual(report.checks.find(({ name }) => name === 'seeds')?.items, ['T2']);
  await cli.run(['doctor', '--fix']);
  const after = JSON.parse((await cli.run(['doctor', '--json'])).stdout) as typeof report;
  const left = after.checks.filter(({ state }) => state === 'problem').map(({ name }) => name);
  assert.deepEqual(left.sort(), ['audit', 'seeds'], 'what cannot be mended safely is left');
  assert.equal(statSync(cli.dataDir).mode & 0o777, 0o700);
  database.exec('PRAGMA user_version = 999');
  database.close();
  const tooNew = await cli.run(['doctor']);
  assert.equal(tooNew.exitCode, 1);
  assert.match(tooNew.stdout, /999 is newer/);
  assert.equal(tooNew.stderr, '');
});

test('commands that need data refuse where there is none, and make none', async (t) => {
  const folder = tempFolder(t);
  const cli = cliOn(join(folder, 'typo'));
  for (const args of [
    ['backup', join(folder, 'b')],
    ['keys', 'rotate'],
    ['audit', 'verify'],
    ['user', 'list'],
    ['settings', 'show'],
  ])
    assert.match(await cli.refused(...args), /no data in/);
  assert.equal((await cli.run(['doctor'])).exitCode, 1);
  assert.deepEqual(readdirSync(folder), []);
});

test('a backup can be taken while a server writes', async (t) => {
  const folder = tempFolder(t);
  const cli = await filled(folder);
  const key = await agentKey(cli, folder);
  const server = await startServer({ dataDir: cli.dataDir });
  t.after(() => server.kill());
  const stop = keepAuthenticating(server.url, key);
  const file = join(folder, 'hot.lpb');
  await cli.ok('backup', file);
  assert.ok((await stop()) > 0);
  const restored = withKeyOf(cli, folder, 'restored');
  await restored.ok('restore', file);
  assert.equal((await restored.json('doctor'))['problems'], 0);
  assert.match(oneLine(await cli.run(['backup', '/proc/backup'])), /Cannot write/);
});
