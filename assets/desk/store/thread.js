// The conversation that is open: its messages, who is typing, the assistant's growing answer, what was read.
import { linkEnds } from '../../shared/links.js';
import { batch, signal } from '../lib/ui.js';
import { get, post, put, remove } from '../lib/api.js';
import { me } from '../lib/session.js';
import { on, tell } from '../lib/socket.js';
import { grow, merge, takeBack, withNews } from '../state/thread.js';
import { known, take } from './inbox.js';

/** @typedef {import('../state/thread.js').Message} Message */

/** The open conversation's id. */
export const openId = signal('');
export const messages = signal(/** @type {Message[]} */ ([]));
/** Whether there are earlier messages than those loaded. */
export const earlier = signal(false);
/** Whether there are later messages than those loaded: what comes in is then not shown at once. */
export const later = signal(false);
/** The message to show and mark; a new object each time it is to be shown. */
export const marked = signal(/** @type {{ seq: number } | null} */ (null));
/** The message that the composer answers; none: nothing in particular. */
export const answering = signal(/** @type {Message | null} */ (null));
/** Whether the visitor had conversations before, whose messages were not loaded yet. */
export const history = signal(false);
/** `loading`, then `ready` or `failed`. */
export const phase = signal(/** @type {'loading' | 'ready' | 'failed'} */ ('loading'));
export const failure = signal(/** @type {any} */ (null));
/** Up to where agents had read when it was opened; messages after it are new. */
export const readBefore = signal(0);
/** Until when the visitor counts as typing. */
export const typingUntil = signal(0);
/** What the visitor is typing, where the site shows it. */
export const typed = signal('');
/** Answers of the assistant that grow, by reference. */
export const streams = signal(/** @type {Record<string, string>} */ ({}));

/** What comes in while something is loaded, for each loading. @type {Set<Message[]>} */
const loadings = new Set();

/** How often links to files are looked at. */
const RENEW_MS = 5 * 60_000;

/** Opens a conversation, or shows a message of the one that is open. @param {string} id @param {number | null} [seq] of the message */
export async function open(id, seq = null) {
  if (openId.value === id && phase.value === 'ready') {
    if (messages.value.some((it) => it.seq === seq)) marked.value = seq ? { seq } : null;
    else if (seq) await reloadThread(seq);
    else marked.value = null;
    return;
  }
  batch(() => {
    openId.value = id;
    messages.value = [];
    earlier.value = false;
    later.value = false;
    marked.value = null;
    answering.value = null;
    history.value = false;
    phase.value = 'loading';
    failure.value = null;
    typingUntil.value = 0;
    typed.value = '';
    streams.value = {};
  });
  await reloadThread(seq);
}

/** Forgets the open conversation. */
export function close() {
  openId.value = '';
}

/** Loads the open conversation, after opening it or after a gap. @param {number | null} [seq] of a message: it with those around it, in place of the last ones */
export async function reloadThread(seq = later.value ? (marked.value?.seq ?? null) : null) {
  const id = openId.value;
  if (!id) return;
  /** @type {Message[]} */
  const news = [];
  loadings.add(news);
  try {
    const { messages: list, earlier: more, later: after, history: before, ...conversation } = await get(`/api/chat/${id}`, { around: seq });
    if (openId.value !== id) return;
    batch(() => {
      if (phase.value !== 'ready') readBefore.value = conversation.unread ? conversation.agent_read_up_to : Number.MAX_SAFE_INTEGER;
      take([conversation]);
      messages.value = merge([], after ? list : withNews(list, news.filter((it) => it.conversation_id === id)));
      earlier.value = more;
      later.value = after;
      marked.value = seq ? { seq } : null;
      history.value = before;
      phase.value = 'ready';
    });
    noteRead();
  } catch (error) {
    if (openId.value !== id) return;
    failure.value = error;
    phase.value = 'failed';
  } finally {
    loadings.delete(news);
  }
}

/** Shows the end of the open conversation. */
export async function toEnd() {
  if (later.value) await reloadThread(null);
}

/** Loads what was before the first message shown. */
export async function loadEarlier() {
  const id = openId.value;
  const page = await get(`/api/chat/${id}/messages`, { before: messages.value[0]?.seq, limit: 50 });
  if (openId.value !== id) return;
  messages.value = merge(messages.value, page.items);
  earlier.value = page.earlier;
}

/** Loads what comes after the last message shown. */
export async function loadLater() {
  const id = openId.value;
  const page = await get(`/api/chat/${id}/messages`, { after: messages.value.at(-1)?.seq, limit: 50 });
  if (openId.value !== id) return;
  batch(() => {
    messages.value = merge(messages.value, page.items);
    later.value = page.later;
  });
  noteRead();
}

/** Loads what the visitor and the site said in conversations before this one, so that all reads as one thread. */
export async function loadHistory() {
  const id = openId.value;
  const page = await get(`/api/chat/${id}/history`, { before: messages.value[0]?.seq, limit: 50 });
  if (openId.value !== id) return;
  messages.value = merge(messages.value, page.items);
  history.value = page.earlier;
}

/** Links to files last for hours; a conversation may stay open for longer. */
async function renewLinks() {
  const ends = Date.now() + 2 * RENEW_MS;
  /** @type {Map<string, number>} the newest message with such a link, by conversation */
  const old = new Map();
  for (const it of messages.value) if (it.attachments.some((file) => linkEnds(file.url) < ends)) old.set(it.conversation_id, it.seq);
  const [id, wanted] = [openId.value, [...old]];
  const pages = await Promise.all(wanted.map(([conversation, seq]) => get(`/api/chat/${conversation}/messages`, { before: seq + 1, limit: 50 })));
  if (openId.value !== id || !pages.length) return;
  const shown = new Set(messages.value.map((it) => it.id));
  messages.value = merge(messages.value, pages.flatMap((it) => it.items).filter((it) => shown.has(it.id)));
}

setInterval(() => void renewLinks().catch(() => {}), RENEW_MS);

/** Tells the visitor that what is on the screen was read: when somebody looks, and not over a colleague's shoulder. */
export function noteRead() {
  const it = known.value.get(openId.value);
  if (!it || document.visibilityState !== 'visible' || (it.assignee && it.assignee.id !== me.value?.id)) return;
  const last = messages.value.findLast((message) => message.author.kind === 'visitor')?.seq ?? 0;
  if (it.unread === 0 && last <= it.agent_read_up_to) return;
  if (last) put(`/api/chat/${it.id}/read`, { up_to: last }).catch(() => {});
}

document.addEventListener('visibilitychange', noteRead);

/** @param {Message} message */
export function takeMessage(message) {
  if (message.conversation_id !== openId.value) return;
  for (const news of loadings) news.push(message);
  if (phase.value !== 'ready') return;
  if (!later.value || messages.value.some((it) => it.id === message.id)) messages.value = merge(messages.value, [message]);
  // Who says something wants to see it.
  else if (message.author.id === me.value?.id) toEnd().catch(() => {});
}

/** @param {string} messageId @param {string} body */
export async function edit(messageId, body) {
  takeMessage(await put(`/api/chat/${openId.value}/message/${messageId}`, { body }));
}

/** Puts one's emoji on a message; once more takes it away. @param {Message} message @param {string} emoji */
export async function react({ id, conversation_id: conversation }, emoji) {
  const changed = await put(`/api/chat/${conversation}/message/${id}/reaction`, { emoji });
  if (messages.value.some((it) => it.id === id)) messages.value = merge(messages.value, [changed]);
}

/** @param {string} messageId */
export async function withdraw(messageId) {
  await remove(`/api/chat/${openId.value}/message/${messageId}`);
  messages.value = takeBack(messages.value, messageId, new Date().toISOString());
}

/** What can be done with the open conversation; each answers with its new state. */
export const acts = {
  /** @param {string | null} assignee a user's id, `me`, or nobody */
  assign: (assignee, id = openId.value) => put(`/api/chat/${id}/assign`, { assignee }).then(taken),
  /** @param {{ agent_id?: string, team_id?: string, department_id?: string, note: string | null }} to */
  transfer: (to, id = openId.value) => put(`/api/chat/${id}/transfer`, to).then(taken),
  /** @param {{ priority?: string, subject?: string, language?: string, department?: string, skills?: string[] }} fields what is left out stays */
  revise: (fields, id = openId.value) => put(`/api/chat/${id}`, fields).then(taken),
  /** @param {string | null | undefined} until */
  snooze: (until, id = openId.value) => put(`/api/chat/${id}/snooze`, { until: until ?? null }).then(taken),
  close: (id = openId.value) => put(`/api/chat/${id}/close`).then(taken),
  reopen: (id = openId.value) => put(`/api/chat/${id}/reopen`).then(taken),
  /** @param {boolean} enabled */
  assistant: (enabled, id = openId.value) => put(`/api/chat/${id}/ai`, { enabled }).then(taken),
  /** @param {string} tag */
  tag: (tag, id = openId.value) => post(`/api/chat/${id}/tag`, { tag }).then(taken),
  /** @param {string} tag */
  untag: (tag, id = openId.value) => remove(`/api/chat/${id}/tag/${encodeURIComponent(tag)}`).then(taken),
  /** For good. */
  remove: (id = openId.value) => remove(`/api/chat/${id}`),
};

/** @param {import('../state/conversations.js').Conversation} conversation */
function taken(conversation) {
  // An answer does not say whether the visitor's page is open; the news that follow do.
  const old = known.value.get(conversation.id);
  take([{ ...conversation, visitor: { ...conversation.visitor, online: conversation.visitor.online || Boolean(old?.visitor.online) } }]);
  return conversation;
}

let lastTyping = 0;
/** Tells the visitor that somebody is typing, every three seconds at most. @param {boolean} isTyping */
export function sayTyping(isTyping) {
  const now = Date.now();
  if (isTyping && now - lastTyping < 3000) return;
  if (!isTyping && !lastTyping) return;
  lastTyping = isTyping ? now : 0;
  tell('chat:typing', { conversationId: openId.value, isTyping });
}

on('chat:message:new', (message) => {
  if (message.conversation_id !== openId.value) return;
  batch(() => {
    takeMessage(message);
    if (message.author.kind === 'visitor') typingUntil.value = 0;
    // Whoever answers has read it all.
    if (message.author.id === me.value?.id) readBefore.value = Number.MAX_SAFE_INTEGER;
    if (message.client_ref) endStream(message.client_ref);
  });
  noteRead();
});
on('chat:message:updated', (message) => messages.value.some((it) => it.id === message.id) && takeMessage(message));
on('chat:message:deleted', ({ conversationId, messageId }) => {
  if (conversationId !== openId.value) return;
  messages.value = takeBack(messages.value, messageId, new Date().toISOString());
  if (answering.value?.id === messageId) answering.value = null;
});
on('chat:typing', ({ conversationId, who, isTyping, preview }) => {
  if (conversationId !== openId.value || who !== 'visitor') return;
  typingUntil.value = isTyping ? Date.now() + 6000 : 0;
  typed.value = isTyping ? (preview ?? '') : '';
});
on('ai:chunk', (piece) => {
  if (piece.conversationId === openId.value) streams.value = grow(streams.value, piece);
});

/** @param {string} ref */
function endStream(ref) {
  const { [ref]: ended, ...rest } = streams.value;
  if (ended !== undefined) streams.value = rest;
}

// The message follows at once; when a person took over meanwhile, none does, and what was shown goes.
on('ai:done', ({ messageRef, gone }) => setTimeout(() => endStream(messageRef), gone ? 0 : 3000));
