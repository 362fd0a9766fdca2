// Owns the list of articles: filters, what was loaded, the categories in use. Filters stay while other screens are shown.
import { batch, signal } from '../../lib/ui.js';
import { get } from '../../lib/api.js';

/** @typedef {import('./words.js').Article} Article */
/** @typedef {{ q: string, status: string, category: string, visibility: string, language: string, tag: string }} Filters */

const PAGE = 50;
/** @type {Filters} */
const NONE = { q: '', status: '', category: '', visibility: '', language: '', tag: '' };

export const filters = signal(NONE);
export const articles = signal(/** @type {Article[] | null} */ (null));
export const categories = signal(/** @type {{ name: string, count: number }[]} */ ([]));
export const loading = signal(false);
export const failure = signal(/** @type {any} */ (null));
export const hasMore = signal(false);

/** The article that was saved for the first time just now: its editor stays as it is. */
export const justMade = { id: '' };

let cursor = /** @type {string | null} */ (null);
let turn = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

export const isFiltered = () => Object.values(filters.value).some(Boolean);

/** Loads the list anew, or its next page. @param {{ more?: boolean }} [how] */
export async function load({ more = false } = {}) {
  const mine = (turn += 1);
  loading.value = true;
  try {
    // As many as are shown already, so that a reload does not move the page.
    const limit = more ? PAGE : Math.min(200, Math.max(PAGE, articles.value?.length ?? 0));
    const page = await get('/api/knowledge', { ...filters.value, limit, after: more ? cursor : undefined });
    if (mine !== turn) return;
    batch(() => {
      articles.value = more ? [...(articles.value ?? []), ...page.items] : page.items;
      failure.value = null;
      hasMore.value = Boolean(page.next_cursor);
    });
    cursor = page.next_cursor;
  } catch (error) {
    if (mine === turn) failure.value = error;
  } finally {
    if (mine === turn) loading.value = false;
  }
}

export async function loadCategories() {
  categories.value = (await get('/api/knowledge/categories')).items;
}

/** @param {Partial<Filters>} change words typed wait for a pause */
export function filter(change) {
  filters.value = { ...filters.value, ...change };
  clearTimeout(timer);
  timer = setTimeout(load, 'q' in change ? 250 : 0);
}

export const clearFilters = () => filter(NONE);
