// The live list of visitors: what news do to it, what is looked for in it, in which order. Pure.
import { plain } from './completion.js';

/**
 * @typedef {object} LiveVisitor
 * @property {string} id
 * @property {number} number
 * @property {string | null} name
 * @property {string | null} email
 * @property {boolean} verified
 * @property {boolean} vip
 * @property {boolean} online
 * @property {number} visit_count
 * @property {string | null} page
 * @property {string | null} title
 * @property {string | null} page_since
 * @property {number} page_views
 * @property {string} began_at
 * @property {'active' | 'idle'} state
 * @property {string} state_since
 * @property {boolean} tracked
 * @property {string | null} browser
 * @property {string | null} system
 * @property {'desktop' | 'phone' | 'tablet' | null} device
 * @property {string | null} referrer
 * @property {Record<string, string> | null} campaign
 * @property {string | null} country
 * @property {string | null} city
 * @property {{ id: string, number: number, status: string, assignee: { id: string, name: string } | null } | null} conversation
 */
/** @typedef {{ text: string, state: '' | 'active' | 'idle', chat: '' | 'with' | 'without', order: 'arrival' | 'page' }} Choice */

/** @type {Choice} */
export const EVERYBODY = { text: '', state: '', chat: '', order: 'arrival' };

/** Whether anything is left out. @param {Choice} choice */
export const isNarrowed = (choice) => Boolean(choice.text.trim() || choice.state || choice.chat);

/** Adds visitors, or puts them in place of what was known. @param {Map<string, LiveVisitor>} all @param {LiveVisitor[]} some */
export function came(all, some) {
  const next = new Map(all);
  for (const it of some) next.set(it.id, it);
  return next;
}

/** Changes those that are known; of others a full word comes. @param {Map<string, LiveVisitor>} all @param {({ visitorId: string } & Partial<LiveVisitor>)[]} news */
export function moved(all, news) {
  const next = new Map(all);
  for (const { visitorId, ...change } of news) {
    const it = next.get(visitorId);
    if (it) next.set(visitorId, { ...it, ...change });
  }
  return next;
}

/** @param {Map<string, LiveVisitor>} all @param {string[]} ids */
export function went(all, ids) {
  const next = new Map(all);
  for (const id of ids) next.delete(id);
  return next;
}

/** Times are of one length, so they compare as texts. @param {string} a @param {string} b */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** @type {Record<Choice['order'], (a: LiveVisitor, b: LiveVisitor) => number>} */
const ORDERS = {
  // Who came last comes first.
  arrival: (a, b) => compare(b.began_at, a.began_at) || compare(a.id, b.id),
  // Who has been on the page longest comes first; who shows no page, last.
  page: (a, b) => compare(a.page_since ?? '~', b.page_since ?? '~') || compare(a.id, b.id),
};

/** Those that were chosen, in their order. @param {Iterable<LiveVisitor>} all @param {Choice} choice @returns {LiveVisitor[]} */
export function chosen(all, { text, state, chat, order }) {
  const words = plain(text).split(/\s+/).map((word) => word.replace(/^#/, '')).filter(Boolean);
  const out = [];
  for (const it of all) {
    if (state && it.state !== state) continue;
    if (chat && (chat === 'with') !== Boolean(it.conversation)) continue;
    if (words.length) {
      const where = plain([it.name, it.email, String(it.number), it.title, it.page].filter(Boolean).join(' '));
      if (!words.every((word) => where.includes(word))) continue;
    }
    out.push(it);
  }
  return out.sort(ORDERS[order]);
}

/** Where a visitor came from, in one word. @param {Pick<LiveVisitor, 'referrer' | 'campaign'>} it @returns {string} empty: directly */
export function cameFrom({ referrer, campaign }) {
  if (campaign?.source) return campaign.source;
  if (campaign?.campaign) return campaign.campaign;
  try {
    return referrer ? new URL(referrer).hostname.replace(/^www\./, '') : '';
  } catch {
    return '';
  }
}

/**
 * A session as stretches in which the visitor was at the page or rested, in their order; empty where nobody rested.
 * @param {{ began_at: string, last_at: string, states: { at: string, state: 'active' | 'idle' }[] }} session
 * @returns {{ idle: boolean, ms: number }[]}
 */
export function stretches({ began_at: began, last_at: last, states }) {
  const end = Date.parse(last);
  if (!states.some((it) => it.state === 'idle')) return [];
  const turns = [{ at: Date.parse(began), idle: false }, ...states.map((it) => ({ at: Date.parse(it.at), idle: it.state === 'idle' }))].filter((it) => it.at <= end);
  /** @type {{ idle: boolean, ms: number }[]} */
  const out = [];
  turns.forEach(({ at, idle }, place) => {
    const ms = (turns[place + 1]?.at ?? end) - at;
    const before = out.at(-1);
    if (before?.idle === idle) before.ms += ms;
    else if (ms > 0) out.push({ idle, ms });
  });
  return out;
}
