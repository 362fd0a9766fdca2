// Tickets: where one may go, what a filter says, what the history tells. Pure; the server decides by the same table.

/** @typedef {'new' | 'open' | 'waiting_reply' | 'pending' | 'resolved' | 'closed'} Status */
/** @typedef {'low' | 'normal' | 'high' | 'urgent'} Priority */
/** @typedef {{ id: string, name: string }} Named */
/**
 * @typedef {object} Ticket
 * @property {string} id
 * @property {number} number
 * @property {string} code
 * @property {string} subject
 * @property {Status} status
 * @property {Priority} priority
 * @property {'widget' | 'email' | 'chat' | 'form' | 'api' | 'desk'} source
 * @property {{ visitor_id: string | null, name: string | null, email: string | null, phone: string | null }} requester
 * @property {Named | null} assignee
 * @property {Named | null} team
 * @property {Named | null} department
 * @property {{ id: string, name: string, parent: string | null } | null} category
 * @property {string[]} tags
 * @property {Record<string, any>} fields
 * @property {import('./sla.js').Clock[]} sla
 * @property {string | null} conversation_id
 * @property {string | null} merged_into
 * @property {string | null} call_at
 * @property {string | null} page
 * @property {number} replies
 * @property {{ owner: Named, since: string, expires_at: string } | null} lock
 * @property {number} version
 * @property {string} created_at
 * @property {string} updated_at
 * @property {string} last_message_at
 * @property {string | null} first_reply_at
 * @property {string | null} waiting_since
 * @property {string | null} resolved_at
 * @property {string | null} closed_at
 */
/** @typedef {{ status: Status, count: number, tickets: Ticket[] }} Column */

/** In the order of a ticket's life. */
export const STATUSES = /** @type {const} */ (['new', 'open', 'waiting_reply', 'pending', 'resolved', 'closed']);
export { PRIORITIES } from './priority.js';
export const SOURCES = /** @type {const} */ (['widget', 'email', 'chat', 'form', 'api', 'desk']);

/** @type {Record<Status, readonly Status[]>} */
export const NEXT = {
  new: ['open', 'pending', 'closed'],
  open: ['waiting_reply', 'pending', 'resolved', 'closed'],
  waiting_reply: ['open', 'resolved'],
  pending: ['open', 'resolved'],
  resolved: ['open', 'closed'],
  closed: [],
};

/** The statuses that a list can hold. @param {string} [wanted] `status` of its filter */
export function statusesOf(wanted) {
  if (!wanted) return [...STATUSES];
  const over = wanted === 'unsolved' ? ['resolved', 'closed'] : [];
  return STATUSES.filter((it) => (over.length ? !over.includes(it) : wanted.split(',').includes(it)));
}

/** Whether a ticket may go from a status to another. @param {Status} from @param {Status} to */
export const mayGo = (from, to) => from === to || NEXT[from].includes(to);

/** The columns with one ticket moved. @param {Column[]} columns @param {string} id @param {Status} to @returns {Column[]} */
export function moved(columns, id, to) {
  const from = columns.find((column) => column.tickets.some((it) => it.id === id));
  const ticket = from?.tickets.find((it) => it.id === id);
  if (!from || !ticket || from.status === to) return columns;
  return columns.map((column) => {
    if (column === from) return { ...column, count: column.count - 1, tickets: column.tickets.filter((it) => it.id !== id) };
    if (column.status === to) return { ...column, count: column.count + 1, tickets: [{ ...ticket, status: to }, ...column.tickets] };
    return column;
  });
}

/** So many tickets are named for one reason. */
const MOST_NAMED = 10;

/** Whether somebody else works on it. @param {Pick<Ticket, 'lock'>} it @param {string} me @param {number} now */
export const lockedByOther = ({ lock }, me, now) => Boolean(lock && lock.owner.id !== me && Date.parse(lock.expires_at) > now);

/**
 * @typedef {object} TicketFilter what is left out does not matter
 * @property {string} [status] @property {string} [priority] @property {string} [source] @property {string} [assignee] @property {string} [team]
 * @property {string} [department] @property {string} [category] @property {string} [tag] @property {boolean} [watching] @property {string} [q] @property {number} [days] @property {'late' | 'near'} [due]
 */

/** Lists that are always there. @type {Record<string, TicketFilter>} */
export const LISTS = {
  mine: { status: 'unsolved', assignee: 'me' },
  unassigned: { status: 'unsolved', assignee: 'none' },
  unsolved: { status: 'unsolved' },
  watching: { watching: true },
  near: { due: 'near' },
  late: { due: 'late' },
  all: {},
};

/** Where a whole filter stands: in its list while it keeps what the list is made of, and otherwise among all, so that the list that is marked never says more than is asked for. @param {string} list @param {TicketFilter} whole @returns {{ list: string, filter: TicketFilter }} */
export function placed(list, whole) {
  const own = Object.entries(LISTS[list] ?? {});
  if (!own.every(([key, value]) => /** @type {any} */ (whole)[key] === value)) return { list: 'all', filter: whole };
  return { list, filter: Object.fromEntries(Object.entries(whole).filter(([key]) => !own.some(([one]) => one === key))) };
}

/** What a filter adds to its list, counted. @param {TicketFilter} filter */
export const narrowing = (filter) => Object.keys(filter).filter((key) => key !== 'q').length;

/** Categories as choices: those of the second level after their own. @param {{ id: string, parent_id: string | null, name: string }[]} all @returns {{ value: string, label: string }[]} */
export function categoryChoices(all) {
  const name = new Map(all.map((it) => [it.id, it.name]));
  return all.map((it) => ({ value: it.id, label: it.parent_id ? `${name.get(it.parent_id) ?? ''} › ${it.name}` : it.name }));
}

/** Which of several tickets could not be changed, and why: those with the same reason together. @param {{ id: string, detail: string }[]} failed @param {Map<string, number>} number by their ids */
export function refusals(failed, number) {
  /** @type {Map<string, string[]>} */
  const why = new Map();
  for (const { id, detail } of failed) why.set(detail, [...(why.get(detail) ?? []), number.has(id) ? `#${number.get(id)}` : '#?']);
  return [...why].map(([detail, numbers]) => `${numbers.slice(0, MOST_NAMED).join(', ')}${numbers.length > MOST_NAMED ? '…' : ''}: ${detail}`).join(' ');
}

/** The answers that somebody changed, `null` for one that was taken away. What is not drawn, such as a choice that is gone, is not changed. @param {string[]} keys @param {Record<string, any>} before as they were read when they were drawn @param {Record<string, any>} now @returns {Record<string, any>} */
export function changedAnswers(keys, before, now) {
  const differs = keys.filter((key) => JSON.stringify(now[key]) !== JSON.stringify(before[key]));
  return Object.fromEntries(differs.map((key) => [key, now[key] ?? null]));
}

/** A value of the history, for people. @param {string} what @param {any} value @param {(key: string) => string} t */
export function told(what, value, t) {
  if (value === null || value === undefined || value === '') return '–';
  if (what === 'status') return t(`ticket.status_${value}`);
  if (what === 'priority') return t(`ticket.priority_${value}`);
  if (Array.isArray(value)) return value.join(', ') || '–';
  if (what === 'requester') return [value.name, value.email, value.phone].filter(Boolean).join(' · ') || '–';
  if (what === 'fields') return Object.entries(value).map(([key, it]) => `${key}: ${it}`).join(', ') || '–';
  if (typeof value === 'object') return value.name ?? (value.number ? `#${value.number}${value.subject ? ` ${value.subject}` : ''}` : '–');
  return String(value);
}
