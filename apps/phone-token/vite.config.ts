import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { type Plugin, defineConfig, transformWithOxc } from 'vite';
import packageJson from './package.json' with { type: 'json' };

const outDir = join(import.meta.dirname, 'dist');

/** Writes dist/service-worker.js: the source with the list of all files, and a version that changes with any of them. */
function serviceWorker(): Plugin {
  return {
    name: 'lingpai-service-worker',
    apply: 'build',
    async closeBundle() {
      const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
      const paths = entries
        .filter((entry) => entry.isFile() && entry.name !== 'service-worker.js')
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
      const hash = createHash('sha256');
      for (const path of paths) hash.update(path.slice(outDir.length)).update(await readFile(path));
      const files = paths
        .map((path) => path.slice(outDir.length))
        .map((path) => (path === '/index.html' ? '/' : path));
      const sourcePath = join(import.meta.dirname, 'src', 'service-worker.ts');
      const { code } = await transformWithOxc(await readFile(sourcePath, 'utf8'), sourcePath, {
        define: {
          PRECACHE_FILES: JSON.stringify(files),
          PRECACHE_VERSION: JSON.stringify(hash.digest('hex').slice(0, 16)),
        },
      });
      await writeFile(join(outDir, 'service-worker.js'), code);
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), serviceWorker()],
  // the phone-facing listener, so that pages served by Vite reach a real server
  server: { proxy: { '/phone': 'http://127.0.0.1:58004' } },
  define: { APP_VERSION: JSON.stringify(packageJson.version) },
  build: {
    outDir,
    emptyOutDir: true,
    target: ['chrome111', 'safari16.4', 'firefox121'],
    // the content security policy allows no data: scripts, styles or fonts
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
});
