// The ticket that is open: what was said in it, what stands around it, who looks at it and who works on it.
import { batch, computed, signal } from '../lib/ui.js';
import { get, post, put, remove } from '../lib/api.js';
import { me } from '../lib/session.js';
import { ask, link, on, tell } from '../lib/socket.js';
import { byMessage } from '../state/answer-mails.js';
import { lockedByOther } from '../state/tickets.js';
import { now } from '../lib/time.js';
import { joined } from '../state/ticket-log.js';
import { onTicket, take } from './tickets.js';

/** @typedef {import('../state/tickets.js').Ticket} Ticket */
/** @typedef {{ kind: 'requester' | 'agent' | 'assistant' | 'system', id: string | null, name: string | null }} Author */
/** @typedef {{ id: string, ticket_id: string, seq: number, kind: 'description' | 'reply' | 'note', author: Author, source: string, body: string, quoted: string | null, html: string | null, attachments: any[], client_ref: string | null, created_at: string }} Message */
/** @typedef {{ id: string, number: number, subject: string, status: import('../state/tickets.js').Status, kind: 'related' | 'follow_up' | 'split' | 'merged', earlier: boolean }} Linked */
/** @typedef {{ id: string, at: string, actor: Author, what: string, old: any, new: any }} Entry */

/** So often a lock is renewed; it holds for a minute. */
const RENEW_MS = 20_000;

export const openId = signal('');
export const ticket = signal(/** @type {Ticket | null} */ (null));
export const messages = signal(/** @type {Message[]} */ ([]));
export const earlier = signal(false);
export const links = signal(/** @type {Linked[]} */ ([]));
export const watchers = signal(/** @type {{ id: string, name: string }[]} */ ([]));
export const copies = signal(/** @type {string[]} */ ([]));
/** The files that its own fields name. */
export const fieldFiles = signal(/** @type {{ id: string, name: string, url: string }[]} */ ([]));
/** The mails of its answers, by message. */
export const mails = signal(/** @type {Map<string, import('../state/answer-mails.js').AnswerMail[]>} */ (new Map()));
export const failure = signal(/** @type {any} */ (null));
/** Rises when something happened to it: its history is then another one. */
export const happened = signal(0);
/** Colleagues who have a ticket open, by ticket. */
const viewers = signal(/** @type {Map<string, { id: string, name: string }[]>} */ (new Map()));

/** Colleagues who look at the open one. */
export const peers = computed(() => (viewers.value.get(openId.value) ?? []).filter((it) => it.id !== me.value?.id));
/** Whether somebody else works on it. */
export const locked = computed(() => Boolean(ticket.value && lockedByOther(ticket.value, me.value?.id ?? '', now.value)));

/** @param {string} id */
export async function open(id) {
  batch(() => {
    openId.value = id;
    ticket.value = null;
    messages.value = [];
    mails.value = new Map();
    failure.value = null;
  });
  await load();
  look();
}

export function close() {
  letGo();
  openId.value = '';
  ticket.value = null;
  look();
}

/** How often it was asked for; an answer to an older question is not shown. */
let turn = 0;

export async function load() {
  const id = openId.value;
  const [mine, known] = [(turn += 1), messages.value];
  if (!id) return;
  loadMails();
  try {
    const { messages: said, earlier: more, links: all, watchers: who, copies: others, field_files: named, next, ...it } = await get(`/api/tickets/${id}`);
    if (openId.value !== id) return;
    if (mine !== turn) return;
    batch(() => {
      ticket.value = it;
      const log = joined(messages.value, known, said);
      if (log[0]?.id === said[0]?.id) earlier.value = more;
      messages.value = log;
      links.value = all;
      watchers.value = who;
      copies.value = others;
      fieldFiles.value = named;
      failure.value = null;
    });
  } catch (error) {
    // What is shown stays, with what is being written below it: the next news bring it up to date.
    if (mine === turn && openId.value === id && (!ticket.value || /** @type {any} */ (error).status === 404)) failure.value = error;
  }
}

let mailTurn = 0;

/** What becomes of the mails of its answers. Without knowing that, the ticket is as good. */
async function loadMails() {
  const [id, mine] = [openId.value, (mailTurn += 1)];
  const found = await get(`/api/tickets/${id}/mails`).catch(() => null);
  if (found && mine === mailTurn && openId.value === id) mails.value = byMessage(found.items);
}

/** Loads what was before the first message shown. */
export async function loadEarlier() {
  const id = openId.value;
  const page = await get(`/api/tickets/${id}/messages`, { before: messages.value[0]?.seq });
  if (openId.value !== id) return;
  messages.value = [...page.items, ...messages.value];
  earlier.value = page.earlier;
}

/** Loads what was before until a message is there, if it is in the ticket. @param {number} seq */
export async function loadUntil(seq) {
  const id = openId.value;
  while (openId.value === id && earlier.value && seq < (messages.value[0]?.seq ?? 0)) await loadEarlier();
}

/** @param {Message} message */
function add(message) {
  if (message.ticket_id !== openId.value || messages.value.some((it) => it.id === message.id)) return;
  messages.value = [...messages.value, message].sort((a, b) => a.seq - b.seq);
}

/** Says something; answers the ticket it stands in, which is another one where the open one was closed. @param {{ body: string, attachments: string[], client_ref: string, status?: string }} words @param {boolean} note */
export async function say(words, note) {
  const said = await post(`/api/tickets/${openId.value}/${note ? 'note' : 'reply'}`, words);
  batch(() => (add(said.message), take(said.ticket)));
  return said.ticket;
}

/** What can be done with the open one beside its fields. */
export const acts = {
  /** @param {string} [user] oneself when left out */
  watch: (user) => post(`/api/tickets/${openId.value}/watchers`, { user_id: user ?? null }).then(load),
  /** @param {string} user */
  unwatch: (user) => remove(`/api/tickets/${openId.value}/watchers/${user}`).then(load),
  /** @param {number} number */
  link: (number) => post(`/api/tickets/${openId.value}/links`, { number }).then(load),
  /** @param {string} other */
  unlink: (other) => remove(`/api/tickets/${openId.value}/links/${other}`).then(load),
  /** @param {number} into @returns {Promise<Ticket>} */
  merge: (into) => post(`/api/tickets/${openId.value}/merge`, { into }).then(take),
  /** @param {string} message @param {string} subject @returns {Promise<Ticket>} */
  split: (message, subject) => post(`/api/tickets/${openId.value}/split`, { message_id: message, subject }).then(take),
  /** Ends every link and the tracking code. @returns {Promise<Ticket>} */
  renewLink: () => post(`/api/tickets/${openId.value}/renew-link`).then(take),
  breakLock: () => remove(`/api/tickets/${openId.value}/lock`).then(load),
  /** @param {string | null} [after] @returns {Promise<{ items: Entry[], next_cursor: string | null }>} */
  history: (after) => get(`/api/tickets/${openId.value}/history`, { limit: 50, after }),
  /** @param {string} body @param {boolean} note */
  draft: (body, note, id = openId.value) => put(`/api/tickets/${id}/draft`, { body, note }),
};

/** The ticket that oneself works on, and what renews that. */
let working = { id: '', timer: 0 };

/** Somebody begins to write: the ticket is theirs until they leave it. */
export async function hold() {
  const id = openId.value;
  if (!id || working.id === id || locked.value) return;
  letGo();
  working = { id, timer: setInterval(renew, RENEW_MS) };
  await renew();
}

async function renew() {
  const { id } = working;
  if (!id) return;
  const answer = await ask('ticket:lock', { ticketId: id });
  if (!answer.ok && answer.code !== 'no_answer' && working.id === id) letGo();
}

/** What oneself works on is free again. */
export function letGo() {
  const { id } = working;
  if (!id) return;
  stop();
  tell('ticket:unlock', { ticketId: id });
}

/** Nothing is renewed any more. */
function stop() {
  clearInterval(working.timer);
  working = { id: '', timer: 0 };
}

/** Tells colleagues what oneself looks at. */
async function look() {
  const answer = await ask('ticket:view', { ticketId: openId.value || null });
  if (answer.ok) viewers.value = new Map(answer.open.map((/** @type {any} */ it) => [it.ticketId, it.viewers]));
}

on('ticket:viewers', ({ ticketId, viewers: all }) => {
  const next = new Map(viewers.value);
  if (all.length) next.set(ticketId, all);
  else next.delete(ticketId);
  viewers.value = next;
});
// Somebody took it away, or it ran out: the next word takes it anew, and nothing does before.
on('ticket:unlocked', ({ ticket: it }) => it?.id === working.id && !it.lock && stop());
on('ready', () => openId.value && look());
link.subscribe((state) => state === 'up' && working.id && renew());

onTicket((it) => {
  if (it.id !== openId.value) return;
  const other = ticket.value?.version !== it.version || ticket.value?.updated_at !== it.updated_at;
  ticket.value = it;
  if (other) happened.value += 1;
});
on('ticket:reply', ({ message }) => (add(message), message.ticket_id === openId.value && loadMails()));
on('ticket:mailed', ({ ticketId }) => ticketId === openId.value && loadMails());
// Links, watchers and moved messages are not part of what the event tells.
on('ticket:updated', ({ ticket: it }) => it?.id === openId.value && load());
on('ticket:deleted', ({ ticketId }) => ticketId === openId.value && load());
on('resync', () => openId.value && load());
