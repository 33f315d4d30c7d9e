import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Fails when a package imports what it must not: see docs/architecture.md. Arrows point at what is imported; nothing imports an app. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Package or app → which of ours it may import, and whether it may touch Node, the clock and chance. */
const RULES: Readonly<
  Record<string, { ours: readonly string[]; node: boolean; npm: readonly string[] | 'any' }>
> = {
  'packages/algorithms': { ours: [], node: false, npm: [] },
  'packages/contract': { ours: [], node: false, npm: ['typebox'] },
  'packages/domain': { ours: ['algorithms', 'contract'], node: false, npm: [] },
  'packages/storage': { ours: ['contract', 'domain'], node: true, npm: 'any' },
  'packages/seed-vault': { ours: ['domain'], node: true, npm: [] },
  'packages/seed-files': { ours: ['algorithms', 'contract', 'domain'], node: true, npm: ['saxes'] },
  'packages/radius': { ours: [], node: true, npm: [] },
  'packages/directory': { ours: ['contract', 'domain', 'radius'], node: true, npm: [] },
  'packages/agent': { ours: ['contract'], node: true, npm: [] },
  'packages/ui': { ours: ['contract'], node: false, npm: 'any' },
  'packages/testing': {
    ours: ['algorithms', 'contract', 'domain', 'storage', 'seed-vault'],
    node: true,
    npm: 'any',
  },
  'apps/server': {
    ours: ['algorithms', 'contract', 'directory', 'domain', 'storage', 'seed-vault', 'seed-files'],
    node: true,
    npm: 'any',
  },
  'apps/management': { ours: ['contract', 'ui'], node: false, npm: 'any' },
  'apps/phone-token': { ours: ['algorithms', 'contract', 'ui'], node: false, npm: 'any' },
};
/** Only these read the environment. */
const ENVIRONMENT_READERS = new Set(['apps/server/src/main.ts']);
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?:type\s+)?[\w*{}\s,$]+?\s+from\s+['"]([^'"]+)['"]|(?:^|\n)\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

const problems: string[] = [];
for (const [home, rule] of Object.entries(RULES)) {
  for (const file of globSync('**/*.{ts,tsx}', {
    cwd: join(ROOT, home),
    exclude: (name) => /node_modules|dist/.test(name),
  })) {
    const path = join(home, file);
    // Tests and build files may use what they like; what ships may not.
    if (!file.startsWith('src/') || /\.(test|contract)\.tsx?$/.test(file) || home === 'packages/testing')
      continue;
    checkFile(path, rule);
  }
}
if (problems.length > 0) {
  for (const problem of problems) console.error(problem);
  console.error(`\n${problems.length} forbidden imports`);
  process.exitCode = 1;
} else {
  console.log('layers: every arrow points the right way');
}

function checkFile(path: string, rule: (typeof RULES)[string]): void {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  for (const match of text.matchAll(IMPORT)) checkImport(path, match[1] ?? match[2] ?? match[3] ?? '', rule);
  if (
    /^packages\/(algorithms|domain|contract)/.test(path) &&
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/.test(code)
  )
    problems.push(`${path}: reads the clock or chance; use a port`);
  if (!ENVIRONMENT_READERS.has(path) && /\bprocess\.env\b/.test(code))
    problems.push(`${path}: reads the environment; only main.ts does`);
}

function checkImport(path: string, target: string, rule: (typeof RULES)[string]): void {
  if (target.startsWith('.')) {
    const home = path.split('/').slice(0, 2).join('/');
    if (relative(home, join(dirname(path), target)).startsWith('..'))
      problems.push(`${path}: reaches into another package by a path: ${target}`);
    return;
  }
  if (target.startsWith('@lingpai/')) {
    const [, name = '', ...deep] = target.split('/');
    if (!rule.ours.includes(name)) problems.push(`${path}: must not import ${target}`);
    else if (deep.length > 0 && name !== 'contract' && name !== 'algorithms' && name !== 'ui')
      problems.push(`${path}: deep import ${target}`);
    return;
  }
  if (target.startsWith('node:')) {
    if (!rule.node) problems.push(`${path}: must not import ${target}`);
    return;
  }
  const name = target.startsWith('@')
    ? target.split('/').slice(0, 2).join('/')
    : (target.split('/')[0] ?? target);
  if (rule.npm !== 'any' && !rule.npm.includes(name)) problems.push(`${path}: must not import ${target}`);
}
