/**
 * Builds the published form into dist/: index.js (ESM), index.cjs (CommonJS), and types/ for both. Nothing in it refers to
 * another package: the result codes are copied in.
 */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RESULT_CODES } from '@lingpai/contract';
import { rolldown } from 'rolldown';

const home = dirname(fileURLToPath(import.meta.url));
/** Built beside dist/ and moved in file by file, so that whoever reads dist/ meanwhile never meets half a file. */
const staging = mkdtempSync(join(home, '.dist-'));

/** Bundles with the contract's table inside; a module of the contract that the table does not need is left out whole. */
async function bundle(): Promise<void> {
  const build = await rolldown({
    input: join(home, 'src/index.ts'),
    platform: 'node',
    external: /^node:/,
    transform: { target: 'node20' },
    treeshake: { moduleSideEffects: false },
  });
  await build.write({ dir: staging, format: 'esm', entryFileNames: 'index.js' });
  await build.write({ dir: staging, format: 'cjs', entryFileNames: 'index.cjs', exports: 'named' });
  await build.close();
}

/** Lets the compiler write declarations into a scratch directory, and takes from there what index.d.ts reaches. */
function declare(): void {
  const scratch = mkdtempSync(join(tmpdir(), 'lingpai-agent-types-'));
  try {
    const root = resolve(home, '../..');
    const options = {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      outDir: scratch,
      rootDir: root,
    };
    const project = join(scratch, 'tsconfig.json');
    const compilerOptions = {
      ...options,
      lib: ['ES2023'],
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    };
    const config = {
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions,
      files: [join(home, 'src/index.ts')],
    };
    writeFileSync(project, JSON.stringify(config));
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], {
      stdio: 'inherit',
    });
    copyDeclarations(join(scratch, 'packages/agent/src'));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function copyDeclarations(from: string): void {
  mkdirSync(join(staging, 'types'), { recursive: true });
  const waiting = ['index'];
  for (const name of waiting) {
    const text =
      name === 'result-codes' ? declareResultCodes() : readFileSync(join(from, `${name}.d.ts`), 'utf8');
    for (const [, imported] of text.matchAll(/from '\.\/([a-z-]+)\.ts'/g)) {
      if (imported !== undefined && !waiting.includes(imported)) waiting.push(imported);
    }
    writeFileSync(
      join(staging, 'types', `${name}.d.ts`),
      text.replaceAll(/(from '\.\/[a-z-]+)\.ts'/g, "$1.js'"),
    );
    writeFileSync(
      join(staging, 'types', `${name}.d.cts`),
      text.replaceAll(/(from '\.\/[a-z-]+)\.ts'/g, "$1.cjs'"),
    );
  }
}

/** One line a code, with its meaning, so that an editor shows it. */
function declareResultCodes(): string {
  const lines = Object.values(RESULT_CODES).map(
    ({ code, name, phrase }) =>
      `    /** ${phrase.en} · ${phrase['zh-CN']} */\n    readonly ${name}: ${code};`,
  );
  const summary = '/** Every number the calls return, by its name. */';
  return `${summary}\nexport declare const ResultCode: {\n${lines.join('\n')}\n};\n`;
}

function moveIntoPlace(dist: string): void {
  const fresh = listFiles(staging);
  mkdirSync(join(dist, 'types'), { recursive: true });
  for (const file of fresh) renameSync(join(staging, file), join(dist, file));
  for (const file of listFiles(dist)) if (!fresh.includes(file)) rmSync(join(dist, file));
}

function listFiles(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
}

try {
  await bundle();
  declare();
  moveIntoPlace(join(home, 'dist'));
} finally {
  rmSync(staging, { recursive: true, force: true });
}
