// Tickets as the desk knows them: the list or board that is shown, counts, categories and templates; kept fresh.
import { batch, computed, signal } from '../lib/ui.js';
import { get, post, put, remove } from '../lib/api.js';
import { on, whenUp } from '../lib/socket.js';
import { keep, read } from '../lib/storage.js';
import { LISTS, moved } from '../state/tickets.js';

/** @typedef {import('../state/tickets.js').Ticket} Ticket */
/** @typedef {import('../state/tickets.js').Column} Column */
/** @typedef {import('../state/tickets.js').TicketFilter} TicketFilter */
/** @typedef {import('../state/tickets.js').Status} Status */
/** @typedef {{ id: string, parent_id: string | null, name: string, department_id: string | null, priority: string | null, tickets: number, version: number }} Category */
/** @typedef {{ id: string, name: string, subject: string, body: string, defaults: any, version: number }} Template */

/** `board` or `table`. */
export const look = signal(/** @type {'board' | 'table'} */ (read('tickets.look') === 'table' ? 'table' : 'board'));
/** One of the lists that are always there. */
export const list = signal('unsolved');
/** What it is narrowed down to beside. */
export const filter = signal(/** @type {TicketFilter} */ ({}));
export const sort = signal('updated');

/** All that the list is asked for. */
export const asked = computed(() => ({ ...LISTS[list.value], ...filter.value }));

export const columns = signal(/** @type {Column[] | null} */ (null));
export const items = signal(/** @type {Ticket[] | null} */ (null));
export const cursor = signal(/** @type {string | null} */ (null));
export const failure = signal(/** @type {any} */ (null));
export const counts = signal({ mine: 0, unassigned: 0, open: 0, unsolved: 0, watching: 0, late: 0, near: 0 });
export const categories = signal(/** @type {Category[]} */ ([]));
export const templates = signal(/** @type {Template[]} */ ([]));
/** Ids that are ticked. */
export const chosen = signal(/** @type {Set<string>} */ (new Set()));

/** How often the shown list was asked for; an answer to an older question is not shown. */
let turn = 0;

/** Loads what is shown anew, without showing that. */
export async function load() {
  const mine = (turn += 1);
  try {
    if (look.value === 'board') {
      const { columns: found } = await get('/api/tickets/board', asked.value);
      if (mine === turn) batch(() => ((columns.value = found), (failure.value = null)));
    } else {
      const limit = Math.min(200, Math.max(50, items.value?.length ?? 0));
      const page = await get('/api/tickets', { ...asked.value, sort: sort.value, limit });
      if (mine === turn) batch(() => ((items.value = page.items), (cursor.value = page.next_cursor), (failure.value = null), unpick()));
    }
  } catch (error) {
    if (mine === turn) failure.value = error;
  }
}

/** What is not on the screen any more is not ticked: nobody would see what becomes of it. */
function unpick() {
  const there = new Set(items.value?.map((it) => it.id));
  if ([...chosen.value].some((id) => !there.has(id))) chosen.value = new Set([...chosen.value].filter((id) => there.has(id)));
}

/** Loads what comes after what the table shows. */
export async function loadMore() {
  const mine = turn;
  const page = await get('/api/tickets', { ...asked.value, sort: sort.value, limit: 50, after: cursor.value });
  if (mine !== turn) return;
  const shown = new Set(items.value?.map((it) => it.id));
  batch(() => {
    items.value = [...(items.value ?? []), ...page.items.filter((/** @type {Ticket} */ it) => !shown.has(it.id))];
    cursor.value = page.next_cursor;
  });
}

export async function loadCounts() {
  counts.value = await get('/api/tickets/counts');
}

export async function loadCatalogue() {
  const [all, ready] = await Promise.all([get('/api/ticket-categories'), get('/api/ticket-templates')]);
  batch(() => ((categories.value = all.items), (templates.value = ready.items)));
}

/** Shows another list, filter, order or look; what was shown goes. @param {{ list?: string, filter?: TicketFilter, sort?: string, look?: 'board' | 'table' }} what */
export function show(what) {
  batch(() => {
    if (what.list !== undefined) list.value = what.list;
    if (what.filter !== undefined) filter.value = what.filter;
    if (what.sort !== undefined) sort.value = what.sort;
    if (what.look !== undefined) look.value = what.look;
    items.value = null;
    if (what.look || what.list || what.filter) columns.value = null;
    cursor.value = null;
    chosen.value = new Set();
  });
  if (what.look) keep('tickets.look', what.look);
  return load();
}

/** Puts a ticket into another column, at once; what the server refuses is put back. @param {Ticket} it @param {Status} to */
export async function moveTo(it, to) {
  const before = columns.value;
  if (before) columns.value = moved(before, it.id, to);
  try {
    take(await put(`/api/tickets/${it.id}/status`, { status: to }));
  } catch (error) {
    columns.value = before;
    await load();
    throw error;
  }
}

/** Changes a ticket that is still as it is known. @param {Ticket} it @param {any} change @returns {Promise<Ticket>} */
export async function change(it, change) {
  return take(await put(`/api/tickets/${it.id}`, change, it.version));
}

/** @param {any} wanted @returns {Promise<Ticket>} */
export const create = async (wanted) => take(await post('/api/tickets', wanted));
/** @param {string} conversation @param {any} wanted @returns {Promise<Ticket>} */
export const convert = async (conversation, wanted) => take(await post(`/api/chat/${conversation}/tickets`, wanted));
/** @param {string[]} ids @param {any} wanted */
export const bulk = (ids, wanted) => post('/api/tickets/bulk', { ids, ...wanted });
/** For good. @param {string} id */
export const drop = (id) => remove(`/api/tickets/${id}`);

/** What is known of a ticket now: in the lists, and wherever somebody listens. @param {Ticket} ticket @returns {Ticket} */
export function take(ticket) {
  const put = (/** @type {Ticket} */ it) => (it.id === ticket.id ? ticket : it);
  if (items.value?.some((it) => it.id === ticket.id)) items.value = items.value.map(put);
  if (columns.value?.some((column) => column.tickets.some((it) => it.id === ticket.id))) {
    columns.value = moved(columns.value, ticket.id, ticket.status).map((column) => ({ ...column, tickets: column.tickets.map(put) }));
  }
  for (const heard of listeners) heard(ticket);
  return ticket;
}

/** @type {Set<(ticket: Ticket) => void>} */
const listeners = new Set();
/** Hears of every ticket that is new or other than before. @param {(ticket: Ticket) => void} heard @returns {() => void} */
export function onTicket(heard) {
  listeners.add(heard);
  return () => listeners.delete(heard);
}

/** Whether a screen shows tickets. */
export const shown = signal(false);
let soon = 0;
/** Many news at once are one look. */
function reloadSoon() {
  clearTimeout(soon);
  soon = setTimeout(() => whenUp(reload), 250);
}

function reload() {
  if (shown.value) void load();
  loadCounts().catch(() => {});
}

for (const event of ['ticket:new', 'ticket:updated', 'ticket:reply', 'ticket:locked', 'ticket:unlocked']) {
  on(event, ({ ticket }) => {
    if (!ticket) return;
    take(ticket);
    if (event !== 'ticket:locked' && event !== 'ticket:unlocked') reloadSoon();
  });
}
for (const event of ['ticket:deleted', 'resync']) on(event, reloadSoon);
on('ticket:settings', () => loadCatalogue().catch(() => {}));
on('organisation:changed', () => shown.value && loadCatalogue().catch(() => {}));

/** Forgets them, when somebody else signs in. */
export function clearTickets() {
  batch(() => {
    columns.value = null;
    items.value = null;
    filter.value = {};
    list.value = 'unsolved';
    chosen.value = new Set();
    counts.value = { mine: 0, unassigned: 0, open: 0, unsolved: 0, watching: 0, late: 0, near: 0 };
  });
}
