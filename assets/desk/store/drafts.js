// What is being written in each conversation, so that looking elsewhere loses nothing.
import { keep, read } from '../lib/storage.js';

/** @typedef {{ text: string, note: boolean, files: any[] }} Draft */

/** @param {string} id a conversation @returns {Draft} */
export const draftOf = (id) => ({ text: '', note: false, files: [], ...(read('drafts') ?? {})[id] });

/** @param {string} id @param {Draft} draft */
export function keepDraft(id, draft) {
  const all = read('drafts') ?? {};
  delete all[id];
  if (draft.text || draft.files.length) all[id] = draft;
  // The newest fifty; who writes in more at a time is rare.
  keep('drafts', Object.fromEntries(Object.entries(all).slice(-50)));
}
