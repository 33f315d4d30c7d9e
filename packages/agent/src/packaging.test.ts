import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { RESULT_CODES } from '@lingpai/contract';
import { answer, configFor, startServer } from '../test/scripted-server.ts';
import type { Script, ScriptedServer } from '../test/scripted-server.ts';

const home = resolve(import.meta.dirname, '..');
const root = resolve(home, '../..');
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** An application's directory with the packed SDK in its node_modules, as `npm install` would leave it. */
let app = '';
let installed = '';
let server: ScriptedServer;

before(async () => {
  app = mkdtempSync(join(tmpdir(), 'lingpai-agent-app-'));
  // Runs prepack, which builds.
  execFileSync('npm', ['pack', '--silent', '--pack-destination', app], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [tarball = ''] = readdirSync(app).filter((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', join(app, tarball), '-C', app]);
  installed = join(app, 'node_modules/@lingpai/agent');
  mkdirSync(join(app, 'node_modules/@lingpai'), { recursive: true });
  execFileSync('mv', [join(app, 'package'), installed]);
  server = await startServer(play);
  writeFileSync(join(app, 'agent.acf'), JSON.stringify(configFor([server])));
  writeFileSync(join(app, 'package.json'), '{"private": true}');
});
after(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(app, { recursive: true });
});

describe('the packed @lingpai/agent', () => {
  it('holds what it should, and needs nothing but Node', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    assert.equal(manifest['private'], undefined);
    assert.equal(manifest['dependencies'], undefined);
    assert.deepEqual(manifest['engines'], { node: '>=20' });
    assert.deepEqual(readdirSync(installed).toSorted(), [
      'LICENSE',
      'README.md',
      'README.zh-CN.md',
      'dist',
      'package.json',
    ]);
    for (const file of ['index.js', 'index.cjs']) {
      const text = readFileSync(join(installed, 'dist', file), 'utf8');
      const imported = [...text.matchAll(/^(?:import\b.*?\bfrom |.*?\brequire\()["']([^"']+)["']/gm)].map(
        ([, name]) => name,
      );
      assert.notEqual(imported.length, 0);
      for (const name of imported) assert.ok(builtinModules.includes(name?.replace('node:', '') ?? ''), name);
    }
  });

  it('declares every result code with its number, and refers to no other package', () => {
    const types = join(installed, 'dist/types');
    const codes = readFileSync(join(types, 'result-codes.d.ts'), 'utf8');
    for (const { name, code } of Object.values(RESULT_CODES))
      assert.ok(codes.includes(`readonly ${name}: ${code};`), name);
    for (const file of readdirSync(types)) {
      const text = readFileSync(join(types, file), 'utf8');
      const extension = file.endsWith('.cts') ? '.cjs' : '.js';
      for (const [, name] of text.matchAll(/^(?:import|export) .* from '([^']+)'/gm)) {
        assert.match(name ?? '', new RegExp(`^\\./[a-z-]+\\${extension}$`));
      }
    }
  });

  for (const node of findNodes()) {
    it(`works as ESM and as CommonJS on Node ${node.version}`, async () => {
      const rest = `
        const agent = new OTPAgent();
        const codes = [await agent.auth('test', '1'), await agent.setConfig('agent.acf'), await agent.auth('test', '123456755224')];
        const names = [ResultCode.OTPR_NEED_SYNC, findResult(13).name, typeof AgentClient.open, new OCRAAgent() instanceof OTPAgent];
        await agent.unInit();
        console.log(JSON.stringify([codes, names]));`;
      const names = '{ AgentClient, OCRAAgent, OTPAgent, ResultCode, findResult }';
      writeFileSync(join(app, 'app.mjs'), `import ${names} from '@lingpai/agent';${rest}`);
      writeFileSync(
        join(app, 'app.cjs'),
        `const ${names} = require('@lingpai/agent'); (async () => {${rest}})();`,
      );
      for (const file of ['app.mjs', 'app.cjs']) {
        const printed = JSON.parse(await run(node.path, [file])) as unknown;
        assert.deepEqual(
          printed,
          [
            [39, 0, 0],
            [13, 'OTPR_NEED_SYNC', 'function', true],
          ],
          file,
        );
      }
    });
  }

  for (const [module, moduleResolution] of [
    ['node16', 'node16'],
    ['esnext', 'bundler'],
  ] as const) {
    it(`has types for moduleResolution ${moduleResolution}, without those of Node`, () => {
      const consumer = `import { AgentClient, OTPAgent, OTPResult, ResultCode, type Verdict } from '@lingpai/agent';
        export const code: Promise<number> = new OTPAgent({ onWarning: (m: string) => void m.length }).auth('a', 'b');
        export const result: Promise<OTPResult> = new OTPAgent().getAssertion();
        export const verdict: Promise<Verdict> = AgentClient.open('x').then((client) => client.verifyToken('1', '2'));
        export const sync: 13 = ResultCode.OTPR_NEED_SYNC;
        // @ts-expect-error a serial is text: leading zeros count
        void new OTPAgent().authToken(3009000000006, '1');\n`;
      for (const file of ['consumer.mts', 'consumer.cts']) writeFileSync(join(app, file), consumer);
      const options = {
        module,
        moduleResolution,
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        types: [],
        lib: ['ES2022'],
      };
      check({ ...options, target: 'ES2022' }, ['consumer.mts', 'consumer.cts']);
    });
  }

  const examples = findExamples();
  it('type-checks every example of the documentation', () => {
    for (const { file, code } of examples) writeFileSync(join(app, file), code);
    const typeRoots = [join(root, 'node_modules/@types')];
    const options = {
      module: 'node16',
      target: 'ES2022',
      strict: true,
      noEmit: true,
      types: ['node'],
      typeRoots,
    };
    check(
      options,
      examples.map(({ file }) => file),
    );
  });
  for (const { file, code } of examples) {
    it(`runs ${file}`, async () => {
      writeFileSync(join(app, file), code);
      const printed = await run(process.execPath, [file], '755224\n');
      assert.doesNotMatch(printed, /fail|失败/);
    });
  }
});

/** A small server that knows user "test", static password 123456, and the OTP 755224. */
function play(...[received, response]: Parameters<Script>): void {
  const { password, otp = '' } = (received.body ?? {}) as Record<string, string>;
  if (password !== undefined)
    return answer({ code: password === '123456755224' ? 0 : 22 })(received, response);
  if (otp !== '') return answer({ code: otp === '755224' ? 0 : 22 })(received, response);
  answer({ code: 0, sessionId: 's1', assertionId: 'a1', qr: 'https://otp.example/#a1', userId: 'test' })(
    received,
    response,
  );
}

/** The Node that runs this, and every other one on the path (each version once). */
function findNodes(): { readonly path: string; readonly version: string }[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = [
    process.execPath,
    ...folders.map((folder) => join(folder, 'node')).filter((path) => existsSync(path)),
  ];
  const found = paths.map((path) => ({ path, version: execFileSync(path, ['--version']).toString().trim() }));
  return found.filter(({ version }, at) => found.findIndex((other) => other.version === version) === at);
}

/** Every `@example` in the sources and every TypeScript block of the READMEs. */
function findExamples(): { readonly file: string; readonly code: string }[] {
  const sources = readdirSync(join(home, 'src')).filter((name) => !name.endsWith('.test.ts'));
  const documented = sources.flatMap((name) => {
    const text = readFileSync(join(home, 'src', name), 'utf8');
    const blocks = [...text.matchAll(/ \* @example\n((?: \*.*\n)+?)(?= \*\/| \* @)/g)];
    return blocks.map(([, block = ''], at) => ({
      file: `example-${name}-${at + 1}.mts`,
      code: block.replaceAll(/^ \* ?/gm, ''),
    }));
  });
  const shown = ['README.md', 'README.zh-CN.md'].flatMap((name) => {
    const blocks = [...readFileSync(join(home, name), 'utf8').matchAll(/```ts\n(.*?)```/gs)];
    return blocks.map(([, code = ''], at) => ({ file: `example-${name}-${at + 1}.mts`, code }));
  });
  assert.ok(documented.length >= 3 && shown.length >= 6);
  return [...documented, ...shown];
}

function check(compilerOptions: object, files: readonly string[]): void {
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  try {
    execFileSync(process.execPath, [tsc, '-p', app], { encoding: 'utf8' });
  } catch (error) {
    assert.fail(String((error as { stdout?: string }).stdout));
  }
}

/** Not execFileSync: the scripted server answers in this process. */
function run(node: string, parameters: readonly string[], input = ''): Promise<string> {
  return new Promise((fulfil, reject) => {
    const child = execFile(node, parameters, { cwd: app, timeout: 20_000 }, (error, stdout, stderr) => {
      if (error === null) fulfil(stdout);
      else reject(new Error(`${error.message}\n${stdout}\n${stderr}`));
    });
    child.stdin?.end(input);
  });
}
