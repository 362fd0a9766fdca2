// What is searched for in all conversations, and what was found.
import { computed, effect, signal, untracked } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { keep, read } from '../lib/storage.js';
import { isEnough, joined, ofEach, placeOf } from '../state/search.js';
import { filter, known, take } from './inbox.js';

/** @typedef {import('../state/search.js').Hit} Hit */

/** As typed; empty: nothing is searched for. */
export const query = signal('');
export const sort = signal(/** @type {'best' | 'newest'} */ (read('search-sort') ?? 'best'));
/** What was found for the words before last, until new ones are answered. */
export const found = signal(/** @type {{ hits: Hit[], total: number, cursor: string | null } | null} */ (null));
/** What was found in tickets, once in each. The inbox's filters say nothing of them. */
export const foundTickets = signal(/** @type {import('../state/search.js').TicketHit[]} */ ([]));
export const failure = signal(/** @type {any} */ (null));
export const busy = signal(false);

/** What is left of what was found: conversations may have been removed since. */
export const hits = computed(() => (found.value?.hits ?? []).filter((it) => known.value.has(it.conversation.id)));
/** The places of what was found, in the order drawn. */
export const places = computed(() => hits.value.map(placeOf));
/** Whether the words say enough to be looked for. */
export const enough = computed(() => isEnough(query.value));

/** @type {AbortController | null} */
let current = null;

/** Finds, or finds what follows. @param {{ more?: boolean }} [how] */
export async function find({ more = false } = {}) {
  const after = more ? found.value?.cursor : null;
  if (more && (!after || busy.value)) return;
  current?.abort();
  const stop = (current = new AbortController());
  busy.value = true;
  failure.value = null;
  if (!more) void findTickets(query.value, stop.signal).then((all) => !stop.signal.aborted && (foundTickets.value = all));
  try {
    const page = await get('/api/chat/search', { ...filter.value, q: query.value, prefix: true, sort: sort.value, after }, stop.signal);
    take(page.items.map((/** @type {Hit} */ it) => it.conversation));
    found.value = { hits: more ? joined(found.value?.hits ?? [], page.items) : page.items, total: page.total, cursor: page.next_cursor };
  } catch (error) {
    if (!stop.signal.aborted) failure.value = error;
  } finally {
    if (stop === current) busy.value = false;
  }
}

/** What was found in some tickets; nothing where it cannot be asked for. @param {string} q @param {AbortSignal} [signal] @returns {Promise<import('../state/search.js').TicketHit[]>} */
export const findTickets = (q, signal) => get('/api/tickets/search', { q: q.trim(), limit: 20 }, signal).then((page) => ofEach(page.items, 5), () => []);

/** @param {string} text */
export const search = (text) => {
  query.value = text.trim() ? text : '';
};

/** @param {'best' | 'newest'} next */
export function sortBy(next) {
  sort.value = next;
  keep('search-sort', next);
}

/** Nothing is searched for any more: another site, another person. */
export function clearSearch() {
  query.value = '';
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;

// Whatever changes what is asked for, it is asked for anew; not with every letter.
effect(() => {
  const wanted = enough.value;
  [query.value, filter.value, sort.value]; // what it depends on
  clearTimeout(typing);
  if (wanted) {
    typing = setTimeout(find, 180);
    return;
  }
  current?.abort();
  untracked(() => {
    found.value = null;
    foundTickets.value = [];
    failure.value = null;
  });
});
