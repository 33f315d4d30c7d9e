import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from './build.ts';

/** `npm start`: builds what is missing, then serves. What follows `--` goes to `lingpai serve`. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
buildAll({ force: false });
const server = spawn(
  process.execPath,
  [join(ROOT, 'apps/server/bin/lingpai.mjs'), 'serve', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 0);
});
