import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `npm run bench`: all of them, or those named. Ratios within one run; absolute figures say little on a shared machine. */
const ALL = ['verify', 'static-password', 'import', 'list-pages'];
const names = process.argv.slice(2).filter((name) => ALL.includes(name));
for (const name of names.length > 0 ? names : ALL) {
  console.log(`== ${name}`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`${name}.ts`, import.meta.url))], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
