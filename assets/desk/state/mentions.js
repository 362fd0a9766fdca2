// Who is named in a note, for showing it. Pure; the server notifies by the same rules.
import { plain } from './completion.js';

/** @typedef {{ id: string, name: string }} Person */

/**
 * A text in parts: words as they are, and the names after an `@` with whose they are. A whole name counts, the longest
 * that fits; a first name alone counts when only one person has it.
 * @param {string} text @param {Person[]} people @returns {(string | { id: string, text: string })[]}
 */
export function mentions(text, people) {
  /** @type {(string | { id: string, text: string })[]} */
  const parts = [];
  let from = 0;
  for (const { index } of text.matchAll(/(?<![\p{L}\p{N}])@/gu)) {
    const found = index < from ? null : named(text, index + 1, people);
    if (!found) continue;
    if (index > from) parts.push(text.slice(from, index));
    from = index + 1 + found.length;
    parts.push({ id: found.id, text: text.slice(index, from) });
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** @param {string} text @param {number} at @param {Person[]} people */
function named(text, at, people) {
  const begins = (/** @type {string} */ name) =>
    name && plain(text.slice(at, at + name.length)) === plain(name) && !/[\p{L}\p{N}]/u.test(text.charAt(at + name.length));
  const whole = people.filter((it) => begins(it.name)).sort((a, b) => b.name.length - a.name.length)[0];
  if (whole) return { id: whole.id, length: whole.name.length };
  const first = people.map((it) => ({ id: it.id, name: it.name.split(/\s+/)[0] })).filter((it) => begins(it.name));
  return first.length === 1 ? { id: first[0].id, length: first[0].name.length } : null;
}
