// Bans of visitors: making and lifting them; `turn` rises when something changed.
import { signal } from '../lib/ui.js';
import { get, post, remove } from '../lib/api.js';
import { on } from '../lib/socket.js';

/**
 * @typedef {object} Ban
 * @property {string} id
 * @property {'visitor' | 'address'} by
 * @property {{ id: string, name: string | null, number: number }} visitor
 * @property {string | null} address
 * @property {string} reason
 * @property {string | null} until
 * @property {{ id: string, name: string } | null} created_by
 * @property {string} created_at
 * @property {string | null} lifted_at
 */

export const turn = signal(0);

/** @param {boolean} over @param {string | null} [after] @param {AbortSignal} [signal] @returns {Promise<{ items: Ban[], next_cursor: string | null }>} */
export const list = (over, after, signal) => get('/api/bans', { over, after, limit: 100 }, signal);

/** @param {{ visitor_id: string, by: string, reason: string, until: string | null }} wanted */
export const ban = (wanted) => post('/api/bans', wanted);

/** @param {string} id */
export const lift = (id) => remove(`/api/bans/${id}`);

on('bans:changed', () => {
  turn.value += 1;
});
