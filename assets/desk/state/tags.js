// What is known of tags. Pure.
import { plain } from './completion.js';

/** The palette, as the server names it. @type {Color[]} */
export const COLORS = ['gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink', 'brown'];

/** @typedef {'gray' | 'red' | 'orange' | 'yellow' | 'green' | 'teal' | 'blue' | 'violet' | 'pink' | 'brown'} Color */
/** @typedef {{ id: string, name: string, color: Color, conversations: number, version: number }} Tag */

/**
 * Names that conversations do not carry any more: with the new name, or `null` for a tag that is gone.
 * @param {Tag[]} before @param {Tag[]} after @returns {Map<string, string | null>}
 */
export function renamed(before, after) {
  const now = new Map(after.map((it) => [it.id, it.name]));
  return new Map(before.filter((it) => now.get(it.id) !== it.name).map((it) => [it.name, now.get(it.id) ?? null]));
}

/**
 * The choices of a picker: tags that match, and the typed name itself when there is none of it.
 * @param {Tag[]} all @param {string} query @returns {{ items: Tag[], make: string | null }}
 */
export function choices(all, query) {
  const name = query.trim().replace(/\s+/g, ' ');
  const key = plain(name);
  const items = all.filter((it) => plain(it.name).includes(key));
  items.sort((a, b) => Number(plain(b.name).startsWith(key)) - Number(plain(a.name).startsWith(key)));
  return { items, make: name && !all.some((it) => plain(it.name) === key) ? name : null };
}
