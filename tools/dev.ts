import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from './build.ts';

/** `npm run dev`: the server, restarted at each change, and both web apps with hot reload in front of it. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
buildAll({ force: false });
const run = (args: readonly string[], cwd: string): ChildProcess =>
  spawn(process.execPath, args, { cwd: join(ROOT, cwd), stdio: 'inherit' });
const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
const children = [
  run(['--watch', 'apps/server/bin/lingpai.mjs', 'serve', ...process.argv.slice(2)], '.'),
  run([vite, '--port', '5173'], 'apps/management'),
  run([vite, '--port', '5174'], 'apps/phone-token'),
];
console.log('management centre http://localhost:5173/   phone token http://localhost:5174/');
const stop = () => children.forEach((child) => child.kill('SIGTERM'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
