// The conversations that are known, the lists of them, and how news of the server change them.
import { computed, signal } from '../lib/ui.js';
import { get } from '../lib/api.js';
import { keep, read } from '../lib/storage.js';
import { me } from '../lib/session.js';
import { now } from '../lib/time.js';
import { on, tell, whenUp } from '../lib/socket.js';
import { toastError } from '../ui/toast.js';
import { afterMessage, afterSeen, chosen, grouped, listed, newer, newestOfEach } from '../state/conversations.js';
import { keyOf, matches } from '../state/filters.js';

/** @typedef {import('../state/conversations.js').Conversation} Conversation */
/** @typedef {import('../state/conversations.js').View} View */

const PAGE = 50;
/** Who scrolls on wants more at once. */
const NEXT_PAGE = 200;

/** Every conversation that was heard of. */
export const known = signal(/** @type {Map<string, Conversation>} */ (new Map()));
/** The list shown. */
export const view = signal(/** @type {View} */ (read('view') ?? 'mine'));
/** What the inbox is narrowed down to, in place of one of its lists. */
export const filter = signal(/** @type {import('../state/filters.js').Filter | null} */ (read('filter') ?? null));
/** Whether each visitor stands in the lists once, with the newest conversation. */
export const byVisitor = signal(Boolean(read('by_visitor')));
/** The list shown, as its reach is remembered. */
const listKey = () => (filter.value ? keyOf(filter.value) : view.value) + (byVisitor.value ? ' by visitor' : '');
export const counts = signal({ mine: 0, unassigned: 0, queued: 0, bot: 0, all: 0, snoozed: 0 });

/** Rises whenever the lists were counted anew. */
export const counted = signal(0);

/** How far each list was loaded. `until`: the oldest time loaded, `null`: all. */
const reach = signal(/** @type {Record<string, { until: string | null, cursor: string | null }>} */ ({}));
export const loading = signal(false);
export const failure = signal(/** @type {any} */ (null));

/** The conversations of the list shown, in groups. */
export const groups = computed(() => {
  const all = known.value;
  const loaded = reach.value[listKey()];
  if (!loaded) return [];
  const narrowed = filter.value;
  const shown = byVisitor.value ? newestOfEach(all.values()) : [...all.values()];
  const at = now.value && Date.now(); // what was put off comes back as time goes on
  if (narrowed) {
    const items = chosen(shown, (it) => matches(it, narrowed, me.value?.id ?? '', at), loaded.until);
    return items.length ? [{ group: /** @type {const} */ ('rest'), items }] : [];
  }
  return grouped(listed(shown, view.value, me.value?.id ?? '', loaded.until), view.value);
});

/** The ids of the list shown, in the order drawn. */
export const order = computed(() => groups.value.flatMap((it) => it.items.map((one) => one.id)));

/** Whether the list shown was loaded, and whether it goes on. */
export const loaded = computed(() => Boolean(reach.value[listKey()]));
export const hasMore = computed(() => Boolean(reach.value[listKey()]?.cursor));

/** Unread conversations of one's own and of nobody, for the rail and the title. */
export const unreadTotal = computed(() => {
  const user = me.value?.id;
  return [...known.value.values()].filter((it) => it.unread > 0 && it.status !== 'closed' && it.status !== 'bot' && (!it.assignee || it.assignee.id === user)).length;
});

/** @param {Conversation[]} list */
export function take(list) {
  const next = new Map(known.value);
  for (const it of list) next.set(it.id, newer(next.get(it.id), it));
  known.value = next;
}

/** @param {string} id @param {(it: Conversation) => Conversation} change */
export function patch(id, change) {
  const it = known.value.get(id);
  if (it) known.value = new Map(known.value).set(id, change(it));
  return Boolean(it);
}

/** @type {AbortController | null} */
let current = null;

/** Loads the list shown from its beginning, or what follows. @param {{ more?: boolean }} [how] */
export async function load({ more = false } = {}) {
  const [list, narrowed] = [listKey(), filter.value];
  const after = more ? reach.value[list]?.cursor : null;
  if (more && (!after || loading.value)) return;
  current?.abort();
  const stop = (current = new AbortController());
  loading.value = true;
  failure.value = null;
  try {
    const page = await get('/api/chat', { ...(narrowed ? { view: 'any', ...narrowed } : { view: view.value }), by_visitor: byVisitor.value || null, limit: more ? NEXT_PAGE : PAGE, after }, stop.signal);
    take(page.items);
    reach.value = { ...reach.value, [list]: { until: page.next_cursor ? page.items.at(-1)?.last_message_at : null, cursor: page.next_cursor } };
  } catch (error) {
    if (!stop.signal.aborted) failure.value = error;
  } finally {
    if (stop === current) loading.value = false;
  }
}

/** Shows another list. @param {View} next */
export function showView(next) {
  view.value = next;
  filter.value = null;
  keep('view', next);
  keep('filter', null);
  load();
}

/** Narrows the inbox down; `null`: shows its list again. @param {import('../state/filters.js').Filter | null} next */
export function showFilter(next) {
  filter.value = next && Object.keys(next).length ? next : null;
  keep('filter', filter.value);
  load();
}

/** Shows each visitor once, or each conversation. */
export function groupByVisitor() {
  byVisitor.value = !byVisitor.value;
  keep('by_visitor', byVisitor.value || null);
  load();
}

/** Makes known what waits for oneself or for anybody, whichever list is shown: the rail and the sounds go by it. */
export async function prime() {
  const pages = await Promise.all(['mine', 'queued'].map((list) => get('/api/chat', { view: list, limit: 100 })));
  take(pages.flatMap((it) => it.items));
}

export async function loadCounts() {
  counts.value = await get('/api/chat/counts');
  counted.value += 1;
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let counting;
function countSoon() {
  clearTimeout(counting);
  counting = setTimeout(() => whenUp(count), 150);
}

const count = () => void loadCounts().catch(() => {});

/** After a gap: what was loaded may be stale. */
export function reloadInbox() {
  reach.value = {};
  load();
}

export function clearInbox() {
  known.value = new Map();
  reach.value = {};
}

/** A conversation that was not heard of yet. @param {string} id */
async function meet(id) {
  const { messages, earlier, history, ...conversation } = await get(`/api/chat/${id}`);
  take([conversation]);
}

/** @type {Set<(it: Conversation, by: string | null) => void>} */
const losses = new Set();
/** Hears of each conversation that was one's own and that somebody else gave away. @param {(it: Conversation, by: string | null) => void} heard */
export const onLoss = (heard) => void losses.add(heard);

for (const event of ['chat:new', 'chat:assigned', 'chat:transferred', 'chat:closed', 'chat:reopened', 'chat:updated']) {
  on(event, ({ conversation, by }) => {
    const [had, user] = [known.value.get(conversation.id)?.assignee?.id, me.value?.id];
    take([conversation]);
    countSoon();
    const lost = (event === 'chat:assigned' || event === 'chat:transferred') && had && had === user && conversation.assignee?.id !== user && by !== user;
    if (lost) for (const heard of losses) heard(conversation, by ?? null);
  });
}

/** Tells the visitor that a message arrived at a desk that may answer it. @param {any} message */
function noteDelivered(message) {
  const it = known.value.get(message.conversation_id);
  if (message.author.kind !== 'visitor' || !it || it.status === 'bot' || message.seq <= it.agent_delivered_up_to) return;
  if (!it.assignee || it.assignee.id === me.value?.id) tell('chat:delivered', { conversationId: it.id, upTo: message.seq });
}

on('chat:message:new', (message) => {
  const id = message.conversation_id;
  if (!patch(id, (it) => afterMessage(it, message))) meet(id).catch(toastError);
  noteDelivered(message);
});

on('chat:status', (news) => patch(news.conversationId, (it) => afterSeen(it, news)));

on('chat:deleted', ({ conversationId }) => {
  const next = new Map(known.value);
  next.delete(conversationId);
  known.value = next;
  countSoon();
});

/** News of many visitors at once; most of them have no conversation here. @param {Map<string, any>} news what changed, by visitor */
function patchVisitors(news) {
  /** @type {Map<string, Conversation> | null} */
  let next = null;
  for (const [id, it] of known.value) {
    const change = news.get(it.visitor.id);
    if (change) (next ??= new Map(known.value)).set(id, { ...it, visitor: { ...it.visitor, ...change } });
  }
  if (next) known.value = next;
}

/** @param {any} it */
const whereabouts = ({ state, page, title }) => ({ online: true, idle: state === 'idle', ...(page ? { page, title } : {}) });

on('visitor:online', ({ visitors }) => patchVisitors(new Map(visitors.map((/** @type {any} */ it) => [it.id, { ...whereabouts(it), name: it.name }]))));
// Two turned out to be one: conversations of the newer are the older's.
on('visitor:merged', ({ visitorId, visitor }) => visitor && patchVisitors(new Map([[visitorId, { ...visitor, online: true }], [visitor.id, visitor]])));
on('visitor:updated', ({ visitorId, visitor }) => {
  if (!visitor) return;
  const { online, page, title, ...facts } = visitor;
  patchVisitors(new Map([[visitorId, facts]]));
});
on('visitor:offline', ({ visitorIds }) => patchVisitors(new Map(visitorIds.map((/** @type {string} */ id) => [id, { online: false }]))));
on('visitor:activity', ({ visitors }) => patchVisitors(new Map(visitors.map((/** @type {any} */ it) => [it.visitorId, whereabouts(it)]))));
