// What the lists of conversations show, and how news change them. Pure.
import { rankOf } from './priority.js';
import { isSnoozed } from './snooze.js';

/** @typedef {{ kind: 'visitor' | 'agent' | 'assistant' | 'system', id: string | null, name: string | null }} Author */
/**
 * @typedef {object} Conversation
 * @property {string} id
 * @property {number} number
 * @property {'bot' | 'queued' | 'active' | 'closed'} status
 * @property {any} visitor
 * @property {{ id: string, name: string } | null} assignee
 * @property {any} assigned_reason
 * @property {string | null} subject
 * @property {string} language
 * @property {string} channel
 * @property {string[]} tags
 * @property {'on' | 'stopped' | 'off'} assistant
 * @property {number} unread
 * @property {{ body: string, author: Author, note: boolean, system: { code: string, params: any } | null, files: number, created_at: string } | null} last_message
 * @property {number} visitor_delivered_up_to
 * @property {number} visitor_read_up_to
 * @property {number} agent_delivered_up_to
 * @property {number} agent_read_up_to
 * @property {number | null} rating
 * @property {string | null} rating_comment
 * @property {number} version
 * @property {string} created_at
 * @property {string | null} first_reply_at
 * @property {string} last_message_at
 * @property {string | null} waiting_since
 * @property {string | null} closed_at
 * @property {{ id: string, name: string } | null} department
 * @property {import('./priority.js').Priority} priority
 * @property {{ id: string, name: string }[]} skills
 * @property {{ agent_id: string, expires_at: string } | null} offer
 * @property {string | null} [snoozed_until]
 * @property {number} past_conversations how many the visitor had before
 */
/** @typedef {'mine' | 'unassigned' | 'queued' | 'bot' | 'all' | 'closed'} View */

/** What is offered to somebody, the one that ends first, first. @param {Conversation[]} all @param {string} me @param {number} now ms */
export function offersTo(all, me, now) {
  return all
    .filter((it) => it.status === 'queued' && it.offer?.agent_id === me)
    .map((conversation) => ({ conversation, seconds: Math.ceil((Date.parse(conversation.offer?.expires_at ?? '') - now) / 1000) }))
    .filter((it) => it.seconds > 0)
    .sort((a, b) => a.seconds - b.seconds);
}

/** In the order they are offered. @type {View[]} */
export const VIEWS = ['mine', 'unassigned', 'queued', 'bot', 'all', 'closed'];

/** Whether a conversation stands in a list. @param {Conversation} it @param {View} view @param {string} me @param {number} [now] for those that were put off */
export function belongs(it, view, me, now = Date.now()) {
  if (view === 'closed') return it.status === 'closed';
  if (it.status === 'closed' || isSnoozed(it, now)) return false;
  if (view === 'mine') return it.assignee?.id === me;
  if (view === 'unassigned') return !it.assignee;
  return view === 'all' || it.status === view;
}

/** Newest activity first, as the server sorts. Its times are of one length, so they compare as texts: reading a date for
 * each of the comparisons of a long list would take longer than drawing it. @param {Conversation} a @param {Conversation} b */
export function byActivity(a, b) {
  if (a.last_message_at !== b.last_message_at) return a.last_message_at < b.last_message_at ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

/**
 * The conversations of a list among all that are known.
 * @param {Iterable<Conversation>} known @param {View} view @param {string} me
 * @param {string | null} until what is older than this was not loaded for the list yet; `null`: everything was
 */
export const listed = (known, view, me, until) => chosen(known, (it) => belongs(it, view, me), until);

/** The same for any choice. @param {Iterable<Conversation>} known @param {(it: Conversation) => boolean} choose @param {string | null} until */
export function chosen(known, choose, until) {
  const out = [];
  for (const it of known) if ((!until || it.last_message_at >= until) && choose(it)) out.push(it);
  return out.sort(byActivity);
}

/** Each visitor's newest conversation. @param {Iterable<Conversation>} all @returns {Conversation[]} */
export function newestOfEach(all) {
  /** @type {Map<string, Conversation>} */
  const newest = new Map();
  for (const it of all) {
    const other = newest.get(it.visitor.id);
    if (!other || it.created_at > other.created_at) newest.set(it.visitor.id, it);
  }
  return [...newest.values()];
}

/**
 * Groups of a list: who waits for us, the urgent ones and then the longest first; then who we wait for.
 * @param {Conversation[]} list sorted by activity @param {View} view
 * @returns {{ group: 'waiting' | 'answered' | 'rest', items: Conversation[] }[]} without empty ones
 */
export function grouped(list, view) {
  if (view === 'closed' || view === 'bot') return list.length ? [{ group: 'rest', items: list }] : [];
  const waiting = list.filter((it) => it.waiting_since).sort((a, b) => rankOf(a.priority) - rankOf(b.priority) || ((a.waiting_since ?? '') < (b.waiting_since ?? '') ? -1 : 1));
  const rest = list.filter((it) => !it.waiting_since);
  const groups = [
    { group: /** @type {const} */ ('waiting'), items: waiting },
    { group: /** @type {const} */ ('answered'), items: rest },
  ];
  return groups.filter((it) => it.items.length);
}

/** Takes the newer of two states of a conversation: an answer may come later than the news. Messages change one without
 * raising its version. @param {Conversation | undefined} old @param {Conversation} next */
export function newer(old, next) {
  const stale = old && (next.version < old.version || (next.version === old.version && next.last_message_at < old.last_message_at));
  return stale ? old : { ...next, visitor: { ...old?.visitor, ...next.visitor } };
}

/**
 * A conversation after a message, by the server's own rules. News of the conversation itself are drawn up after the
 * change, so they may count the message already: one that is not newer than the last changes nothing.
 * @param {Conversation} it @param {any} message @returns {Conversation}
 */
export function afterMessage(it, message) {
  const kind = message.author.kind;
  if (Date.parse(message.created_at) <= Date.parse(it.last_message_at)) return it;
  const next = {
    ...it,
    last_message_at: message.created_at,
    // What the assistant notes for agents hides no visitor's words.
    last_message: message.note && kind === 'assistant' ? it.last_message : {
      body: message.body.slice(0, 160), author: message.author, note: message.note, system: message.system,
      files: message.attachments.length, created_at: message.created_at,
    },
  };
  if (message.note || kind === 'system') return next;
  if (kind === 'visitor') {
    next.unread = it.unread + 1;
    next.snoozed_until = null;
    if (it.status !== 'bot') next.waiting_since = it.waiting_since ?? message.created_at;
  } else if (kind === 'agent') {
    next.waiting_since = null;
    next.first_reply_at = it.first_reply_at ?? message.created_at;
  } else {
    next.unread = 0;
  }
  return next;
}

/** A conversation after somebody received or read. @param {Conversation} it @param {any} news `chat:status` @returns {Conversation} */
export function afterSeen(it, news) {
  const fields =
    news.by === 'visitor'
      ? { visitor_delivered_up_to: Math.max(it.visitor_delivered_up_to, news.delivered_up_to), visitor_read_up_to: Math.max(it.visitor_read_up_to, news.read_up_to) }
      : { agent_delivered_up_to: Math.max(it.agent_delivered_up_to, news.delivered_up_to), agent_read_up_to: Math.max(it.agent_read_up_to, news.read_up_to) };
  return { ...it, ...fields, unread: news.unread ?? it.unread };
}

/** How urgent a wait is. @param {number} ms @returns {'fresh' | 'soon' | 'late'} */
export function urgency(ms) {
  if (ms >= 5 * 60_000) return 'late';
  return ms >= 2 * 60_000 ? 'soon' : 'fresh';
}

/** The neighbour in a list, for j and k; the first one when none is open. @param {string[]} ids @param {string | undefined} open @param {1 | -1} step */
export function neighbour(ids, open, step) {
  const at = ids.indexOf(open ?? '');
  if (at < 0) return ids[0] ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))] ?? null;
}
