import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from './build.ts';
import { startPostgres } from '@lingpai/testing';

/**
 * `npm test` runs everything, `npm run test:unit` the inner loop: what needs no other process, no browser and no database server.
 * A file pattern behind either narrows it.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const UNIT = [
  'packages/{algorithms,contract,domain,seed-vault,seed-files,radius,directory,ui}/src/**/*.test.ts',
  'apps/*/src/**/*.test.{ts,tsx}',
];
const ALL = [
  ...UNIT,
  'packages/{storage,agent,directory,radius,testing}/{src,test}/**/*.test.ts',
  'apps/*/test/**/*.test.ts',
  'tools/**/*.test.ts',
  'e2e/**/*.test.ts',
];

/** Where Node keeps what it made of our TypeScript: hundreds of processes start in a run, half of their time would go into that. */
const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/node');

/** A file that hangs is ended, and fails: the run goes on. The slowest takes a fifth of this on two busy cores. */
const FILE_TIMEOUT_MS = 420_000;

const [scope = 'all', ...patterns] = process.argv.slice(2);
const files = globSync(scope === 'unit' ? UNIT : ALL, {
  cwd: ROOT,
  exclude: (name) => name.includes('node_modules') || name.endsWith('/dist'),
})
  .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
  .toSorted();

if (scope === 'unit') process.exitCode = runTests({});
else {
  buildAll({ force: false });
  const postgres = await startPostgres();
  try {
    process.exitCode = runTests(postgres === undefined ? {} : { TEST_DATABASE_URL: postgres.url });
  } finally {
    await postgres?.stop();
  }
}

function runTests(env: Record<string, string>): number {
  const { status } = spawnSync(
    process.execPath,
    ['--test', '--test-reporter=spec', '--test-concurrency=2', `--test-timeout=${FILE_TIMEOUT_MS}`, ...files],
    { cwd: ROOT, stdio: 'inherit', env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, ...env } },
  );
  return status ?? 1;
}
