// Visitors who have a page open: loaded when they are first looked at, kept up to date by the server's batches.
import { signal } from '../lib/ui.js';
import { get, post } from '../lib/api.js';
import { on } from '../lib/socket.js';
import { EVERYBODY, came, moved, went } from '../state/visitors.js';

/** @typedef {import('../state/visitors.js').LiveVisitor} LiveVisitor */

const PAGE = 2000;

/** By id; `null` until they were loaded. */
export const visitors = signal(/** @type {Map<string, LiveVisitor> | null} */ (null));
/** What the list is narrowed down to. */
export const choice = signal({ ...EVERYBODY });
export const failure = signal(/** @type {any} */ (null));

/** News that came while the list was loaded: they are newer than what is in it. @type {((all: Map<string, LiveVisitor>) => Map<string, LiveVisitor>)[] | null} */
let meanwhile = null;

/** Loads the list; calls at the same time are one. */
export async function loadVisitors() {
  if (meanwhile) return;
  meanwhile = [];
  failure.value = null;
  try {
    let all = new Map();
    let after = null;
    do {
      const page = await get('/api/tracking/visitors', { limit: PAGE, after });
      all = came(all, page.items);
      after = page.next_cursor;
    } while (after);
    visitors.value = (meanwhile ?? []).reduce((sum, change) => change(sum), all);
  } catch (error) {
    failure.value = error;
  } finally {
    meanwhile = null;
  }
}

export function clearVisitors() {
  visitors.value = null;
}

/** @param {(all: Map<string, LiveVisitor>) => Map<string, LiveVisitor>} change */
function hear(change) {
  meanwhile?.push(change);
  if (visitors.value) visitors.value = change(visitors.value);
}

/** One visitor, on a page or not. @param {string} id @param {AbortSignal} [signal] @returns {Promise<LiveVisitor & { ban: any }>} */
export const find = (id, signal) => get(`/api/tracking/visitors/${id}`, undefined, signal);

/** @param {string} id @param {string} message @returns {Promise<import('../state/conversations.js').Conversation>} the conversation that began */
export const startChat = (id, message) => post(`/api/tracking/visitors/${id}/chat`, { message });

on('visitor:online', ({ visitors: some }) => hear((all) => came(all, some)));
on('visitor:activity', ({ visitors: news }) => hear((all) => moved(all, news)));
on('visitor:merged', ({ visitorId }) => hear((all) => went(all, [visitorId])));
on('visitor:offline', ({ visitorIds }) => hear((all) => went(all, visitorIds)));

// None of it is replayed: after a gap everything is loaded anew.
on('ready', () => {
  if (visitors.value) loadVisitors();
});
