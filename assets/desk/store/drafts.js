// What is being written in each conversation, so that looking elsewhere loses nothing.
import { get, put } from '../lib/api.js';
import { me } from '../lib/session.js';
import { keep, read } from '../lib/storage.js';

/** @typedef {{ text: string, note: boolean, whisper: boolean, files: any[] }} Draft */

const TELL_MS = 800;

const key = () => `drafts.${me.value?.id ?? ''}`;

/** @param {string} id a conversation @returns {Draft} */
export const draftOf = (id) => ({ text: '', note: false, whisper: false, files: [], ...(read(key()) ?? {})[id] });

/** Words that were not told to the server yet, by conversation. @type {Map<string, ReturnType<typeof setTimeout>>} */
const telling = new Map();

/** Tells the server a moment later, so that one may go on at another machine; files stay here. @param {string} id @param {Draft} draft */
function tellSoon(id, { text, note }) {
  clearTimeout(telling.get(id));
  telling.set(id, setTimeout(() => {
    telling.delete(id);
    put(`/api/chat/${id}/draft`, { body: text, note }).catch(() => {});
  }, text ? TELL_MS : 0)); // what was sent is forgotten at once
}

/** What was begun at another machine, where nothing was begun here. @param {string} id @returns {Promise<Draft | null>} */
export async function draftElsewhere(id) {
  const mine = (/** @type {Draft} */ it) => Boolean(it.text || it.files.length);
  if (mine(draftOf(id)) || telling.has(id)) return null;
  const { body, note } = await get(`/api/chat/${id}/draft`);
  return body && !mine(draftOf(id)) ? { text: body, note, whisper: false, files: [] } : null;
}

/** @param {string} id @param {Draft} draft */
export function keepDraft(id, draft) {
  tellSoon(id, draft);
  const all = read(key()) ?? {};
  delete all[id];
  if (draft.text || draft.files.length) all[id] = draft;
  // The newest fifty; who writes in more at a time is rare.
  keep(key(), Object.fromEntries(Object.entries(all).slice(-50)));
}
