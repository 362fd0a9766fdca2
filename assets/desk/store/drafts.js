// What is being written in each conversation, so that looking elsewhere loses nothing.
import { me } from '../lib/session.js';
import { keep, read } from '../lib/storage.js';

/** @typedef {{ text: string, note: boolean, files: any[] }} Draft */

const key = () => `drafts.${me.value?.id ?? ''}`;

/** @param {string} id a conversation @returns {Draft} */
export const draftOf = (id) => ({ text: '', note: false, files: [], ...(read(key()) ?? {})[id] });

/** @param {string} id @param {Draft} draft */
export function keepDraft(id, draft) {
  const all = read(key()) ?? {};
  delete all[id];
  if (draft.text || draft.files.length) all[id] = draft;
  // The newest fifty; who writes in more at a time is rare.
  keep(key(), Object.fromEntries(Object.entries(all).slice(-50)));
}
