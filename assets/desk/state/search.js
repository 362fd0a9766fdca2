// What a search of conversations asks for, and where what it found leads to. Pure.

/**
 * @typedef {object} Hit
 * @property {'message' | 'note' | 'conversation'} kind
 * @property {import('./conversations.js').Conversation} conversation
 * @property {{ id: string, seq: number, author: import('./conversations.js').Author, created_at: string } | null} message
 * @property {string} snippet
 * @property {[number, number][]} highlights
 */

/**
 * @typedef {object} TicketHit
 * @property {'message' | 'note' | 'ticket'} kind
 * @property {import('./tickets.js').Ticket} ticket
 * @property {{ id: string, seq: number, author: import('../store/ticket.js').Author, created_at: string } | null} message
 * @property {string} snippet
 * @property {[number, number][]} highlights
 */

/** Whether a text says enough to be looked for: two letters, or a digit. @param {string} text */
export const isEnough = (text) => /\d/.test(text) || (text.match(/\p{L}/gu) ?? []).length > 1;

/** The place a hit leads to: a message within its conversation, or the conversation. @param {Hit} hit */
export const placeOf = ({ conversation, message }) => `/inbox/${conversation.id}${message ? `?m=${message.seq}` : ''}`;

/** The place a hit in a ticket leads to: a message within it, or the ticket. @param {TicketHit} hit */
export const ticketPlaceOf = ({ ticket, message }) => `/tickets/${ticket.id}${message ? `?m=${message.seq}` : ''}`;

/** The first of what was found in each ticket, a few tickets at most. @param {TicketHit[]} hits @param {number} most */
export const ofEach = (hits, most) => hits.filter((it, at) => hits.findIndex((other) => other.ticket.id === it.ticket.id) === at).slice(0, most);

/** The message that an address names. @param {URLSearchParams} query @returns {number | null} */
export function messageIn(query) {
  const seq = Number(query.get('m'));
  return Number.isSafeInteger(seq) && seq > 0 ? seq : null;
}

/** The place that an address shows. @param {{ path: string, query: URLSearchParams }} route */
export function placeIn({ path, query }) {
  const seq = messageIn(query);
  return seq ? `${path}?m=${seq}` : path;
}

/** A page after those before it; what is there already is not shown twice. @param {Hit[]} old @param {Hit[]} more */
export function joined(old, more) {
  const places = new Set(old.map(placeOf));
  return [...old, ...more.filter((it) => !places.has(placeOf(it)))];
}
