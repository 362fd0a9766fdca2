// Owns the live connection of the desk: coming back by itself, resuming after the last event seen, acknowledgements.
import { signal } from './ui.js';
import { credentials, renew } from './api.js';
import { lang } from './i18n.js';
import { io } from '../../vendor/socket.io.esm.min.js';

/** An acknowledgement that takes longer counts as lost. */
const ACK_MS = 10_000;

/** How the connection is; `off` while nobody is signed in. */
export const link = signal(/** @type {'off' | 'connecting' | 'up' | 'down'} */ ('off'));

/** @type {any} */
let socket = null;
/** The newest event seen: where to resume. @type {number | null} */
let cursor = null;
/** @type {Map<string, Set<(data: any) => void>>} */
const listeners = new Map();

/** @param {string} event a server event, or `*` for all (called with `{ event, data }`) @param {(data: any) => void} heard @returns {() => void} stops listening */
export function on(event, heard) {
  const all = listeners.get(event) ?? new Set();
  listeners.set(event, all.add(heard));
  return () => all.delete(heard);
}

/** Looks that wait for the line. @type {Set<() => void>} */
const waiting = new Set();

/** Does `work` now, or when the line is there again: without it a token may have ended, and what is asked may be over. @param {() => void} work */
export function whenUp(work) {
  if (link.value === 'up') work();
  else waiting.add(work);
}

/** @param {string} event @param {any} data */
function hear(event, data) {
  const seq = data?.event_seq ?? data?.seq;
  if (typeof seq === 'number' && (event === 'ready' || seq > (cursor ?? 0))) cursor = seq;
  for (const heard of listeners.get(event) ?? []) heard(data);
  for (const heard of listeners.get('*') ?? []) heard({ event, data });
}

/** Connects as the signed-in user, on the site acted on. */
export function connect() {
  if (socket) return;
  link.value = 'connecting';
  // What is loaded while the connection comes up may be older than its `ready`: it tells what happened since the sign-in.
  cursor = credentials.seq;
  socket = io({
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    auth: (/** @type {(data: any) => void} */ give) =>
      give({ token: credentials.token, siteId: credentials.site, after: cursor ?? undefined, language: lang.value }),
    reconnectionDelay: 500,
    reconnectionDelayMax: 8000,
    forceNew: true,
  });
  const mine = socket;
  const again = (/** @type {number} */ least, /** @type {number} */ most) =>
    setTimeout(() => mine === socket && mine.connect(), least + Math.random() * (most - least));
  mine.on('connect', () => {
    link.value = 'up';
    const all = [...waiting];
    waiting.clear();
    for (const work of all) work();
  });
  mine.on('disconnect', (/** @type {string} */ reason) => {
    if (mine === socket) link.value = 'down';
    // The client does not come back by itself when it was the server that closed.
    if (reason === 'io server disconnect') again(500, 2500);
  });
  mine.on('connect_error', async (/** @type {Error} */ error) => {
    if (mine !== socket) return;
    link.value = 'down';
    if (mine.active) return;
    if (/^token_/.test(error.message) && !(await renew().catch(() => true))) return;
    again(1000, 4000);
  });
  mine.on('server:restart', () => {
    mine.disconnect();
    again(500, 3000);
  });
  mine.onAny(hear);
}

export function disconnect() {
  const old = socket;
  socket = null;
  waiting.clear();
  link.value = 'off';
  old?.disconnect();
}

/**
 * Asks for something that is to be acknowledged.
 * @param {string} event @param {any} data @returns {Promise<any>} `{ ok: true, … }` or `{ ok: false, code, detail }`; code `no_answer` when the connection is down
 */
export async function ask(event, data) {
  if (!socket?.connected) return { ok: false, code: 'no_answer' };
  try {
    return await socket.timeout(ACK_MS).emitWithAck(event, data);
  } catch {
    return { ok: false, code: 'no_answer' };
  }
}

/** Says something that is worthless later, such as "is typing". @param {string} event @param {any} data */
export function tell(event, data) {
  if (socket?.connected) socket.volatile.emit(event, data, () => {});
}

addEventListener('online', () => {
  if (socket && !socket.connected) socket.connect();
});
