// What the command palette offers for the words typed. Pure.
import { plain } from './completion.js';

/**
 * @typedef {object} Command
 * @property {string} id
 * @property {string} label
 * @property {string} group the words over its group
 * @property {string} icon
 * @property {string} [note] to the right
 * @property {boolean} [typed] shown only when something was typed: there are many of its kind
 * @property {boolean} [found] the server found it for the words: by what does not stand here
 * @property {() => void} run
 */

const MOST = 40;

/**
 * Commands in which every word typed begins a word, or stands anywhere; those that begin with them come first within
 * their group, and groups keep their order.
 * @param {Command[]} all @param {string} query @returns {Command[]}
 */
export function matching(all, query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (!words.length) return all.filter((it) => !it.typed).slice(0, MOST);
  const ranked = all.flatMap((it, order) => {
    const text = plain(`${it.label} ${it.note ?? ''}`);
    if (!it.found && !words.every((word) => text.includes(word))) return [];
    const parts = text.split(/\s+/);
    return [{ it, order, begins: words.every((word) => parts.some((part) => part.startsWith(word))) }];
  });
  const groups = [...new Set(all.map((it) => it.group))];
  ranked.sort((a, b) => groups.indexOf(a.it.group) - groups.indexOf(b.it.group) || Number(b.begins) - Number(a.begins) || a.order - b.order);
  return ranked.slice(0, MOST).map(({ it }) => it);
}
