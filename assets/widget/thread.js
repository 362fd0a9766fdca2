// The visitor's messages as one thread: order, merging, grouping. Pure.

/** @import { Entry, Message, Row, Thread } from './types.js' */

const GROUP_MS = 5 * 60 * 1000;
/** As on the server. */
const EDIT_MS = 5 * 60 * 1000;

/** @param {Message} message @returns {Entry} */
export function fromMessage(message) {
  return {
    key: message.client_ref || message.id,
    id: message.id,
    conversationId: message.conversation_id,
    seq: message.seq,
    from: message.author.kind,
    name: message.author.name,
    body: message.body,
    attachments: message.attachments || [],
    sources: message.sources || [],
    replyTo: message.reply_to,
    reactions: message.reactions,
    system: message.system || null,
    at: Date.parse(message.created_at),
    edited: Boolean(message.edited_at),
    deleted: Boolean(message.deleted_at),
    state: 'stored',
  };
}

/** @param {string} key @param {Partial<Entry>} parts @returns {Entry} */
export function local(key, parts) {
  return {
    key,
    id: null,
    conversationId: null,
    seq: Infinity,
    from: 'visitor',
    name: null,
    body: '',
    attachments: [],
    sources: [],
    system: null,
    at: 0,
    edited: false,
    deleted: false,
    state: 'sending',
    ...parts,
  };
}

/** @returns {Thread} */
export function createThread() {
  /** @type {Entry[]} */
  let entries = [];

  /** @param {string} key */
  const find = (key) => entries.find((entry) => entry.key === key);

  function sort() {
    entries.sort((a, b) => (a.seq === b.seq ? 0 : a.seq - b.seq));
  }

  return {
    entries: () => entries,

    byId: (id) => entries.find((entry) => entry.id === id),

    put(message) {
      if (message.note) return false;
      const next = fromMessage(message);
      const known = entries.find((entry) => entry.key === next.key || entry.id === next.id);
      const fresh = !known || known.id === null;
      if (known) Object.assign(known, next, { key: known.key, streaming: false, problem: undefined });
      else entries.push(next);
      sort();
      return fresh;
    },

    remove(id) {
      const entry = entries.find((one) => one.id === id);
      if (entry) Object.assign(entry, { deleted: true, body: '', attachments: [], sources: [] });
    },

    clear(after) {
      entries = entries.filter((entry) => entry.state !== 'stored' || (entry.id && entry.seq > after));
    },

    sending({ client_ref, body, attachments, at, failed, reply_to: replyTo }) {
      const state = failed ? 'failed' : 'sending';
      const known = find(client_ref);
      if (known && known.id) return;
      if (known) Object.assign(known, { state, problem: failed });
      else entries.push(local(client_ref, { body, attachments, at, state, replyTo, problem: failed }));
    },

    drop(key) {
      entries = entries.filter((entry) => entry.key !== key);
    },

    chunk(key, conversationId, delta, now, restart) {
      let entry = find(key);
      if (entry?.id) return;
      if (!entry) {
        entry = local(key, { conversationId, from: 'assistant', at: now, state: 'stored', streaming: true });
        entries.push(entry);
      }
      entry.body = (restart ? '' : entry.body) + delta;
    },

    dropUnfinished(key) {
      entries = entries.filter((entry) => entry.id || entry.from !== 'assistant' || (key && entry.key !== key));
    },

    firstSeq: () => entries.reduce((least, entry) => Math.min(least, entry.seq), Infinity),

    lastSeq(conversationId) {
      const own = entries.filter((entry) => entry.conversationId === conversationId && Number.isFinite(entry.seq));
      return own.reduce((most, entry) => Math.max(most, entry.seq), 0);
    },

    lastPlace: () => entries.findLast((entry) => entry.id && entry.from !== 'visitor')?.conversationId || '',

    countAfter: (after) => entries.filter((entry) => (isTheirs(entry) || entry.system?.code === 'idle') && entry.seq > after && !entry.deleted && entry.id).length,
  };
}

/** @param {Entry} entry */
const isTheirs = (entry) => entry.from === 'agent' || entry.from === 'assistant';

/** @param {Entry} entry @param {number} now ms */
export const mayChange = (entry, now) =>
  entry.from === 'visitor' && entry.id !== null && !entry.deleted && now - entry.at < EDIT_MS;

/** How far one's own message came. @param {Entry} entry @param {{ delivered: number, read: number }} upTo seqs */
export function receipt(entry, upTo) {
  if (entry.state !== 'stored') return entry.state;
  if (entry.seq <= upTo.read) return 'read';
  return entry.seq <= upTo.delivered ? 'delivered' : 'sent';
}

/** @param {number} at ms */
const dayOf = (at) => new Date(at).setHours(0, 0, 0, 0);

/** @param {Entry[]} entries @param {number} unreadAfter seq; 0 for no line */
export function rows(entries, unreadAfter) {
  /** @type {Row[]} */
  const out = [];
  /** @type {Extract<Row, { kind: 'entry' }> | null} */
  let before = null;
  let day = 0;
  let marked = !unreadAfter;
  for (const entry of entries) {
    if (entry.at && dayOf(entry.at) !== day) {
      day = dayOf(entry.at);
      out.push({ kind: 'day', key: `day:${day}`, at: day });
      before = null;
    }
    if (!marked && isTheirs(entry) && entry.seq > unreadAfter) {
      out.push({ kind: 'unread', key: 'unread' });
      marked = true;
      before = null;
    }
    /** @type {boolean} */
    const joins = before !== null && together(before.entry, entry);
    if (joins && before) before.last = false;
    before = { kind: 'entry', key: entry.key, entry, first: !joins, last: true };
    out.push(before);
  }
  return out;
}

/** @param {Entry} one @param {Entry} next */
function together(one, next) {
  if (one.from === 'system' || next.from === 'system') return false;
  return one.from === next.from && one.name === next.name && next.at - one.at < GROUP_MS && one.sources.length === 0;
}
