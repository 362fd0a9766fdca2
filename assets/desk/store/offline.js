// Requests left by form while nobody was there.
import { signal } from '../lib/ui.js';
import { get, put } from '../lib/api.js';
import { on } from '../lib/socket.js';

/**
 * @typedef {object} Request
 * @property {string} id
 * @property {string} name
 * @property {'message' | 'callback'} kind how to answer
 * @property {string | null} email
 * @property {string | null} phone
 * @property {string | null} call_at when to call, in the visitor's words
 * @property {string} body
 * @property {string | null} page
 * @property {string | null} visitor_id
 * @property {string | null} conversation_id
 * @property {string} created_at
 * @property {string | null} handled_at
 * @property {{ id: string, name: string } | null} handled_by
 */

/** How many wait; 50 stands for "50 or more". */
export const waiting = signal(0);
/** Rises when something changed, so that an open list loads itself anew. */
export const turn = signal(0);

export async function countWaiting() {
  const page = await get('/api/offline-messages', { handled: false, limit: 100 });
  waiting.value = page.items.length;
}

/** @param {boolean} handled @param {string} [after] @returns {Promise<{ items: Request[], next_cursor: string | null }>} */
export const list = (handled, after) => get('/api/offline-messages', { handled, after, limit: 50 });

/** @param {string} id @param {boolean} handled @returns {Promise<Request>} */
export async function setHandled(id, handled) {
  const request = await put(`/api/offline-messages/${id}`, { handled });
  turn.value += 1;
  countWaiting().catch(() => {});
  return request;
}

for (const event of ['offline:new', 'offline:updated']) {
  on(event, () => {
    turn.value += 1;
    countWaiting().catch(() => {});
  });
}
