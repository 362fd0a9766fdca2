// Messages of a conversation: merging, marks, and the rows that are drawn. Pure.

/** @typedef {import('./conversations.js').Author} Author */
/**
 * @typedef {object} Message
 * @property {string} id
 * @property {string} conversation_id
 * @property {number} seq
 * @property {Author} author
 * @property {boolean} note
 * @property {boolean} [whisper] a note to who has the conversation
 * @property {string} body
 * @property {any[]} attachments
 * @property {string | null} client_ref
 * @property {string | null} reply_to
 * @property {{ article_id: string, title: string, slug: string, snippet: string }[]} sources
 * @property {{ code: string, params: any } | null} system
 * @property {{ emoji: string, author: Author }[]} [reactions]
 * @property {string} created_at
 * @property {string | null} edited_at
 * @property {string | null} deleted_at
 */

/** How long an author may change a message, in milliseconds. */
export const EDIT_MS = 5 * 60_000;
/** Messages of one author within this time share one head. */
const TOGETHER_MS = 5 * 60_000;

/** Adds messages or replaces them, in their order. @param {Message[]} old @param {Message[]} more @returns {Message[]} */
export function merge(old, more) {
  const all = new Map(old.map((it) => [it.id, it]));
  for (const it of more) all.set(it.id, it);
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}

/**
 * What was loaded, with what came in meanwhile: the answer may have been drawn up before.
 * @param {Message[]} list to the end of the conversation @param {Message[]} news @returns {Message[]}
 */
export const withNews = (list, news) => merge(list, news.filter((it) => it.seq > (list.at(-1)?.seq ?? 0)));

/** @param {Message[]} messages @param {string} id @param {string} at @returns {Message[]} */
export const takeBack = (messages, id, at) =>
  messages.map((it) => (it.id === id ? { ...it, body: '', attachments: [], deleted_at: it.deleted_at ?? at } : it));

/**
 * Each emoji on a message with who put it there, in the order they came.
 * @param {Message} message @param {string} me @returns {{ emoji: string, n: number, own: boolean, names: (string | null)[] }[]}
 */
export function reactionGroups({ reactions = [] }, me) {
  /** @type {Map<string, { emoji: string, n: number, own: boolean, names: (string | null)[] }>} */
  const groups = new Map();
  for (const { emoji, author } of reactions) {
    const group = groups.get(emoji) ?? { emoji, n: 0, own: false, names: [] };
    groups.set(emoji, { emoji, n: group.n + 1, own: group.own || (author.kind === 'agent' && author.id === me), names: [...group.names, author.name] });
  }
  return [...groups.values()];
}

/**
 * How far a message of ours got.
 * @param {Message} message @param {{ visitor_delivered_up_to: number, visitor_read_up_to: number }} conversation
 * @returns {'sent' | 'delivered' | 'read'}
 */
export function mark(message, conversation) {
  if (message.seq <= conversation.visitor_read_up_to) return 'read';
  return message.seq <= conversation.visitor_delivered_up_to ? 'delivered' : 'sent';
}

/** Whether the user may still change a message. @param {Message} message @param {string} me @param {number} now */
export const mayChange = (message, me, now) =>
  message.author.kind === 'agent' && message.author.id === me && !message.deleted_at && now - Date.parse(message.created_at) < EDIT_MS;

/** @param {Message} message */
const side = (message) => (message.author.kind === 'visitor' ? 'theirs' : message.author.kind === 'assistant' ? 'assistant' : 'ours');

/** @param {string} at */
const dayOf = (at) => new Date(at).toDateString();

/**
 * @typedef {{ kind: 'day', key: string, at: string }
 *   | { kind: 'system', key: string, message: Message }
 *   | { kind: 'note', key: string, message: Message }
 *   | { kind: 'unread', key: string }
 *   | { kind: 'conversation', key: string, at: string, own: boolean } where another conversation begins; `own`: the open one
 *   | { kind: 'message', key: string, message: Message, side: 'theirs' | 'ours' | 'assistant', first: boolean, last: boolean }} Row
 */

/**
 * The rows that are drawn: days between messages, heads only where the author changes.
 * @param {Message[]} messages @param {number} [unreadFrom] the first `seq` the agent had not read on opening
 * @returns {Row[]}
 */
export function rows(messages, unreadFrom) {
  /** @type {Row[]} */
  const out = [];
  /** @type {Message | null} */
  let before = null;
  let marked = false;
  const open = messages.at(-1)?.conversation_id;
  const several = messages[0]?.conversation_id !== open;
  for (const message of messages) {
    const other = several && before?.conversation_id !== message.conversation_id;
    if (other) out.push({ kind: 'conversation', key: `in-${message.conversation_id}`, at: message.created_at, own: message.conversation_id === open });
    const newDay = !before || dayOf(before.created_at) !== dayOf(message.created_at);
    if (newDay) out.push({ kind: 'day', key: `day-${dayOf(message.created_at)}`, at: message.created_at });
    const isNew = unreadFrom !== undefined && !marked && message.seq >= unreadFrom && message.conversation_id === open && message.author.kind === 'visitor';
    if (isNew) {
      marked = true;
      out.push({ kind: 'unread', key: 'unread' });
    }
    if (message.system) out.push({ kind: 'system', key: message.id, message });
    else if (message.note) out.push({ kind: 'note', key: message.id, message });
    else {
      const first = newDay || isNew || other || !before || !follows(before, message);
      const last = out.at(-1);
      if (!first && last?.kind === 'message') last.last = false;
      out.push({ kind: 'message', key: message.client_ref ?? message.id, message, side: side(message), first, last: true });
    }
    before = message;
  }
  return out;
}

/** Whether a message needs no head of its own. @param {Message} before @param {Message} message */
function follows(before, message) {
  const sameAuthor = before.author.kind === message.author.kind && before.author.id === message.author.id;
  const plain = !before.system && !before.note;
  return sameAuthor && plain && Date.parse(message.created_at) - Date.parse(before.created_at) < TOGETHER_MS;
}

/** An answer of the assistant that is still growing: its words so far, by reference. @param {Record<string, string>} streams @param {{ messageRef: string, delta: string, restart?: boolean }} piece `restart`: what was shown of it is void */
export const grow = (streams, piece) => ({ ...streams, [piece.messageRef]: (piece.restart ? '' : (streams[piece.messageRef] ?? '')) + piece.delta });

/** Streams whose message has not come yet. @param {Record<string, string>} streams @param {Message[]} messages */
export function unfinished(streams, messages) {
  const done = new Set(messages.map((it) => it.client_ref));
  return Object.entries(streams).filter(([ref]) => !done.has(ref));
}
