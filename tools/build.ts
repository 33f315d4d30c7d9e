import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Builds what has to be built (web apps, agent SDK), each only when its sources have changed. `--force` builds all. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Target {
  readonly name: string;
  /** folders whose sources it is made of */
  readonly sources: readonly string[];
  readonly output: string;
  readonly command: readonly string[];
  readonly cwd: string;
}

const vite = [process.execPath, join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'];
const shared = ['packages/contract', 'packages/ui'];
const TARGETS: readonly Target[] = [
  {
    name: 'agent SDK',
    sources: ['packages/agent', 'packages/contract'],
    output: 'packages/agent/dist',
    command: [process.execPath, 'build.ts'],
    cwd: 'packages/agent',
  },
  {
    name: 'management centre',
    sources: ['apps/management', ...shared],
    output: 'apps/management/dist',
    command: vite,
    cwd: 'apps/management',
  },
  {
    name: 'phone token',
    sources: ['apps/phone-token', 'packages/algorithms', ...shared],
    output: 'apps/phone-token/dist',
    command: vite,
    cwd: 'apps/phone-token',
  },
];

/** Builds what is out of date. */
export function buildAll(options: { force: boolean }): void {
  for (const target of TARGETS) {
    const stamp = join(ROOT, 'node_modules/.cache/lingpai', `${target.output.replaceAll('/', '-')}.sha256`);
    const digest = digestOf(target);
    const isFresh =
      existsSync(join(ROOT, target.output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
    if (isFresh && !options.force) continue;
    console.log(`build: ${target.name} …`);
    const [program = '', ...args] = target.command;
    const { status } = spawnSync(program, args, {
      cwd: join(ROOT, target.cwd),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) throw new Error(`Cannot build the ${target.name}: see above`);
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, digest);
  }
}

function digestOf(target: Target): string {
  const hash = createHash('sha256');
  const files = target.sources.flatMap((folder) =>
    globSync('**/*', {
      cwd: join(ROOT, folder),
      withFileTypes: true,
      exclude: (entry) => ['node_modules', 'dist'].includes(entry.name) || entry.name.startsWith('.dist'),
    })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [...files, join(ROOT, 'package-lock.json')].toSorted())
    hash.update(`${file.slice(ROOT.length)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

if (import.meta.main) buildAll({ force: process.argv.includes('--force') });
