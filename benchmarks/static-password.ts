import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { BENCH_KEY, makeVerificationData } from './verification-data.ts';

/**
 * CPU a login costs the server with a static password (Argon2id) and without one, in one run. Budget: with it, less than 50 ms.
 * `--logins 300 --rounds 3`.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = join(ROOT, 'apps/server/bin/lingpai.mjs');
const PORT = 18_914;
const BUDGET_MS = 50;
const STATIC_PASSWORD = 'plum-Tram-4471';
const argument = (name: string, fallback: number) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const logins = argument('logins', 300);
const rounds = argument('rounds', 3);

async function start(dir: string): Promise<ChildProcess> {
  const args = [CLI, 'serve', '--data', dir, '--port', String(PORT), '--phone-port', '0'];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout!.once('data', resolve);
    child.once('exit', () => reject(new Error('the server ended')));
  });
  return child;
}

/** User and system time of a process, all threads, in ms (Linux counts in 10 ms). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** @returns CPU of one login, in ms */
async function measure(pid: number, bodies: readonly string[]): Promise<number> {
  const before = cpuMs(pid);
  for (const body of bodies) {
    const answer = await fetch(`http://127.0.0.1:${PORT}/agent/v1/auth`, {
      method: 'POST',
      headers: { authorization: `Bearer ${BENCH_KEY}`, 'content-type': 'application/json' },
      body,
    });
    const { code } = (await answer.json()) as { code: number };
    if (code !== 0) throw new Error(`auth: ${code}`);
  }
  return (cpuMs(pid) - before) / bodies.length;
}

/** All users get the hash of one password; it is asked of those with an odd number. */
function giveStaticPasswords(dir: string): void {
  const file = join(dir, 'password');
  writeFileSync(file, `${STATIC_PASSWORD}\n`, { mode: 0o600 });
  execFileSync(process.execPath, [
    CLI,
    'user',
    'static-password',
    'user1',
    '--password-file',
    file,
    '--data',
    dir,
  ]);
  const db = new DatabaseSync(join(dir, 'lingpai.db'));
  db.exec(`UPDATE users SET static_rule = CASE id % 2 WHEN 1 THEN 'required' ELSE 'none' END,
    (static_hash, static_length, static_set_at) = (SELECT static_hash, static_length, static_set_at FROM users WHERE id = 1)`);
  db.close();
}

const dir = mkdtempSync(join(tmpdir(), 'lingpai-bench-'));
const { bodies } = await makeVerificationData({
  dir,
  count: 2 * logins,
  requests: 2 * logins * (rounds + 1),
});
giveStaticPasswords(dir);
const all = readFileSync(bodies, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { userId: string; password: string });
const isOdd = ({ userId }: { userId: string }) => Number(userId.slice(4)) % 2 === 1;
const withStatic = all
  .filter(isOdd)
  .map(({ userId, password }) => JSON.stringify({ userId, password: `${STATIC_PASSWORD}${password}` }));
const without = all.filter((one) => !isOdd(one)).map((one) => JSON.stringify(one));
const server = await start(dir);
const results: { with: number; without: number }[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const part = [round * logins, (round + 1) * logins] as const;
  const result = {
    without: await measure(server.pid!, without.slice(...part)),
    with: await measure(server.pid!, withStatic.slice(...part)),
  };
  if (round > 0) results.push(result);
  console.log(
    `  round ${round}${round === 0 ? ' (warm-up)' : ''}: ${result.with.toFixed(1)} ms CPU with a static password, ${result.without.toFixed(2)} ms without`,
  );
}
server.kill('SIGTERM');
await new Promise((resolve) => server.once('exit', resolve));
rmSync(dir, { recursive: true, force: true });
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const cost = median(results.map((result) => result.with));
const share = median(results.map((result) => result.with / result.without));
console.log(
  `a login with a static password: ${cost.toFixed(1)} ms CPU (budget ${BUDGET_MS}), ${share.toFixed(1)} times one without`,
);
if (cost >= BUDGET_MS) process.exitCode = 1;
