import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { BENCH_KEY, makeVerificationData } from './verification-data.ts';

/**
 * Durable verifications per second over HTTP (one process, 64 connections, audit on) as a share of a bare Fastify echo in the same run; the
 * same with 1,000,000 tokens as a share of 1,000. Needs wrk. `--seconds 8 --rounds 3 --count 1000 --count 1000000`.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ECHO_PORT = 18_911;
const PORT = 18_912;
const argument = (name: string, fallback: number) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const seconds = argument('seconds', 8);
const rounds = argument('rounds', 3);
const counts = process.argv.flatMap((value, i) => (process.argv[i - 1] === '--count' ? [Number(value)] : []));

interface Load {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly cpuUsPerRequest: number;
  readonly requests: number;
}

function load(port: number, pid: number, bodies: string, from: number): Load {
  const before = cpuMs(pid);
  const out = execFileSync(
    'wrk',
    ['-t1', '-c64', `-d${seconds}`, '-s', join(ROOT, 'benchmarks/load.lua'), `http://127.0.0.1:${port}`],
    { encoding: 'utf8', env: { ...process.env, BENCH_KEY, BENCH_BODIES: bodies, BENCH_FROM: String(from) } },
  );
  const [, requests, durationUs, , p99Us] = /RESULT (\d+) (\d+) (\d+) (\d+)/.exec(out) ?? [];
  if (/Non-2xx/.test(out)) throw new Error(out);
  return {
    requests: Number(requests),
    perSecond: (Number(requests) * 1e6) / Number(durationUs),
    p99Ms: Number(p99Us) / 1000,
    cpuUsPerRequest: ((cpuMs(pid) - before) * 1000) / Number(requests),
  };
}

/** User and system time of a process, all threads, in ms (Linux counts in 10 ms). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function start(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout!.once('data', resolve);
    child.once('exit', () => reject(new Error(`${args.join(' ')} ended`)));
  });
  return child;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const results: { count: number; perSecond: number; share: number }[] = [];
for (const count of counts.length > 0 ? counts : [1000, 1_000_000]) {
  const dir = mkdtempSync(join(tmpdir(), 'lingpai-bench-'));
  const { bodies } = await makeVerificationData({
    dir,
    count,
    requests: Math.ceil(60_000 * seconds * (rounds + 1) * 0.5),
  });
  const echo = await start(['benchmarks/echo-server.ts', String(ECHO_PORT)]);
  const server = await start([
    'apps/server/bin/lingpai.mjs',
    'serve',
    '--data',
    dir,
    '--port',
    String(PORT),
    '--phone-port',
    '0',
  ]);
  const echoes: Load[] = [];
  const verifications: Load[] = [];
  // Each OTP is right once: every round goes on behind the last line that may have been sent, unanswered ones included.
  let from = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const e = load(ECHO_PORT, echo.pid!, bodies, 0);
    const v = load(PORT, server.pid!, bodies, from);
    from += v.requests + 64;
    if (round > 0) {
      echoes.push(e);
      verifications.push(v);
    }
    console.log(
      `  ${count} tokens, round ${round}${round === 0 ? ' (warm-up)' : ''}: echo ${e.perSecond.toFixed(0)}/s ${e.cpuUsPerRequest.toFixed(0)} µs CPU, verify ${v.perSecond.toFixed(0)}/s ${v.cpuUsPerRequest.toFixed(0)} µs CPU, p99 ${v.p99Ms.toFixed(1)} ms (echo ${e.p99Ms.toFixed(1)} ms)`,
    );
  }
  server.kill('SIGTERM');
  echo.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  const db = new DatabaseSync(join(dir, 'lingpai.db'), { readOnly: true });
  const outcomes = db.prepare('SELECT result_code AS code, count(*) AS n FROM audit_events GROUP BY 1').all();
  console.log(`  outcomes: ${JSON.stringify(outcomes)}`);
  db.close();
  rmSync(dir, { recursive: true, force: true });
  const perSecond = median(verifications.map((v) => v.perSecond));
  const share = median(verifications.map((v, i) => v.perSecond / echoes[i]!.perSecond));
  results.push({ count, perSecond, share });
  console.log(
    `${count} tokens: ${perSecond.toFixed(0)} durable verifications/s, ${share.toFixed(2)} of the echo (budget 0.70)`,
  );
}
const [small, large] = results;
if (small && large)
  console.log(
    `${large.count} against ${small.count} tokens: ${(large.share / small.share).toFixed(2)} (budget 0.85)`,
  );
