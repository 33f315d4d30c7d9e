/// <reference lib="webworker" />
/**
 * Keeps the whole app on the phone, so that it works with the network cut. Built by vite.config.ts, which fills in the files and a
 * version made of their contents. Only what is listed is ever cached: no answer of the server can be.
 */
declare const PRECACHE_FILES: readonly string[];
declare const PRECACHE_VERSION: string;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE_PREFIX = 'lingpai-';
const CACHE_NAME = `${CACHE_PREFIX}${PRECACHE_VERSION}`;
const files = new Set(PRECACHE_FILES);

worker.addEventListener('install', (event) => event.waitUntil(precache()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (request.mode === 'navigate' && url.pathname === '/') event.respondWith(fromCache('/'));
  else if (files.has(url.pathname)) event.respondWith(fromCache(url.pathname));
});

async function precache(): Promise<void> {
  const cache = await caches.open(CACHE_NAME);
  // `reload`: past the browser's own cache, which may hold files of the version before
  await cache.addAll(PRECACHE_FILES.map((path) => new Request(path, { cache: 'reload' })));
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith(CACHE_PREFIX) && name !== CACHE_NAME) await caches.delete(name);
  await worker.clients.claim();
}

async function fromCache(path: string): Promise<Response> {
  const cache = await caches.open(CACHE_NAME);
  return (await cache.match(path)) ?? fetch(path);
}
