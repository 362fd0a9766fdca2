// The site's tags with their colours; a tag that was renamed or removed changes the conversations that are known.
import { signal } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { on } from '../lib/socket.js';
import { renamed } from '../state/tags.js';
import { known } from './inbox.js';

/** @typedef {import('../state/tags.js').Tag} Tag */

/** By name, in Turkish order. */
export const tags = signal(/** @type {Tag[]} */ ([]));

/** How a tag looks. @param {string} name @returns {import('../state/tags.js').Color} */
export const colorOf = (name) => tags.value.find((it) => it.name === name)?.color ?? 'gray';

export async function loadTags() {
  const all = /** @type {Tag[]} */ ([]);
  let after = null;
  do {
    const page = await get('/api/tags', { limit: 200, after });
    all.push(...page.items);
    after = page.next_cursor;
  } while (after);
  const change = renamed(tags.value, all);
  if (change.size) known.value = new Map([...known.value].map(([id, it]) => [id, it.tags.some((tag) => change.has(tag)) ? { ...it, tags: carried(it.tags, change) } : it]));
  tags.value = all.sort((a, b) => a.name.localeCompare(b.name, 'tr'));
}

/** @param {string[]} names @param {Map<string, string | null>} change */
const carried = (names, change) => names.flatMap((name) => (change.has(name) ? (change.get(name) ?? []) : name)).sort((a, b) => a.localeCompare(b, 'tr'));

on('tags:changed', () => loadTags().catch(() => {}));
