// Which canned responses are meant by what is typed, and their places filled. Pure.
import { plain } from './completion.js';

/**
 * @typedef {object} Canned
 * @property {string} id
 * @property {'personal' | 'team' | 'site'} scope
 * @property {{ id: string, name: string | null } | null} team where the scope is one; its name is gone when it was removed
 * @property {string} shortcut
 * @property {string} title
 * @property {string} body
 * @property {number} uses
 * @property {string | null} last_used_at
 * @property {number} version
 */

/** What may be filled, as it stands between the braces. */
export const PLACES = ['ziyaretci.ad', 'temsilci.ad', 'site.ad'];

/** Of equals, one's own goes before a team's, and that before the site's. */
const NEARNESS = ['site', 'team', 'personal'];

/**
 * Those that match, the likeliest first: by the beginning of the shortcut, then of a word of the title, then by what
 * stands anywhere in it. Equals go by how often they are used.
 * @param {Canned[]} all @param {string} query @returns {Canned[]}
 */
export function found(all, query) {
  const key = plain(query);
  const ranked = all.flatMap((it) => {
    const rank = rankOf(it, key);
    return rank === null ? [] : [{ it, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank || b.it.uses - a.it.uses || NEARNESS.indexOf(b.it.scope) - NEARNESS.indexOf(a.it.scope) || a.it.shortcut.localeCompare(b.it.shortcut, 'tr'));
  return ranked.map(({ it }) => it);
}

/** @param {Canned} it @param {string} key */
function rankOf(it, key) {
  if (!key) return 0;
  const shortcut = plain(it.shortcut);
  if (shortcut === key) return 0;
  if (shortcut.startsWith(key)) return 1;
  const title = plain(it.title);
  if (title.split(/\s+/).some((word) => word.startsWith(key))) return 2;
  if (shortcut.includes(key) || title.includes(key)) return 3;
  return plain(it.body).includes(key) ? 4 : null;
}

/**
 * The words with their places filled. A place that nothing is known for goes, with the space before it; one that `values` does not
 * name stays.
 * @param {string} body @param {Record<string, string | null | undefined>} values by place
 */
export const fill = (body, values) =>
  body.replace(/( ?)\{\{\s*([\w.]+)\s*\}\}/g, (whole, space, place) => {
    if (!Object.hasOwn(values, place)) return whole;
    const value = values[place]?.trim();
    return value ? space + value : '';
  });
