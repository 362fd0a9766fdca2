// Saved views: lists of the inbox with a name, one's own and the site's.
import { computed, effect, signal } from '../lib/ui.js';
import { get, post, put, remove } from '../lib/api.js';
import { on } from '../lib/socket.js';
import { keyOf } from '../state/filters.js';
import { counted, filter, showFilter } from './inbox.js';

/** @typedef {import('../state/filters.js').SavedView} SavedView */

/** In the order they were made. */
export const views = signal(/** @type {SavedView[]} */ ([]));
/** The same, of tickets. */
export const ticketViews = signal(/** @type {SavedView[]} */ ([]));

/** How many conversations each has, by id; 1,000 stands for "or more". */
export const sizes = signal(/** @type {Record<string, number>} */ ({}));

/** The saved view that is shown. */
export const shownView = computed(() => (filter.value ? (views.value.find((it) => keyOf(it.filter) === keyOf(/** @type {any} */ (filter.value))) ?? null) : null));

export async function loadViews() {
  /** @type {(SavedView & { of: 'inbox' | 'tickets' })[]} */
  const all = (await get('/api/saved-views', { limit: 200 })).items;
  views.value = all.filter((it) => it.of === 'inbox');
  ticketViews.value = all.filter((it) => it.of === 'tickets');
}

/** Keeps a filter under a name and shows it. @param {Partial<SavedView>} wanted @param {SavedView | null} of which to change; a new one when there is none */
export async function saveView(wanted, of) {
  const kept = of ? await put(`/api/saved-views/${of.id}`, wanted, of.version) : await post('/api/saved-views', wanted);
  await loadViews();
  showFilter(kept.filter);
}

/** Keeps a filter of tickets under a name. @param {Partial<SavedView>} wanted @param {SavedView | null | undefined} of which to change; a new one when there is none */
export async function saveTicketView(wanted, of) {
  if (of) await put(`/api/saved-views/${of.id}`, wanted, of.version);
  else await post('/api/saved-views', { ...wanted, of: 'tickets' });
  await loadViews();
}

/** @param {SavedView} it */
export async function dropView(it) {
  await remove(`/api/saved-views/${it.id}`);
  await loadViews();
}

// Whatever changes the lists may change these.
effect(() => {
  if (!counted.value || !views.value.length) return;
  get('/api/saved-views/counts').then(({ items }) => {
    sizes.value = Object.fromEntries(items.map((/** @type {{ id: string, count: number }} */ it) => [it.id, it.count]));
  }, () => {});
});

on('views:changed', () => loadViews().catch(() => {}));
