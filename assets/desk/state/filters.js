// What the inbox is narrowed down to: what a filter takes in, and what it says. Pure; the server filters by the same rules.

import { isSnoozed } from './snooze.js';

/**
 * @typedef {object} Filter what is left out does not matter
 * @property {'open' | 'bot' | 'queued' | 'active' | 'closed' | 'snoozed'} [status]
 * @property {string} [assignee] a user's id, `me`, or `none`
 * @property {string} [department] its id, or `none`
 * @property {string} [tag] one, or several, one a line: any of them
 * @property {string} [rating] such as `1,2`
 * @property {string} [priority] such as `high,urgent`
 * @property {string} [channel]
 * @property {string} [from] newest message not before
 * @property {string} [to] newest message before
 * @property {number} [days] newest message within so many days
 */
/** @typedef {{ id: string, name: string, scope: 'personal' | 'site', filter: Filter, version: number }} SavedView */
/** @typedef {import('./conversations.js').Conversation} Conversation */

const DAY = 24 * 3_600_000;

/** Whether a conversation is taken in. @param {Conversation} it @param {Filter} filter @param {string} me @param {number} now */
export function matches(it, filter, me, now) {
  const { status, assignee, department, tag, rating, priority, channel, from, to, days } = filter;
  if (status === 'snoozed') {
    if (it.status === 'closed' || !isSnoozed(it, now)) return false;
  } else if (status && (status === 'open' ? it.status === 'closed' : it.status !== status)) return false;
  if (assignee && (it.assignee?.id ?? 'none') !== (assignee === 'me' ? me : assignee)) return false;
  if (department && (it.department?.id ?? 'none') !== department) return false;
  if (tag && !tag.split('\n').some((one) => it.tags.includes(one))) return false;
  if (rating && !(it.rating && rating.split(',').includes(String(it.rating)))) return false;
  if (priority && !priority.split(',').includes(it.priority)) return false;
  if (channel && it.channel !== channel) return false;
  const since = days ? now - days * DAY : from ? Date.parse(from) : -Infinity;
  const at = from || to || days ? Date.parse(it.last_message_at) : 0;
  return !(from || to || days) || (at >= since && at < (to ? Date.parse(to) : Infinity));
}

/** The tags of a filter with one more or one less, in the order of all. @param {string} tag @param {string} name @param {string[]} all */
export const withTag = (tag, name, all) => all.filter((one) => tag.split('\n').includes(one) !== (one === name)).join('\n');

/** Without what is empty. @param {Record<string, any>} fields @returns {Filter} */
export const tidy = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== null && value !== undefined));

/** A name for a list, so that equal filters are one list. @param {Filter} filter */
export const keyOf = (filter) => JSON.stringify(Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The first moment of a local day, and of the one after it: what a field for days means. @param {string} day `2027-03-01` */
export function bounds(day) {
  const [year, month, date] = day.split('-').map(Number);
  return { begin: new Date(year, month - 1, date).toISOString(), end: new Date(year, month - 1, date + 1).toISOString() };
}

/** The local day of a moment, for a field for days. @param {string} [at] @param {number} [back] milliseconds before it */
export function dayOf(at, back = 0) {
  if (!at) return '';
  const it = new Date(Date.parse(at) - back);
  return [it.getFullYear(), it.getMonth() + 1, it.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
