// The desk's service worker: keeps the files of this version, which never change, has a page for when there is no way to
// the server, and shows what the server pushes. Answers of the API are never kept: what the desk shows is always what the
// server says now.
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

// What the server sends while no desk is looked at. One that cannot be read is shown all the same: browsers take the right
// away from who shows nothing.
self.addEventListener('push', (event) => {
  event.waitUntil(show(event.data));
});

async function show(data) {
  const { title = 'AsistTR', body = '', lang = 'tr', to = '/inbox', site } = read(data) ?? {};
  const icon = `${BASE}/img/icon-192.png`;
  await self.registration.showNotification(title, { body, lang, icon, tag: to, renotify: true, data: { to, site } });
  await self.navigator.setAppBadge?.().catch(() => {});
}

function read(data) {
  try {
    return data.json();
  } catch {
    return null;
  }
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data ?? {}));
});

/** Pages of this server that are not the desk. */
const ELSEWHERE = /^\/(demo|try|api|a|h|c)(\/|$)/;

/** Shows the page in the desk that is open, else in a new window. */
async function open({ to = '/inbox', site }) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const desks = windows.filter((it) => !ELSEWHERE.test(new URL(it.url).pathname));
  const desk = desks.find((it) => it.visibilityState === 'visible') ?? desks[0];
  if (!desk) return self.clients.openWindow(site ? `${to}?site=${site}` : to);
  await desk.focus();
  return desk.postMessage({ open: to, site });
}

async function offline() {
  return (await caches.match(OFFLINE)) ?? Response.error();
}
