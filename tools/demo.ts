import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compose } from '../apps/server/src/compose.ts';
import { readDataConfig } from '../apps/server/src/config.ts';
import { buildAll } from './build.ts';
import { ADMIN_LOGIN, type Filled, fill } from './demo/fill.ts';
import { type SampleToken, otpAt, stepAt } from './demo/sample-token.ts';

/**
 * `npm run demo`: a company to click through, in a data directory of its own, and the server over it.
 * `npm run demo -- otp SERIAL`: what a token of the demonstration shows now; its seeds lie beside the data, as in no real system.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TOKENS_FILE = 'demo-tokens.json';
const USAGE =
  'npm run demo [-- --again] [--data DIR] [--port N] [--phone-port N] [--fill-only]   |   npm run demo -- otp SERIAL';

class DemoError extends Error {}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const dataDir = resolve(values.data ?? join(ROOT, 'data-demo'));
  const [command, serial] = positionals;
  if (command === 'otp' && serial !== undefined) return showOtp(dataDir, serial);
  if (command !== undefined) throw new DemoError(USAGE);
  const ports = { internal: values.port ?? '8080', phone: values['phone-port'] ?? '58004' };
  makeWay(dataDir, values.again === true);
  const filled = await makeData(dataDir, `http://127.0.0.1:${ports.internal}`);
  if (values['fill-only'] === true) {
    explain(filled, dataDir, ports);
    return;
  }
  buildAll({ force: false });
  const server = startServer(dataDir, ports);
  if (await untilReady(server, `http://127.0.0.1:${ports.internal}/readyz`)) explain(filled, dataDir, ports);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        again: { type: 'boolean' },
        data: { type: 'string' },
        port: { type: 'string' },
        'phone-port': { type: 'string' },
        'fill-only': { type: 'boolean' },
      },
    });
  } catch {
    throw new DemoError(USAGE);
  }
}

/** What is not of the demonstration is never touched. */
function makeWay(dataDir: string, isAgain: boolean): void {
  if (!existsSync(dataDir)) return;
  const shown = relative('.', dataDir);
  if (!isAgain)
    throw new DemoError(
      `${shown} exists. Use it: npm start -- --data ${shown}   Make it anew: npm run demo -- --again`,
    );
  if (!existsSync(join(dataDir, TOKENS_FILE)))
    throw new DemoError(`${shown} is not of the demonstration: it stays as it is`);
  rmSync(dataDir, { recursive: true });
}

async function makeData(dataDir: string, serverUrl: string): Promise<Filled> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // First of all, so that a demonstration that was cut short can be made again.
  writeFileSync(join(dataDir, TOKENS_FILE), '[]', { mode: 0o600 });
  process.stderr.write('Making organisations, users and tokens … ');
  const composed = await compose(readDataConfig({}, { data: dataDir }), {
    verification: 'inline',
    nodeSuffix: '/demo',
    phoneUrl: 'http://localhost:58004',
    internalUrl: serverUrl,
  });
  try {
    const filled = await fill(composed.context, serverUrl);
    writeFileSync(join(dataDir, TOKENS_FILE), JSON.stringify(filled.tokens, null, 1), { mode: 0o600 });
    const acf = `${JSON.stringify(filled.agentConfig, null, 2)}\n`;
    writeFileSync(join(dataDir, 'agent.acf'), acf, { mode: 0o600 });
    process.stderr.write('done\n');
    return filled;
  } finally {
    await composed.close();
  }
}

/** Settings of a real system on this machine are none of the demonstration's. */
function startServer(dataDir: string, ports: { internal: string; phone: string }): ChildProcess {
  const env = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('LINGPAI_') || name === 'LINGPAI_LANG',
  );
  const args = ['serve', '--data', dataDir, '--port', ports.internal, '--phone-port', ports.phone];
  const server = spawn(process.execPath, [join(ROOT, 'apps/server/bin/lingpai.mjs'), ...args], {
    stdio: 'inherit',
    env: Object.fromEntries(env),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
  server.on('exit', (code) => (process.exitCode = code ?? 1));
  return server;
}

async function untilReady(server: ChildProcess, url: string): Promise<boolean> {
  while (server.exitCode === null && server.signalCode === null) {
    const isReady = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return true;
    await new Promise((done) => setTimeout(done, 100));
  }
  return false;
}

function explain(
  { adminPassword, agentConfig, sample }: Filled,
  dataDir: string,
  ports: { internal: string; phone: string },
): void {
  const { serial } = sample.token;
  const data = dataDir === resolve(ROOT, 'data-demo') ? '' : ` --data ${dataDir}`;
  const otp = `npm run -s demo -- otp ${serial}${data}`;
  console.log(`
  管理中心 Management centre   http://localhost:${ports.internal}/
      登录 sign in              ${ADMIN_LOGIN}
      一次性密码 one-time password   ${adminPassword}
  手机令牌 Phone token         http://localhost:${ports.phone}/
  接口文档 API                 http://localhost:${ports.internal}/docs

  认证一次（用户 ${sample.login}，令牌 ${serial}；同一口令第二次得到 22）
  Authenticate (user ${sample.login}, token ${serial}; the same OTP a second time gives 22):

curl -s http://127.0.0.1:${ports.internal}/agent/v1/auth -H 'authorization: Bearer ${agentConfig.key}' \\
  -H 'content-type: application/json' -d "{\\"userId\\": \\"${sample.login}\\", \\"password\\": \\"$(${otp})\\"}"

  令牌现在显示的口令 What the token shows now:   ${otp}
  SDK:

npx node -e "
  const { OTPAgent } = require('@lingpai/agent');
  const agent = new OTPAgent();
  agent.setConfig('${join(dataDir, 'agent.acf')}')
    .then(() => agent.auth('${sample.login}', process.argv[1]))
    .then((code) => { console.log(code); return agent.unInit(); })" $(${otp})
`);
}

/** On stdout the OTP and nothing else, so that it can stand inside another command. */
function showOtp(dataDir: string, serial: string): void {
  const token = readTokens(dataDir).find((one) => one.serial === serial);
  if (token === undefined) throw new DemoError(`There is no hardware token ${serial} in the demonstration`);
  const nowMs = Date.now();
  if (token.type === 'hotp') {
    console.log(otpAt(token, lastFactor(dataDir, serial) + 1));
    return;
  }
  const step = stepAt(token, nowMs);
  const secondsLeft = Math.ceil(((step + 1) * token.periodSeconds * 1000 - nowMs) / 1000);
  const isUsed = lastFactor(dataDir, serial) >= step;
  process.stderr.write(
    isUsed ? `(used already; the next one comes in ${secondsLeft} s)\n` : `(for ${secondsLeft} s more)\n`,
  );
  console.log(otpAt(token, step));
}

function readTokens(dataDir: string): SampleToken[] {
  try {
    return JSON.parse(readFileSync(join(dataDir, TOKENS_FILE), 'utf8')) as SampleToken[];
  } catch {
    throw new DemoError(`There is no demonstration in ${relative('.', dataDir)}: npm run demo makes one`);
  }
}

function lastFactor(dataDir: string, serial: string): number {
  const database = new DatabaseSync(join(dataDir, 'lingpai.db'), { readOnly: true });
  try {
    return Number(
      database.prepare('SELECT last_factor FROM tokens WHERE serial = ?').get(serial)?.['last_factor'] ?? -1,
    );
  } finally {
    database.close();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
