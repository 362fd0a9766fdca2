// The desk's service worker: keeps the files of this version, which never change, and has a page for when there is no
// way to the server. Answers of the API are never kept: what the desk shows is always what the server says now.
/* global self, caches, fetch, URL, Response */

const BASE = '__BASE__';
const OFFLINE = '/offline.html';
/** Every version has a store of its own. */
const FILES = BASE;

self.addEventListener('install', (event) => {
  // What the page needs beside its text, so that it is whole without the server.
  const needed = [OFFLINE, `${BASE}/desk/theme.js`, `${BASE}/desk/css/tokens.css`, `${BASE}/desk/css/offline.css`, `${BASE}/img/icon.svg`];
  event.waitUntil(caches.open(FILES).then((files) => files.addAll(needed)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const tidy = caches.keys().then((names) => Promise.all(names.filter((name) => name !== FILES).map((name) => caches.delete(name))));
  event.waitUntil(tidy.then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => offline()));
  else if (pathname.startsWith(`${BASE}/`)) event.respondWith(file(request));
});

/** Whether the server says that it never changes; a debug build that serves from a folder does not. */
const lasting = (answer) => Boolean(answer.headers.get('cache-control')?.includes('immutable'));

/** From what is kept, else from the server; what never changes is kept. */
async function file(request) {
  const kept = await caches.match(request);
  if (kept && lasting(kept)) return kept;
  const answer = await fetch(request).catch((error) => kept ?? Promise.reject(error));
  if (answer.ok && answer !== kept && lasting(answer)) {
    const copy = answer.clone();
    // A full disk is no reason to show nothing.
    caches.open(FILES).then((files) => files.put(request, copy)).catch(() => {});
  }
  return answer;
}

async function offline() {
  return (await caches.match(OFFLINE)) ?? Response.error();
}
